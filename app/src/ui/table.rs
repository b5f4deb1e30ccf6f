//! Tables: the same numbers as the chart beside them.

use crate::ui::markup::push_escaped;

/// A table of texts. The first column heads its row; the others are numbers and stand to the right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What the table shows, read aloud before it.
    pub caption: String,
    /// The columns' headings.
    pub columns: Vec<String>,
    /// The rows, each as wide as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as HTML.
    pub fn html(&self) -> String {
        let cells: usize = self.rows.iter().flatten().map(|cell| cell.len() + 24).sum();
        let mut html = String::with_capacity(cells + 400);
        html.push_str("<table class=\"ds-table\" data-border=\"true\"><caption class=\"sr-only\">");
        push_escaped(&mut html, &self.caption);
        html.push_str("</caption><thead><tr>");
        for (i, column) in self.columns.iter().enumerate() {
            html.push_str(if i == 0 { "<th scope=col>" } else { "<th scope=col class=num>" });
            push_escaped(&mut html, column);
            html.push_str("</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            html.push_str("<tr>");
            for (i, cell) in row.iter().enumerate() {
                html.push_str(if i == 0 { "<th scope=row>" } else { "<td class=num>" });
                push_escaped(&mut html, cell);
                html.push_str(if i == 0 { "</th>" } else { "</td>" });
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table>");
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_heads_its_row() {
        let mut table = Table::new("Belegg", &["Måned", "<%>"]);
        table.rows.push(vec!["jan. 2024".into(), "44,1 %".into()]);
        let html = table.html();
        assert!(html.contains("<th scope=row>jan. 2024</th><td class=num>44,1 %</td>"));
        assert!(html.contains("&lt;%&gt;"));
    }
}
