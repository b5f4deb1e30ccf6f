//! The beds of the unit as a list, and who left lately.

use super::{hours, short, who};
use crate::register::{encoded, stay_path, unit_path, when};
use chrono::{DateTime, Utc};
use language::t;
use leptos::prelude::*;
use measures::register::{beyond_beds, free_beds};
use store::RegisteredStay;
use vocabulary::{BedNumber, Catalogue, Unit, oslo_date};

/// The unit at a moment.
pub struct Ward<'a> {
    /// Who is there, longest first.
    pub patients: &'a [RegisteredStay],
    /// Staffed beds; `None` where nobody said.
    pub staffed: Option<f64>,
    /// The unit.
    pub unit: &'a Unit,
    /// Who there is.
    pub catalogue: &'a Catalogue,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Ward<'_> {
    fn minutes(&self, stay: &RegisteredStay) -> i64 {
        (self.now - stay.stay.admitted).num_minutes().max(0)
    }

    /// Numbers 1 to the staffed beds that nobody lies in.
    pub fn free(&self) -> Vec<BedNumber> {
        let staffed = self.staffed.unwrap_or(0.0).floor().clamp(0.0, 200.0) as u16;
        let used = |bed: &BedNumber| self.patients.iter().any(|stay| stay.bed.as_ref() == Some(bed));
        let free = free_beds(self.patients.len() as i64, f64::from(staffed)) as usize;
        (1..=staffed).map(BedNumber::from).filter(|bed| !used(bed)).take(free).collect()
    }

    /// Why a stay is looked at: in words, not by colour alone.
    fn flags(&self, stay: &RegisteredStay) -> Vec<String> {
        let minutes = self.minutes(stay);
        let days = self.unit.kind.long_stay_days();
        let mut flags = Vec::new();
        if minutes > days * 1440 {
            flags.push(t!("Over {days} døgn"));
        } else if minutes > measures::length_of_stay::THREE_DAYS {
            flags.push(t!("Over 72 timer").to_owned());
        }
        if stay.stay.purpose == Some(vocabulary::Purpose::DischargeReady) {
            flags.push(t!("Utskrivningsklar").to_owned());
        }
        flags
    }
}

/// How full it is.
pub fn head(ward: &Ward<'_>) -> AnyView {
    let patients = ward.patients.len() as i64;
    let mut tiles = vec![(t!("Pasienter"), patients.to_string(), None)];
    if let Some(staffed) = ward.staffed {
        let beyond = beyond_beds(patients, staffed);
        let note = (beyond > 0).then(|| t!("{beyond} flere pasienter enn senger"));
        tiles.push((t!("Bemannede senger"), short(staffed), None));
        tiles.push((t!("Ledige senger"), free_beds(patients, staffed).to_string(), note));
    }
    let tiles = tiles.into_iter().map(|(name, value, note)| {
        let note = note.map(|note| view! { <dd class="note">{note}</dd> });
        view! { <div class="tile"><dt>{name}</dt><dd>{value}</dd>{note}</div> }
    });
    view! { <dl class="tiles">{tiles.collect_view()}</dl> }.into_any()
}

/// Who lies where, and which beds are free.
pub fn list(ward: &Ward<'_>) -> AnyView {
    let today = oslo_date(ward.now);
    let mut patients: Vec<_> = ward.patients.iter().collect();
    patients.sort_by_key(|stay| {
        (stay.bed.as_ref().map_or(u16::MAX, BedNumber::number), stay.bed.clone(), stay.stay.admitted)
    });
    let items = patients
        .into_iter()
        .map(|stay| {
            let bed = stay.bed.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            let who = who(stay, ward.catalogue, today);
            let path = stay_path(&ward.unit.code, &stay.stay.id);
            let leave =
                format!("{}?ut={}#skriv-ut", unit_path(&ward.unit.code), encoded(stay.stay.id.as_str()));
            let flags = ward.flags(stay).into_iter().map(|flag| {
                view! { <span class="ds-tag" data-color="warning">{flag}</span> }
            });
            let name = if stay.bed.is_some() { t!("seng {bed}") } else { who.clone() };
            view! {
                <li class="bed">
                    <span class="number"><span class="sr-only">{t!("Seng ")}</span>{bed}</span>
                    <span class="who">{who}</span>
                    <span class="since">
                        {t!("inne {}, siden {}", hours(ward.minutes(stay)), when(stay.stay.admitted))}
                    </span>
                    <span class="flags">{flags.collect_view()}</span>
                    <span class="ways">
                        <a href=leave aria-label=t!("Skriv ut {name}")>{t!("Skriv ut")}</a>
                        <a href=path aria-label=t!("Rett {name}")>{t!("Rett")}</a>
                    </span>
                </li>
            }
        })
        .collect_view();
    let free = ward.free().into_iter().map(|bed| {
        view! {
            <li class="bed free">
                <span class="number"><span class="sr-only">{t!("Seng ")}</span>{bed.to_string()}</span>
                <span class="who">{t!("Ledig")}</span>
            </li>
        }
    });
    view! {
        <section aria-labelledby="senger">
            <h2 id="senger">{t!("Sengene")}</h2>
            <ul class="ward">{items}{free.collect_view()}</ul>
            {ward.patients.is_empty().then(|| view! { <p>{t!("Ingen pasienter er innlagt.")}</p> })}
        </section>
    }
    .into_any()
}

/// Who was discharged in the last week, so that it can be corrected.
pub fn gone(stays: &[&RegisteredStay], ward: &Ward<'_>) -> AnyView {
    let today = oslo_date(ward.now);
    if stays.is_empty() {
        return ().into_any();
    }
    let mut stays = stays.to_vec();
    stays.sort_by_key(|stay| std::cmp::Reverse(stay.stay.discharged));
    let items = stays
        .into_iter()
        .map(|stay| {
            let to = stay.stay.destination.map_or("", vocabulary::Destination::label);
            let out = stay.stay.discharged.map(when).unwrap_or_default();
            let text = t!("{out}: {}, til {}", who(stay, ward.catalogue, today), to.to_lowercase());
            view! { <li><a href=stay_path(&ward.unit.code, &stay.stay.id)>{text}</a></li> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="utskrevet">
            <h2 id="utskrevet">{t!("Skrevet ut siste uke")}</h2>
            <ul class="choose-unit">{items}</ul>
        </section>
    }
    .into_any()
}
