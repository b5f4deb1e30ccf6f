//! *Legg inn* and *Skriv ut*: what the unit used last stands first, so that few keys are enough.
//!
//! Every choice is a native list: a letter chooses, also without JavaScript. Fields that need an answer come first;
//! those with a default follow, the bed last, where Enter sends the form in every browser.

use super::beds::Ward;
use super::fields::{Choice, Form, choices, nothing};
use super::who;
use crate::register::{Refused, unit_path};
use crate::ui::markup::push_escaped;
use language::t;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::RegisteredStay;
use vocabulary::{MunicipalityNumber, Purpose, Reason, UnitKind, oslo_date};

/// So many municipalities stand first.
const OFTEN: usize = 8;

/// The values of a field, the one used last first, then by how often they were used.
fn by_use<T: Ord + Clone>(recent: &[RegisteredStay], of: impl Fn(&RegisteredStay) -> Option<T>) -> Vec<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in recent.iter().filter_map(&of) {
        *counts.entry(value).or_default() += 1;
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut values: Vec<T> = values.into_iter().map(|(value, _)| value).collect();
    if let Some(last) = recent.iter().find_map(of)
        && let Some(at) = values.iter().position(|value| *value == last)
    {
        values[..=at].rotate_right(1);
    }
    values
}

/// Choices with those of `first` before the others.
fn first(mut choices: Vec<Choice>, first: &[String]) -> Vec<Choice> {
    choices.sort_by_key(|(code, _)| first.iter().position(|f| f == code).unwrap_or(usize::MAX));
    choices
}

pub(super) fn chapters() -> Vec<Choice> {
    Reason::chapters().map(|(letter, name)| (letter.to_string(), format!("{letter} {name}"))).collect()
}

/// Every municipality of today, `often` apart from the others.
fn municipalities(ward: &Ward<'_>, often: &[MunicipalityNumber]) -> [(&'static str, Vec<Choice>); 2] {
    let all = ward.catalogue.municipalities_on(oslo_date(ward.now));
    let choice = |number: MunicipalityNumber| {
        all.iter().find(|m| m.number == number).map(|m| (number.to_string(), m.name.clone()))
    };
    let often: Vec<Choice> = often.iter().filter_map(|number| choice(*number)).take(OFTEN).collect();
    let others = all
        .iter()
        .map(|m| (m.number.to_string(), m.name.clone()))
        .filter(|choice| !often.contains(choice))
        .collect();
    [(t!("Mest brukt"), often), (t!("Alle andre"), others)]
}

/// *Legg inn*. `recent`: the unit's stays, newest admission first. `form_id`: the id of the stay to be.
pub fn admission(
    ward: &Ward<'_>,
    refused: Option<&Arc<Refused>>,
    recent: &[RegisteredStay],
    form_id: &str,
) -> AnyView {
    let form = Form::new("inn", refused);
    let mut homes = by_use(recent, |stay| Some(stay.stay.home));
    let scope = vocabulary::Scope::Unit(ward.unit.code.clone());
    let served = ward.catalogue.municipalities_in(&scope, oslo_date(ward.now));
    homes.extend(ward.unit.host.into_iter().chain(served).collect::<std::collections::BTreeSet<_>>());
    let mut seen = std::collections::BTreeSet::new();
    homes.retain(|home| seen.insert(*home));
    let homes = municipalities(ward, &homes);
    let referrers: Vec<_> =
        by_use(recent, |stay| Some(stay.stay.referrer.code())).into_iter().map(str::to_owned).collect();
    let reasons: Vec<_> =
        by_use(recent, |stay| stay.stay.reason.map(|r| r.chapter().to_string())).into_iter().collect();
    let top = |list: &[String]| list.first().cloned().unwrap_or_default();
    let purpose = match ward.unit.kind {
        UnitKind::Sykestue => Purpose::Sykestue,
        _ => Purpose::Kad,
    };
    let free = ward.free().first().map_or_else(String::new, ToString::to_string);
    let choose = nothing(t!("Velg …"));
    let home = homes[0].1.first().map_or_else(String::new, |(code, _)| code.clone());
    view! {
        <section class="panel" aria-labelledby="legg-inn">
            <h2 id="legg-inn">{t!("Legg inn")}</h2>
            <form class="register-form" method="post" action=unit_path(&ward.unit.code) data-keep="inn">
                <input type="hidden" name="handling" value="inn" />
                <input type="hidden" name="nr" value=form.value("nr", form_id) />
                {form.head()}
                {form.choose("kommune", t!("Bostedskommune"), &home, &homes, "required accesskey=\"i\"")}
                {form.text("alder", t!("Alder"), "", &format!("required inputmode=\"numeric\" pattern=\"[0-9]{{1,3}}\" title=\"{}\"", t!("Alder i hele år")))}
                {form.choose("kjoenn", t!("Kjønn"), "", &[choose.clone(), ("", choices!(Sex))], "required")}
                {form.choose("kom_fra", t!("Kom fra"), "", &[choose.clone(), ("", choices!(Origin))], "required")}
                {form.choose(
                    "henvist_av",
                    t!("Henvist av"),
                    &top(&referrers),
                    &[choose.clone(), ("", first(choices!(Referrer), &referrers))],
                    "required",
                )}
                {form.choose(
                    "aarsak",
                    t!("Årsak"),
                    &top(&reasons),
                    &[choose.clone(), ("", first(chapters(), &reasons))],
                    "required",
                )}
                {form.choose("alternativ", t!("Ville ellers vært"), "", &[choose, ("", choices!(Alternative))], "required")}
                {form.choose("problem", t!("Problem"), "somatisk", &[("", choices!(Problem))], "")}
                {form.choose("formaal", t!("Bruk av sengen"), purpose.code(), &[("", choices!(Purpose))], "")}
                {form.text("seng", t!("Seng"), &free, &format!("pattern=\"[0-9]{{1,3}}[A-Za-z]?\" title=\"{}\"", t!("Sengens nummer, for eksempel 4 eller 12B")))}
                {form.text("kode", t!("ICPC-2-kode (valgfri)"), "", &format!("pattern=\"[A-Za-z][0-9]{{2}}\" title=\"{}\"", t!("For eksempel R81")))}
                {form.text("inn", t!("Når (tomt: nå)"), "", "type=\"datetime-local\"")}
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Legg inn")}</button>
                </div>
                <p class="hint">
                    {t!("Alt+I hopper hit. Skriv første bokstav for å velge i en liste; Enter lagrer. Aldri navn eller fødselsnummer.")}
                </p>
            </form>
        </section>
    }
    .into_any()
}

