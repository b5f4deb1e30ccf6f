//! An island that lets Enter and the arrows go from cell to cell of a table of fields, as in a spreadsheet. The
//! form is whole without it.

#![allow(missing_docs, reason = "the island macro writes a public struct of the props without documentation")]

use leptos::prelude::*;

/// Listens to the keys of the table with the id `table`.
#[island]
pub fn GridKeys(table: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    dom::attach(&table);
    #[cfg(not(feature = "hydrate"))]
    let _ = table;
}

/// Where a key leads in the grid: (rows down, cells to the right). `start` and `end`: where in its text the caret
/// stands, so that the arrows first move within the text.
#[cfg_attr(not(any(feature = "hydrate", test)), allow(dead_code, reason = "the server has no keys"))]
fn step(key: &str, start: bool, end: bool) -> Option<(i32, i32)> {
    match key {
        "ArrowDown" | "Enter" => Some((1, 0)),
        "ArrowUp" => Some((-1, 0)),
        "ArrowLeft" if start => Some((0, -1)),
        "ArrowRight" if end => Some((0, 1)),
        _ => None,
    }
}

#[cfg(feature = "hydrate")]
mod dom {
    use super::step;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, HtmlInputElement, KeyboardEvent};

    pub(super) fn attach(table: &str) -> Option<()> {
        let document = web_sys::window()?.document()?;
        let table = document.get_element_by_id(table)?;
        let act = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| {
            if !(event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key()) {
                _ = follow(&event);
            }
        });
        let act = act.into_js_value();
        table.add_event_listener_with_callback("keydown", act.unchecked_ref()).ok()
    }

    fn follow(event: &KeyboardEvent) -> Option<()> {
        let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
        let length = input.value().encode_utf16().count() as u32;
        let (from, to) = (input.selection_start().ok()??, input.selection_end().ok()??);
        let whole = from == 0 && to == length;
        let (rows, cells) = step(&event.key(), whole || to == 0, whole || from == length)?;
        // Enter in the last row sends the form, as it does without the island.
        let next = if rows == 0 { beside(&input, cells) } else { below(&input, rows) }?;
        event.prevent_default();
        next.focus().ok()?;
        next.select();
        Some(())
    }

    fn field(cell: &Element) -> Option<HtmlInputElement> {
        cell.query_selector("input:not([type=hidden])").ok()??.dyn_into().ok()
    }

    fn beside(input: &HtmlInputElement, cells: i32) -> Option<HtmlInputElement> {
        let mut cell = input.closest("td").ok()??;
        loop {
            cell = if cells > 0 { cell.next_element_sibling() } else { cell.previous_element_sibling() }?;
            if let Some(found) = field(&cell) {
                return Some(found);
            }
        }
    }

    fn below(input: &HtmlInputElement, rows: i32) -> Option<HtmlInputElement> {
        let cell = input.closest("td").ok()??;
        let mut row = cell.parent_element()?;
        let place = index(&row, &cell)?;
        loop {
            row = if rows > 0 { row.next_element_sibling() } else { row.previous_element_sibling() }?;
            let cell = row.children().item(place)?;
            if let Some(found) = field(&cell) {
                return Some(found);
            }
        }
    }

    fn index(row: &Element, cell: &Element) -> Option<u32> {
        let cells = row.children();
        (0..cells.length()).find(|i| cells.item(*i).as_ref() == Some(cell))
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn keys_lead_where_a_spreadsheet_would() {
        assert_eq!(step("Enter", false, true), Some((1, 0)));
        assert_eq!(step("ArrowUp", false, false), Some((-1, 0)));
        assert_eq!(step("ArrowRight", false, true), Some((0, 1)));
        assert_eq!(step("ArrowRight", true, false), None, "first through the text");
        assert_eq!(step("ArrowLeft", true, false), Some((0, -1)));
        assert_eq!(step("5", true, true), None);
    }
}
