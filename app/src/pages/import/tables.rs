//! Tables of text, which stand to the left; those of numbers are in `ui::table`.

use crate::ui::markup::push_escaped;

/// A table with a caption that only screen readers get; the first column heads its row.
pub fn text_table(caption: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    table(caption, columns, rows, &[])
}

/// The same, with numbers in the columns of these places.
pub fn table(
    caption: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    numbers: &[usize],
) -> String {
    let mut html = String::with_capacity(4096);
    html.push_str("<table class=\"ds-table\" data-border=\"true\"><caption class=\"ds-sr-only\">");
    push_escaped(&mut html, caption);
    html.push_str("</caption><thead><tr>");
    let class = |place: usize| if numbers.contains(&place) { " class=num" } else { "" };
    for (place, column) in columns.iter().enumerate() {
        html.push_str("<th scope=col");
        html.push_str(class(place));
        html.push('>');
        push_escaped(&mut html, column);
        html.push_str("</th>");
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            html.push_str(if place == 0 { "<th scope=row" } else { "<td" });
            html.push_str(class(place));
            html.push('>');
            push_escaped(&mut html, cell);
            html.push_str(if place == 0 { "</th>" } else { "</td>" });
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_file_never_becomes_markup() {
        let html = table("F", &["a", "b"], [vec!["<script>".to_owned(), "1".to_owned()]], &[1]);
        assert!(html.contains("<th scope=row>&lt;script&gt;</th><td class=num>1</td>"), "{html}");
    }
}