/// *Skriv ut*. `chosen`: the id of the stay whose link was followed.
pub fn discharge(ward: &Ward<'_>, refused: Option<&Arc<Refused>>, chosen: &str) -> AnyView {
    let form = Form::new("ut", refused);
    if ward.patients.is_empty() && form.refused.is_none() {
        return ().into_any();
    }
    let today = oslo_date(ward.now);
    let mut patients: Vec<_> = ward.patients.iter().collect();
    patients.sort_by_key(|stay| {
        (stay.bed.as_ref().map_or(u16::MAX, vocabulary::BedNumber::number), stay.bed.clone())
    });
    let value = |stay: &RegisteredStay| format!("{}.{}", stay.version, stay.stay.id);
    let only = if let [one] = patients.as_slice() { value(one) } else { String::new() };
    let default =
        patients.iter().find(|stay| stay.stay.id.as_str() == chosen).map_or(only, |stay| value(stay));
    let options: Vec<Choice> = patients
        .iter()
        .map(|stay| {
            let who = who(stay, ward.catalogue, today);
            let bed = stay.bed.as_ref().map_or_else(String::new, |bed| format!("{bed}: "));
            (value(stay), format!("{bed}{who}"))
        })
        .collect();
    let mut label = String::new();
    push_escaped(&mut label, t!("Seng og pasient"));
    let further = if default.is_empty() || chosen.is_empty() { "" } else { "autofocus" };
    let choose = nothing(t!("Velg …"));
    view! {
        <section class="panel" aria-labelledby="skriv-ut">
            <h2 id="skriv-ut">{t!("Skriv ut")}</h2>
            <form class="register-form" method="post" action=unit_path(&ward.unit.code) data-keep="ut">
                <input type="hidden" name="handling" value="ut" />
                {form.head()}
                {form.choose("opphold", &label, &default, &[choose.clone(), ("", options)], "required accesskey=\"u\"")}
                {form.choose(
                    "til",
                    t!("Utskrevet til"),
                    "",
                    &[choose, ("", choices!(Destination))],
                    &format!("required {further}"),
                )}
                {form.text("ut", t!("Når (tomt: nå)"), "", "type=\"datetime-local\"")}
                <div class="actions">
                    <button class="ds-button" type="submit">{t!("Skriv ut")}</button>
                </div>
                <p class="hint">{t!("Alt+U hopper hit. Skriv sengens nummer for å velge pasienten.")}</p>
            </form>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_used_last_stands_first_then_the_most_used() {
        let stay = |home: &str| RegisteredStay {
            stay: vocabulary::Stay {
                id: "1".parse().unwrap(),
                unit: "A".parse().unwrap(),
                home: home.parse().unwrap(),
                admitted: "2026-01-01T00:00:00Z".parse().unwrap(),
                discharged: None,
                dates_only: false,
                age_group: vocabulary::AgeGroup::Age80Plus,
                sex: None,
                origin: None,
                referrer: vocabulary::Referrer::Other,
                reason: None,
                problem: None,
                purpose: None,
                alternative: None,
                destination: None,
            },
            bed: None,
            version: 1,
            by_hand: true,
        };
        let recent: Vec<_> = ["0003", "0001", "0002", "0002", "0001", "0002"].map(stay).into();
        let homes = by_use(&recent, |stay| Some(stay.stay.home));
        assert_eq!(homes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["0003", "0002", "0001"]);
        assert!(by_use(&[], |stay| Some(stay.stay.home)).is_empty());
    }
}
