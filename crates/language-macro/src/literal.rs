//! What a string in the source means.

/// The text of a string literal as it is written in the source; `None` for anything but an ordinary string.
pub fn value(source: &str) -> Option<String> {
    let mut rest = source.strip_prefix('"')?.strip_suffix('"')?.chars().peekable();
    let mut text = String::with_capacity(source.len());
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match rest.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            // The line goes on, without the white space it begins with.
            '\n' => while rest.next_if(|next| next.is_whitespace()).is_some() {},
            'u' => {
                let code: String = rest.by_ref().skip(1).take_while(|next| *next != '}').collect();
                text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            quoted @ ('"' | '\\' | '\'') => text.push(quoted),
            _ => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_string_means_what_the_compiler_takes_it_for() {
        assert_eq!(value(r#""Belegg""#).as_deref(), Some("Belegg"));
        assert_eq!(value("\"en \\\n     to\"").as_deref(), Some("en to"));
        assert_eq!(value(r#""1\u{a0}234 «\"»\n""#).as_deref(), Some("1\u{a0}234 «\"»\n"));
        assert_eq!(value("3"), None);
        assert_eq!(value("r\"x\""), None);
    }
}
