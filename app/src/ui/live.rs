//! An island that keeps a list up to date: it follows a stream of the server's and puts what comes in place of
//! the list. It makes no HTML and asks for nothing else; without it the list stands as the page brought it.

#![allow(missing_docs, reason = "the island macro writes a public struct of the props without documentation")]

use leptos::prelude::*;

/// Fills the element with the id `list` with what the stream at the path `stream` sends as event `liste`, and
/// says so in a line that screen readers read aloud, with `words`: connected, brought up to date, connection lost. A page that nobody looks at lets go of the stream.
#[island]
pub fn LiveList(list: String, stream: String, words: [String; 3]) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    dom::attach(list, stream, words);
    #[cfg(not(feature = "hydrate"))]
    let _ = (list, stream, words);
    view! { <p class="live" id="live" role="status"></p> }
}

#[cfg(feature = "hydrate")]
mod dom {
    use std::cell::RefCell;
    use std::rc::Rc;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{Document, EventSource, HtmlElement, MessageEvent};

    /// What the browser calls when the stream brings something.
    type OnMessage = Closure<dyn FnMut(MessageEvent)>;
    type OnState = Closure<dyn FnMut()>;

    struct Live {
        document: Document,
        stream: String,
        open: RefCell<Option<EventSource>>,
        on_list: OnMessage,
        on_open: OnState,
        on_error: OnState,
    }

    pub(super) fn attach(list: String, stream: String, [connected, brought, lost]: [String; 3]) {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let page = document.clone();
        let on_list = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(html) = event.data().as_string() {
                swap(&page, &list, &html);
                say(&page, &brought);
            }
        });
        let page = document.clone();
        let on_open = Closure::<dyn FnMut()>::new(move || say(&page, &connected));
        let page = document.clone();
        let on_error = Closure::<dyn FnMut()>::new(move || say(&page, &lost));
        let live = Rc::new(Live { document, stream, open: RefCell::new(None), on_list, on_open, on_error });
        let this = Rc::clone(&live);
        let seen = Closure::<dyn FnMut()>::new(move || this.follow()).into_js_value();
        _ = live.document.add_event_listener_with_callback("visibilitychange", seen.unchecked_ref());
        live.follow();
    }

    impl Live {
        /// Opens the stream of a page that is looked at and closes that of one that isn't: a browser has only
        /// six connections to one server for all its pages.
        fn follow(&self) {
            if self.document.hidden() {
                if let Some(source) = self.open.borrow_mut().take() {
                    source.close();
                }
            } else if self.open.borrow().is_none() {
                let Ok(source) = EventSource::new(&self.stream) else { return };
                _ = source.add_event_listener_with_callback("liste", self.on_list.as_ref().unchecked_ref());
                source.set_onopen(Some(self.on_open.as_ref().unchecked_ref()));
                source.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
                *self.open.borrow_mut() = Some(source);
            }
        }
    }

    /// Puts the new list in place; whoever stood on one of its links stands there again.
    fn swap(document: &Document, list: &str, html: &str) {
        let Some(element) = document.get_element_by_id(list) else { return };
        let focused = document.active_element().map(|element| element.id()).filter(|id| !id.is_empty());
        element.set_inner_html(html);
        let again = focused.filter(|id| document.active_element().is_none_or(|now| now.id() != *id));
        let element = again.and_then(|id| document.get_element_by_id(&id));
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            _ = element.focus();
        }
    }

    fn say(document: &Document, text: &str) {
        if let Some(line) = document.get_element_by_id("live") {
            line.set_text_content(Some(text));
        }
    }
}
