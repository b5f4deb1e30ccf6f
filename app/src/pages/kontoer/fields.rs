//! What an account is for, as fields of a form: role, trust, units.

use crate::ui::form::{Refused, Select};
use crate::ui::markup::{push_escaped, push_option};
use chrono::NaiveDate;
use language::t;
use leptos::prelude::*;
use std::sync::Arc;
use store::Account;
use vocabulary::{Catalogue, Role, Scope, Unit};

/// What stands in the fields.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    role: String,
    trust: String,
    units: Vec<String>,
    /// The account is disabled.
    pub disabled: bool,
}

impl Chosen {
    /// As an account is.
    pub fn of(account: &Account) -> Self {
        Self {
            role: account.role.code().to_owned(),
            trust: account.trust.clone().unwrap_or_default(),
            units: account.units.iter().map(ToString::to_string).collect(),
            disabled: account.disabled,
        }
    }

    /// As somebody typed it.
    pub fn typed(refused: &Refused) -> Self {
        let text = |name| refused.value(name).unwrap_or_default().to_owned();
        let units = refused.values.iter().filter(|(name, _)| name == "enhet").map(|(_, value)| value.clone());
        Self {
            role: text("rolle"),
            trust: text("helseforetak"),
            units: units.collect(),
            disabled: refused.marked("sperret", "ja"),
        }
    }
}

/// The fields.
#[component]
pub fn WhatFor(
    /// What stands in them.
    chosen: Chosen,
    /// Who there is.
    catalogue: Arc<Catalogue>,
    /// Whose memberships count.
    today: NaiveDate,
    /// What is wrong with the role.
    fault: Option<String>,
) -> impl IntoView {
    let (roles, trusts) = (roles(&chosen), trusts(&chosen, &catalogue, today));
    let units = units(&chosen, &catalogue, today);
    view! {
        <Select name="rolle" label=t!("Rolle") options=roles fault=fault />
        <Select name="helseforetak" label=t!("Helseforetak (for leser)") options=trusts optional=true />
        <details class="units" open={!chosen.units.is_empty()}>
            <summary>{t!("Enheter (for registrator)")}</summary>
            <fieldset>
                <legend class="sr-only">{t!("Enheter (for registrator)")}</legend>
                <div inner_html=units></div>
            </fieldset>
        </details>
    }
}

fn roles(chosen: &Chosen) -> String {
    let mut html = String::new();
    push_option(&mut html, "", t!("Velg …"), chosen.role.is_empty());
    for role in Role::ALL {
        push_option(&mut html, role.code(), role.label(), chosen.role == role.code());
    }
    html
}

fn trusts(chosen: &Chosen, catalogue: &Catalogue, today: NaiveDate) -> String {
    let mut html = String::new();
    push_option(&mut html, "", t!("Hele landet"), chosen.trust.is_empty());
    for (_, trusts) in catalogue.trusts_on(today) {
        for trust in trusts {
            push_option(&mut html, trust, trust, chosen.trust == trust);
        }
    }
    html
}

fn units(chosen: &Chosen, catalogue: &Catalogue, today: NaiveDate) -> String {
    let mut html = String::new();
    let marked = |unit: &Unit| chosen.units.iter().any(|code| code == unit.code.as_str());
    // Those that are chosen stand first: the list is long.
    let (first, rest): (Vec<_>, Vec<_>) =
        catalogue.units_in(&Scope::Country, &[], today).into_iter().partition(|unit| marked(unit));
    for unit in first.into_iter().chain(rest) {
        html.push_str("<label class=\"check\"><input type=\"checkbox\" name=\"enhet\" value=\"");
        push_escaped(&mut html, unit.code.as_str());
        html.push_str(if marked(unit) { "\" checked> " } else { "\"> " });
        push_escaped(&mut html, &format!("{} ({})", unit.name, unit.code));
        html.push_str("</label>");
    }
    if html.is_empty() {
        html.push_str(&format!("<p>{}</p>", t!("Ingen enheter er tatt inn ennå.")));
    }
    html
}
