//! The fields of the forms: label, choice or text, what is wrong with it, and what somebody else put there.

use crate::register::Refused;
use crate::ui::markup::{push_escaped, push_option};
use language::t;
use leptos::prelude::*;
use std::sync::Arc;

/// One of the page's forms: what was typed comes back into its fields.
pub struct Form {
    /// Its name; ids of fields begin with it.
    pub name: &'static str,
    /// What was refused, if this form was.
    pub refused: Option<Arc<Refused>>,
}

/// A code and what people read.
pub type Choice = (String, String);

/// Every value of an enumeration of the vocabulary.
macro_rules! choices {
    ($name:ident) => {
        vocabulary::$name::ALL
            .iter()
            .map(|value| (value.code().to_owned(), value.label().to_owned()))
            .collect::<Vec<$crate::pages::enheten::fields::Choice>>()
    };
}
pub(super) use choices;

impl Form {
    /// The form, with what was refused where it was this one.
    pub fn new(name: &'static str, refused: Option<&Arc<Refused>>) -> Self {
        Self { name, refused: refused.filter(|refused| refused.form == name).cloned() }
    }

    /// What was typed into a field, else `default`.
    pub fn value(&self, field: &str, default: &str) -> String {
        self.refused
            .as_ref()
            .map_or_else(|| default.to_owned(), |refused| refused.typed.get(field).to_owned())
    }

    fn faults(&self, field: &str) -> Vec<String> {
        let Some(refused) = &self.refused else { return Vec::new() };
        let faults =
            refused.faults.iter().filter(|fault| fault.field == field).map(|fault| fault.text.clone());
        let stands = refused.stands.iter().filter(|(name, _)| *name == field);
        faults.chain(stands.map(|(_, value)| t!("Nå lagret: {value}"))).collect()
    }

    /// `id`, `name`, what describes it, and the cursor where the first fault is.
    fn attributes(&self, field: &str) -> String {
        let id = format!("{}-{field}", self.name);
        let mut html = format!(" class=\"ds-input\" id=\"{id}\" name=\"{field}\"");
        if !self.faults(field).is_empty() {
            html.push_str(&format!(" aria-invalid=\"true\" aria-describedby=\"{id}-feil\""));
        }
        let first = self.refused.as_ref().and_then(|refused| refused.faults.first());
        if first.is_some_and(|fault| fault.field == field) {
            html.push_str(" autofocus");
        }
        html
    }

    fn field(&self, field: &str, label: &str, control: String) -> AnyView {
        let id = format!("{}-{field}", self.name);
        let mut html = format!("<label class=\"ds-label\" for=\"{id}\">");
        push_escaped(&mut html, label);
        html.push_str("</label>");
        html.push_str(&control);
        let faults = self.faults(field);
        if !faults.is_empty() {
            html.push_str(&format!("<p class=\"field-fault\" id=\"{id}-feil\">"));
            push_escaped(&mut html, &faults.join(" "));
            html.push_str("</p>");
        }
        view! { <div class="ds-field" inner_html=html></div> }.into_any()
    }

    /// A list to choose from; `groups`: heading (empty: none) and choices. `further`: attributes.
    pub fn choose(
        &self,
        field: &'static str,
        label: &str,
        default: &str,
        groups: &[(&str, Vec<Choice>)],
        further: &str,
    ) -> AnyView {
        let chosen = self.value(field, default);
        let mut html = format!("<select{} {further}>", self.attributes(field));
        for (heading, choices) in groups {
            if !heading.is_empty() {
                html.push_str("<optgroup label=\"");
                push_escaped(&mut html, heading);
                html.push_str("\">");
            }
            for (code, label) in choices {
                push_option(&mut html, code, label, *code == chosen);
            }
            if !heading.is_empty() {
                html.push_str("</optgroup>");
            }
        }
        html.push_str("</select>");
        self.field(field, label, html)
    }

    /// A line of text. `further`: attributes.
    pub fn text(&self, field: &'static str, label: &str, default: &str, further: &str) -> AnyView {
        let mut html = format!("<input{} autocomplete=\"off\" value=\"", self.attributes(field));
        push_escaped(&mut html, &self.value(field, default));
        html.push_str(&format!("\" {further}>"));
        self.field(field, label, html)
    }

    /// What was wrong on top, what somebody else did, and the questions with their answer.
    pub fn head(&self) -> AnyView {
        let Some(refused) = self.refused.clone() else { return ().into_any() };
        let faults = refused
            .faults
            .iter()
            .map(|fault| {
                let goal = format!("#{}-{}", self.name, fault.field);
                if fault.field.is_empty() {
                    view! { <li>{fault.text.clone()}</li> }.into_any()
                } else {
                    view! { <li><a href=goal>{fault.text.clone()}</a></li> }.into_any()
                }
            })
            .collect_view();
        let notes = refused
            .notes
            .iter()
            .map(|note| {
                let link = note.link.clone().map(|(to, text)| view! { " " <a href=to>{text}</a> });
                view! { <li>{note.text.clone()}{link}</li> }
            })
            .collect_view();
        let doubts = (!refused.doubts.is_empty()).then(|| {
            let codes: Vec<_> = refused.doubts.iter().map(|doubt| doubt.code).collect();
            let id = format!("{}-stemmer", self.name);
            let questions = refused.doubts.iter().map(|doubt| view! { <li>{doubt.text.clone()}</li> });
            view! {
                <div class="ds-alert" data-color="warning" role="alert">
                    <ul class="faults">{questions.collect_view()}</ul>
                    <p class="answer">
                        <input type="checkbox" id=id.clone() name="stemmer" value=codes.join(",") autofocus />
                        <label for=id>{t!("Ja, det stemmer")}</label>
                    </p>
                </div>
            }
        });
        let any = !refused.faults.is_empty() || !refused.notes.is_empty();
        view! {
            {any.then(|| view! {
                <div class="ds-alert" data-color="danger" role="alert">
                    <p><strong>{t!("Ikke lagret.")}</strong></p>
                    <ul class="faults">{faults}{notes}</ul>
                </div>
            })}
            {doubts}
        }
        .into_any()
    }
}

/// The choice of nothing yet.
pub fn nothing(label: &str) -> (&'static str, Vec<Choice>) {
    ("", vec![(String::new(), label.to_owned())])
}
