//! The crosshair's dealings with the page. Whatever it doesn't find makes it stay away silently: the
//! chart is whole without it.

use super::{even_step, nearest, numbers};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{
    Document, Element, HtmlElement, KeyboardEvent, NodeList, PointerEvent, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

struct Chart {
    document: Document,
    figure: Element,
    svg: Element,
    /// Around the `<svg>`; it takes the keys.
    frame: Element,
    line: Element,
    output: HtmlElement,
    /// `None` while the table is another page's: it is fetched when the first value is asked for.
    table: RefCell<Option<Table>>,
    fetched: Cell<bool>,
    /// Where the points are, and the left edge and width of the `viewBox`.
    xs: Vec<f64>,
    view: (f64, f64),
    shown: Cell<Option<usize>>,
}

/// The names over a table's columns, and its rows.
struct Table {
    heads: NodeList,
    rows: NodeList,
}

impl Table {
    fn of(figure: &Element) -> Option<Self> {
        let heads = figure.query_selector_all("thead tr:last-child th").ok()?;
        let rows = figure.query_selector_all("tbody tr").ok()?;
        (rows.length() > 0).then_some(Self { heads, rows })
    }
}

/// Finds the figure and listens to its pointer and keys.
pub(super) fn attach(figure: &str, label: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let figure = document.get_element_by_id(figure)?;
    let svg = find(&figure, "svg[data-plot]")?;
    let output = find(&figure, "output.crosshair")?.dyn_into().ok()?;
    let table = Table::of(&figure);

    let [left, top, right, bottom] = list(&svg, "data-plot").try_into().ok()?;
    let [view_left, _, view_width, _] = list(&svg, "viewBox").try_into().ok()?;
    let mut xs = list(&svg, "data-x");
    if xs.is_empty() {
        let n: usize = svg.get_attribute("data-n")?.parse().ok()?;
        let (first, step) = match list(&svg, "data-step")[..] {
            [first, step] => (first, step),
            _ => (left, even_step(n, left, right)),
        };
        xs = (0..n).map(|i| first + step * i as f64).collect();
    }
    if let Some(table) = &table {
        xs.truncate(table.rows.length() as usize);
    }
    if xs.is_empty() || (table.is_none() && elsewhere(&figure).is_none()) {
        return None;
    }

    let line = document.create_element_ns(Some("http://www.w3.org/2000/svg"), "line").ok()?;
    for (name, value) in [
        ("class", "crosshair-line"),
        ("display", "none"),
        ("y1", &top.to_string()),
        ("y2", &bottom.to_string()),
    ] {
        line.set_attribute(name, value).ok()?;
    }
    svg.append_child(&line).ok()?;

    let frame = svg.parent_element()?;
    for (name, value) in [("tabindex", "0"), ("role", "group"), ("aria-label", label)] {
        frame.set_attribute(name, value).ok()?;
    }

    let view = (view_left, view_width);
    let listening = frame.clone();
    let chart = Rc::new(Chart {
        document,
        figure,
        svg,
        frame,
        line,
        output,
        table: RefCell::new(table),
        fetched: Cell::new(false),
        xs,
        view,
        shown: Cell::new(None),
    });
    let this = Rc::clone(&chart);
    let follow = move |event: PointerEvent| this.follow(f64::from(event.client_x()));
    let follow = listener(follow);
    listen(&listening, "pointermove", &follow)?;
    listen(&listening, "pointerdown", &follow)?;
    let this = Rc::clone(&chart);
    let leave = listener(move |_: web_sys::Event| this.hide());
    listen(&listening, "pointerleave", &leave)?;
    listen(&listening, "blur", &leave)?;
    let this = Rc::clone(&chart);
    listen(&listening, "keydown", &listener(move |event: KeyboardEvent| this.key(&event)))
}

impl Chart {
    /// The pointer is at `client_x`, in pixels of the window.
    fn follow(self: &Rc<Self>, client_x: f64) {
        let rect = self.svg.get_bounding_client_rect();
        if rect.width() > 0.0 {
            let (left, width) = self.view;
            self.show(nearest(&self.xs, left + (client_x - rect.left()) / rect.width() * width));
        }
    }

    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        let last = self.xs.len() - 1;
        let now = self.shown.get();
        let to = match event.key().as_str() {
            "ArrowRight" => now.map_or(0, |i| last.min(i + 1)),
            "ArrowLeft" => now.map_or(last, |i| i.saturating_sub(1)),
            "Home" => 0,
            "End" => last,
            "Escape" => return self.hide(),
            _ => return,
        };
        event.prevent_default();
        self.show(to);
        self.bring(to);
    }

    /// Where a share of the picture's width stands, as a share of what is seen of it: a wide one is moved sideways.
    fn seen(&self, share: f64) -> f64 {
        let (picture, window) = (self.svg.get_bounding_client_rect(), self.frame.get_bounding_client_rect());
        (picture.left() + share * picture.width() - window.left()) / window.width().max(1.0)
    }

    /// Moves a wide picture so that point `i` is seen.
    fn bring(self: &Rc<Self>, i: usize) {
        let (left, width) = self.view;
        let seen = self.seen((self.xs[i] - left) / width);
        if !(0.0..=1.0).contains(&seen) {
            let by = (seen - 0.5) * f64::from(self.frame.client_width());
            self.frame.set_scroll_left(self.frame.scroll_left() + by as i32);
            self.shown.set(None);
            self.show(i);
        }
    }

    fn hide(&self) {
        self.shown.set(None);
        _ = self.line.set_attribute("display", "none");
        self.output.set_hidden(true);
    }

    fn show(self: &Rc<Self>, i: usize) {
        if self.shown.replace(Some(i)) != Some(i) {
            _ = if self.table.borrow().is_some() { self.draw(i) } else { self.fetch() };
        }
    }

    /// Asks once for the page that has the table, and puts it where the way there stood.
    fn fetch(self: &Rc<Self>) -> Option<()> {
        let link = elsewhere(&self.figure)?;
        if self.fetched.replace(true) {
            return None;
        }
        let request = XmlHttpRequest::new().ok()?;
        request.open("GET", &link.get_attribute("href")?).ok()?;
        request.set_response_type(XmlHttpRequestResponseType::Document);
        let (this, answer) = (Rc::clone(self), request.clone());
        let arrived = listener(move |_: web_sys::Event| _ = this.take(&answer, &link));
        request.add_event_listener_with_callback("load", arrived.unchecked_ref()).ok()?;
        request.send().ok()
    }

    fn take(self: &Rc<Self>, answer: &XmlHttpRequest, link: &Element) -> Option<()> {
        let page = answer.response_xml().ok()??.document_element()?;
        let table = find(&page, &format!("#{} .scroll", self.figure.id()))?;
        let table = self.document.import_node_with_deep(&table, true).ok()?;
        link.parent_element()?.replace_with_with_node_1(&table).ok()?;
        self.table.replace(Table::of(&self.figure));
        // What was asked for meanwhile.
        let asked = self.shown.take()?;
        self.table.borrow().as_ref()?;
        self.show(asked);
        Some(())
    }

    fn draw(&self, i: usize) -> Option<()> {
        let x = self.xs[i];
        let table = self.table.borrow();
        let Table { heads, rows } = table.as_ref()?;
        let row = rows.item(i as u32)?.dyn_into::<Element>().ok()?;
        let cells = row.query_selector_all("th, td").ok()?;
        self.output.set_text_content(None);
        for c in 0..cells.length() {
            let value = cells.item(c)?.text_content()?;
            if c == 0 {
                self.write("strong", &value)?;
            } else {
                let name = heads.item(c).and_then(|head| head.text_content()).unwrap_or_default();
                self.write("span", &format!("{}: {}", name.trim(), value.trim()))?;
            }
        }
        let at = x.to_string();
        self.line.set_attribute("x1", &at).ok()?;
        self.line.set_attribute("x2", &at).ok()?;
        self.line.remove_attribute("display").ok()?;

        // The box stands on the side of the line where there is room.
        let (left, width) = self.view;
        let share = self.seen((x - left) / width);
        let style = self.output.style();
        let (set, clear, percent) =
            if share < 0.5 { ("left", "right", share) } else { ("right", "left", 1.0 - share) };
        style.set_property(set, &format!("{}%", percent * 100.0)).ok()?;
        style.set_property(clear, "auto").ok()?;
        self.output.set_hidden(false);
        Some(())
    }

    fn write(&self, tag: &str, text: &str) -> Option<()> {
        let element = self.document.create_element(tag).ok()?;
        element.set_text_content(Some(text.trim()));
        self.output.append_child(&element).ok()?;
        Some(())
    }
}

/// The way to the page that has the figure's table.
fn elsewhere(figure: &Element) -> Option<Element> {
    find(figure, "a.whole-table")
}

fn find(under: &Element, selector: &str) -> Option<Element> {
    under.query_selector(selector).ok().flatten()
}

fn list(element: &Element, attribute: &str) -> Vec<f64> {
    numbers(&element.get_attribute(attribute).unwrap_or_default())
}

/// A closure that lives as long as the page does.
fn listener<E: FromWasmAbi + 'static>(act: impl FnMut(E) + 'static) -> wasm_bindgen::JsValue {
    Closure::<dyn FnMut(E)>::new(act).into_js_value()
}

fn listen(element: &Element, event: &str, act: &wasm_bindgen::JsValue) -> Option<()> {
    element.add_event_listener_with_callback(event, act.unchecked_ref()).ok()
}
