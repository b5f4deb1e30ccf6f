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
    /// Links of each row, (address, text), in a column of their own; empty for a table without.
    pub links: Vec<Vec<(String, String)>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The table as HTML.
    pub fn html(&self) -> String {
        let cells: usize = self.rows.iter().flatten().map(|cell| cell.len() + 24).sum();
        let mut html = String::with_capacity(cells + 400);
        html.push_str("<table class=\"ds-table\" data-border=\"true\"><caption class=\"ds-sr-only\">");
        push_escaped(&mut html, &self.caption);
        html.push_str("</caption><thead><tr>");
        for (i, column) in self.columns.iter().enumerate() {
            html.push_str(if i == 0 { "<th scope=col>" } else { "<th scope=col class=num>" });
            push_escaped(&mut html, column);
            html.push_str("</th>");
        }
        if !self.links.is_empty() {
            html.push_str("<th scope=col>Se mer</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for (row, links) in self.rows.iter().zip(self.links.iter().map(Some).chain(std::iter::repeat(None))) {
            html.push_str("<tr>");
            for (i, cell) in row.iter().enumerate() {
                html.push_str(if i == 0 { "<th scope=row>" } else { "<td class=num>" });
                push_escaped(&mut html, cell);
                html.push_str(if i == 0 { "</th>" } else { "</td>" });
            }
            if let (Some(links), Some(name)) = (links, row.first()) {
                html.push_str("<td class=links>");
                for (address, text) in links {
                    html.push_str("<a href=\"");
                    push_escaped(&mut html, address);
                    html.push_str("\" aria-label=\"");
                    push_escaped(&mut html, &format!("{text}, {name}"));
                    html.push_str("\">");
                    push_escaped(&mut html, text);
                    html.push_str("</a> ");
                }
                html.push_str("</td>");
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
        assert!(html.contains("&lt;%&gt;") && !html.contains("Se mer"));
    }

    #[test]
    fn links_say_what_row_they_are_of() {
        let mut table = Table::new("Belegg", &["Sted"]);
        table.rows.push(vec!["Åmot & Ås".into()]);
        table.links.push(vec![("/belegg?kommune=0301&fra=2024-01-01".into(), "Belegg".into())]);
        assert!(table.html().contains(
            "<td class=links><a href=\"/belegg?kommune=0301&amp;fra=2024-01-01\" \
             aria-label=\"Belegg, Åmot &amp; Ås\">Belegg</a> </td></tr>"
        ));
    }
}
