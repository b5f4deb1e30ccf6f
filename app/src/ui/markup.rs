//! HTML written as text, for what has hundreds of equal parts: tables and long lists of choices. Views of the
//! framework would allocate a node for every cell of a table of 730 days.

/// Adds `text` with the characters that mean something in HTML escaped.
pub fn push_escaped(html: &mut String, text: &str) {
    // Nearly every cell is a number: copied whole.
    if !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        html.push_str(text);
        return;
    }
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
}

/// Adds an `<option>`.
pub fn push_option(html: &mut String, value: &str, label: &str, selected: bool) {
    html.push_str("<option value=\"");
    push_escaped(html, value);
    html.push_str(if selected { "\" selected>" } else { "\">" });
    push_escaped(html, label);
    html.push_str("</option>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let mut html = String::new();
        push_option(&mut html, "\"><script>", "<b>Å & 'Ø'</b>", true);
        assert_eq!(
            html,
            "<option value=\"&quot;&gt;&lt;script&gt;\" selected>&lt;b&gt;Å &amp; &#39;Ø&#39;&lt;/b&gt;</option>"
        );
    }
}
