//! Tables: the same numbers as the chart beside them.

use crate::ui::markup::push_escaped;
use crate::ui::sorting::Sorting;
use leptos::prelude::*;
use measures::Measure;
use tables::{Cell, Column};

/// A table of cells. The first column heads its row; the others are numbers and stand to the right, unless they
/// are named as text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the table shows, read aloud before it.
    pub caption: String,
    /// The columns' headings.
    pub columns: Vec<String>,
    /// The rows, each as wide as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Where the head of each row leads to, by row; none or empty for rows without a link.
    pub links: Vec<String>,
    /// Places of the columns that are numbers.
    numbers: Vec<bool>,
    /// Whose definitions the columns of these places follow.
    measures: Vec<(usize, Measure)>,
    /// What makes the headings links.
    sorting: Option<Sorting>,
}

impl Table {
    /// A table with these columns, all but the first of numbers.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
            links: Vec::new(),
            numbers: (0..columns.len()).map(|place| place > 0).collect(),
            measures: Vec::new(),
            sorting: None,
        }
    }

    /// With numbers in the columns of these places (from 0) alone.
    #[must_use]
    pub fn numbers_in(mut self, places: &[usize]) -> Self {
        self.numbers = (0..self.columns.len()).map(|place| places.contains(&place)).collect();
        self
    }

    /// With headings that sort it; the rows are in `sorting`'s order already.
    #[must_use]
    pub fn sortable(mut self, sorting: Sorting) -> Self {
        self.sorting = Some(sorting);
        self
    }

    /// With columns that follow the definitions of these measures, by place.
    #[must_use]
    pub fn of(mut self, measures: &[(usize, Measure)]) -> Self {
        self.measures.extend_from_slice(measures);
        self
    }

    /// With these rows.
    #[must_use]
    pub fn with_rows<C: Into<Cell>>(mut self, rows: impl IntoIterator<Item = Vec<C>>) -> Self {
        self.rows.extend(rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()));
        self
    }

    /// Whether a column is of numbers.
    pub fn is_number(&self, place: usize) -> bool {
        self.numbers.get(place) == Some(&true)
    }

    /// What files are made of.
    pub fn into_content(self) -> tables::Table {
        let measures = self.measures;
        let of = |place| measures.iter().find(|(of, _)| *of == place).map(|(_, measure)| *measure);
        let columns = self.columns.into_iter().enumerate();
        let columns = columns.map(|(place, name)| Column { name, measure: of(place) }).collect();
        tables::Table { caption: self.caption, columns, rows: self.rows }
    }

    /// The table in a region named by its caption, which scrolls where the screen is narrow.
    pub fn view(&self) -> AnyView {
        let label = self.caption.clone();
        view! { <div class="scroll" tabindex="0" role="region" aria-label=label inner_html=self.html()></div> }
            .into_any()
    }

    /// The table as HTML.
    pub fn html(&self) -> String {
        let cells: usize = self.rows.iter().flatten().map(|cell| cell.words().map_or(8, str::len) + 24).sum();
        let mut html = String::with_capacity(cells + 400);
        // Said once where it is so of every row: a table of days is half of its page.
        let of_numbers = self.is_of_numbers();
        let class = |place| if of_numbers { ">" } else { self.class(place) };
        html.push_str("<table class=\"ds-table");
        html.push_str(if of_numbers { " numbers" } else { "" });
        html.push_str("\" data-border=\"true\"><caption class=\"ds-sr-only\">");
        push_escaped(&mut html, &self.caption);
        html.push_str("</caption><thead><tr>");
        for (place, column) in self.columns.iter().enumerate() {
            html.push_str("<th scope=col");
            html.push_str(self.sorting.as_ref().map_or("", |sorting| sorting.attribute(place)));
            html.push_str(class(place));
            match &self.sorting {
                Some(sorting) => sorting.heading(&mut html, place, column),
                None => push_escaped(&mut html, column),
            }
            html.push_str("</th>");
        }
        html.push_str("</tr></thead><tbody>");
        for (row, link) in self.rows.iter().zip(self.links.iter().map(Some).chain(std::iter::repeat(None))) {
            html.push_str("<tr>");
            for (place, cell) in row.iter().enumerate() {
                html.push_str(if place == 0 { "<th scope=row" } else { "<td" });
                html.push_str(class(place));
                match link.filter(|address| place == 0 && !address.is_empty()) {
                    Some(address) => {
                        html.push_str("<a href=\"");
                        push_escaped(&mut html, address);
                        html.push_str("\">");
                        push_cell(&mut html, cell);
                        html.push_str("</a>");
                    }
                    None => push_cell(&mut html, cell),
                }
                html.push_str(if place == 0 { "</th>" } else { "</td>" });
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table>");
        html
    }

    /// Whether all columns but the first are numbers.
    fn is_of_numbers(&self) -> bool {
        self.numbers.iter().enumerate().all(|(place, number)| *number == (place > 0))
    }

    /// The end of a cell's tag, where cells say whether they are numbers.
    fn class(&self, place: usize) -> &'static str {
        if self.numbers.get(place) == Some(&true) { " class=num>" } else { ">" }
    }
}

/// Adds a cell: words with what means something in HTML escaped, everything else as it is written.
pub fn push_cell(html: &mut String, cell: &Cell) {
    match cell.words() {
        Some(words) => push_escaped(html, words),
        None => cell.push(html),
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
        assert!(html.contains("<table class=\"ds-table numbers\""), "{html}");
        assert!(html.contains("<th scope=row>jan. 2024</th><td>44,1 %</td>"));
        assert!(html.contains("&lt;%&gt;"));
    }

    #[test]
    fn text_stands_to_the_left() {
        let table = Table::new("F", &["a", "b", "c"]).numbers_in(&[0, 2]).with_rows([vec![
            "1".to_owned(),
            "<script>".to_owned(),
            "2".to_owned(),
        ]]);
        let row = "<th scope=row class=num>1</th><td>&lt;script&gt;</td><td class=num>2</td>";
        assert!(table.html().contains(row), "{}", table.html());
    }

    #[test]
    fn the_head_of_a_row_leads_on() {
        let mut table = Table::new("Belegg", &["Sted"]);
        table.rows.push(vec!["Åmot & Ås".into()]);
        table.links.push("/?kommune=0301&fra=2024-01-01".into());
        let row = "<th scope=row><a href=\"/?kommune=0301&amp;fra=2024-01-01\">Åmot &amp; Ås</a></th>";
        assert!(table.html().contains(row), "{}", table.html());
    }
}
