//! The island's hands: fields into the tab's storage and back.

use super::text;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement, Storage};

/// Behind the key of a form that is on its way.
const SENT: &str = ":sendt";

/// Keeps and restores every form of the page.
pub fn attach(saved: bool) {
    let Some(storage) = window().session_storage().ok().flatten() else { return };
    let Ok(forms) = document().query_selector_all("form[data-keep]") else { return };
    let path = window().location().pathname().unwrap_or_default();
    for i in 0..forms.length() {
        let Some(form) = forms.item(i).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let key = format!("kadpuls:{path}:{}", form.get_attribute("data-keep").unwrap_or_default());
        let sent = format!("{key}{SENT}");
        if saved && storage.get_item(&sent).ok().flatten().is_some() {
            _ = storage.remove_item(&key);
        }
        _ = storage.remove_item(&sent);
        // What the server sent back is newer than what is kept.
        let refused = form.query_selector("[role=alert]").ok().flatten().is_some();
        if !refused && let Some(kept) = storage.get_item(&key).ok().flatten() {
            restore(&form, &text::read(&kept));
        }
        listen(&form, storage.clone(), key, sent);
    }
}

fn listen(form: &Element, storage: Storage, key: String, sent: String) {
    let (of, to, name) = (form.clone(), storage.clone(), key);
    let keep = Closure::<dyn FnMut(Event)>::new(move |_: Event| {
        _ = to.set_item(&name, &text::write(&fields(&of)));
    });
    let submit = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let offline = !window().navigator().on_line();
        if let Ok(Some(message)) = document().query_selector(".offline") {
            _ = if offline {
                message.remove_attribute("hidden")
            } else {
                message.set_attribute("hidden", "")
            };
        }
        if offline {
            event.prevent_default();
        } else {
            _ = storage.set_item(&sent, "1");
        }
    });
    _ = form.add_event_listener_with_callback("input", keep.as_ref().unchecked_ref());
    _ = form.add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
    keep.forget();
    submit.forget();
}

fn elements(form: &Element) -> Vec<Element> {
    let Ok(found) = form.query_selector_all("input[name], select[name]") else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}

/// Names and values; boxes to tick are asked anew.
fn fields(form: &Element) -> Vec<(String, String)> {
    elements(form)
        .iter()
        .filter_map(|element| {
            let value = match element.dyn_ref::<HtmlInputElement>() {
                Some(input) if input.type_() == "checkbox" => return None,
                Some(input) => input.value(),
                None => element.dyn_ref::<HtmlSelectElement>()?.value(),
            };
            Some((element.get_attribute("name")?, value))
        })
        .collect()
}

fn restore(form: &Element, kept: &[(String, String)]) {
    for element in elements(form) {
        let name = element.get_attribute("name").unwrap_or_default();
        let Some((_, value)) = kept.iter().find(|(kept, _)| *kept == name) else { continue };
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            if input.type_() != "checkbox" {
                input.set_value(value);
            }
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            let before = select.value();
            select.set_value(value);
            // A choice that isn't offered any more.
            if select.value() != *value {
                select.set_value(&before);
            }
        }
    }
}
