//! Forms that change something: a field with its label and what is wrong with it, and the list of faults on top.
//!
//! A form that is refused is shown again at once, with everything typed: the server renders the form's page with
//! a [`Refused`] as context. Passwords are never put back.

use leptos::prelude::*;

/// Context: a form as it was sent, why it was refused, or what came of it where that is told once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// What was typed, by field.
    pub values: Vec<(String, String)>,
    /// What is wrong: the field's name (empty: none's) and a sentence.
    pub faults: Vec<(String, String)>,
    /// Told once and kept nowhere: a new password.
    pub secret: Option<String>,
}

impl Refused {
    /// The request's; empty where no form was refused.
    pub fn of_request() -> Self {
        use_context().unwrap_or_default()
    }

    /// One sentence about the form as a whole.
    #[must_use]
    pub fn because(text: impl Into<String>) -> Self {
        Self { faults: vec![(String::new(), text.into())], ..Self::default() }
    }

    /// What was typed into a field, the first where it was sent more often.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box or choice with this value was marked.
    pub fn marked(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(of, marked)| of == name && marked == value)
    }

    /// What is wrong with a field.
    pub fn fault(&self, name: &str) -> Option<String> {
        self.faults.iter().find(|(of, _)| of == name).map(|(_, text)| text.clone())
    }
}

/// Everything that is wrong, with links to the fields.
#[component]
pub fn Faults(
    /// The form.
    refused: Refused,
) -> impl IntoView {
    (!refused.faults.is_empty()).then(|| {
        let items = refused
            .faults
            .into_iter()
            .map(|(name, text)| {
                if name.is_empty() {
                    view! { <li>{text}</li> }.into_any()
                } else {
                    view! { <li><a href=format!("#{name}")>{text}</a></li> }.into_any()
                }
            })
            .collect_view();
        view! {
            <div class="ds-alert" data-color="danger" role="alert">
                <ul class="faults">{items}</ul>
            </div>
        }
    })
}

/// One line to type into.
#[component]
pub fn Field(
    /// Name and id.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// `text`, `email`, `password`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it.
    #[prop(default = String::new())]
    value: String,
    /// What browsers and password managers know it as.
    autocomplete: &'static str,
    /// A sentence below.
    #[prop(optional)]
    hint: Option<String>,
    /// May be left empty.
    #[prop(default = false)]
    optional: bool,
    /// What is wrong with it.
    #[prop(default = None)]
    fault: Option<String>,
) -> impl IntoView {
    let described = [(fault.is_some(), "feil"), (hint.is_some(), "hjelp")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, what)| format!("{name}-{what}"))
        .collect::<Vec<_>>()
        .join(" ");
    view! {
        <div class="ds-field">
            <label class="ds-label" for=name>{label}</label>
            <input
                class="ds-input"
                id=name
                name=name
                type=kind
                value={(kind != "password").then_some(value)}
                autocomplete=autocomplete
                required={!optional}
                aria-invalid=fault.is_some().then_some("true")
                aria-describedby={(!described.is_empty()).then_some(described)}
            />
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hjelp")>{hint}</p> })}
            {fault.map(|fault| view! { <p class="fault" id=format!("{name}-feil")>{fault}</p> })}
        </div>
    }
}

/// One of a list.
#[component]
pub fn Select(
    /// Name and id.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// The `<option>`s.
    options: String,
    /// May be left at its first option.
    #[prop(default = false)]
    optional: bool,
    /// What is wrong with it.
    #[prop(default = None)]
    fault: Option<String>,
) -> impl IntoView {
    let told = fault.is_some().then(|| format!("{name}-feil"));
    view! {
        <div class="ds-field">
            <label class="ds-label" for=name>{label}</label>
            <select
                class="ds-input"
                id=name
                name=name
                required={!optional}
                aria-invalid=fault.is_some().then_some("true")
                aria-describedby=told.clone()
                inner_html=options
            ></select>
            {fault.map(|fault| view! { <p class="fault" id=told>{fault}</p> })}
        </div>
    }
}
