//! Tables sorted by whichever column is asked for in the address: `sorter=mangler`, or `sorter=-mangler` for the
//! largest first.

use crate::ui::markup::push_escaped;

/// The name of the choice in an address.
pub const NAME: &str = "sorter";

/// Which column a table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Its place; the first where nothing is asked for.
    pub column: usize,
    /// The largest first.
    pub falling: bool,
}

impl Order {
    /// Reads what an address says about a table whose columns are called `codes` there.
    pub fn parse(text: Option<&str>, codes: &[&str]) -> Self {
        let text = text.unwrap_or_default();
        let (falling, code) = text.strip_prefix('-').map_or((false, text), |code| (true, code));
        let column = codes.iter().position(|of| *of == code);
        Self { column: column.unwrap_or(0), falling: falling && column.is_some() }
    }
}

/// What makes a table's headings links that sort it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// The columns' names in the address.
    pub codes: Vec<&'static str>,
    /// How it is sorted now.
    pub order: Order,
    /// The page's address with everything but the order, a `?` in it.
    pub address: String,
    /// The id of what the table stands in, where the page jumps to.
    pub anchor: &'static str,
}

impl Sorting {
    /// How the heading at `place` is sorted, as an attribute.
    pub(super) fn attribute(&self, place: usize) -> &'static str {
        match (self.order.column == place, self.order.falling) {
            (false, _) => "",
            (true, false) => " aria-sort=\"ascending\"",
            (true, true) => " aria-sort=\"descending\"",
        }
    }

    /// The heading at `place`; chosen a second time it sorts the other way round.
    pub(super) fn heading(&self, html: &mut String, place: usize, name: &str) {
        let Some(code) = self.codes.get(place) else { return push_escaped(html, name) };
        let (here, falling) = (self.order.column == place, self.order.falling);
        let turned = if here && !falling { "-" } else { "" };
        html.push_str("<a href=\"");
        push_escaped(html, &format!("{}&{NAME}={turned}{code}#{}", self.address, self.anchor));
        html.push_str("\">");
        push_escaped(html, name);
        html.push_str("</a>");
        if here {
            html.push_str(if falling {
                " <span aria-hidden=\"true\">▼</span>"
            } else {
                " <span aria-hidden=\"true\">▲</span>"
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::table::Table;

    #[test]
    fn an_address_names_column_and_direction_and_anything_else_is_the_first() {
        let parse = |text| {
            let order = Order::parse(text, &["navn", "mangler"]);
            (order.column, order.falling)
        };
        assert_eq!(parse(None), (0, false));
        assert_eq!(parse(Some("mangler")), (1, false));
        assert_eq!(parse(Some("-mangler")), (1, true));
        assert_eq!(parse(Some("-navn")), (0, true));
        assert_eq!(parse(Some("-<script>")), (0, false));
    }

    #[test]
    fn headings_lead_to_the_other_orders() {
        let order = Order { column: 1, falling: false };
        let sorting = Sorting {
            codes: vec!["navn", "mangler"],
            order,
            address: "/x?fra=2024-01-01".into(),
            anchor: "t",
        };
        let html = Table::new("T", &["Navn", "Mangler"]).sortable(sorting).html();
        assert!(
            html.contains("<th scope=col><a href=\"/x?fra=2024-01-01&amp;sorter=navn#t\">Navn</a></th>"),
            "{html}"
        );
        let here = "<th scope=col aria-sort=\"ascending\"><a href=\"/x?fra=2024-01-01&amp;sorter=-mangler#t\">Mangler</a>";
        assert!(html.contains(here), "{html}");
    }
}
