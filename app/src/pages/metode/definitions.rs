//! The register of measures as people read it.

use language::t;
use leptos::prelude::*;
use measures::occupancy::Occupancy;
use measures::{Definition, MEASURES};
use vocabulary::norwegian;

/// Every measure of the register.
#[component]
pub fn Definitions() -> impl IntoView {
    let panels = MEASURES.iter().map(panel).collect_view();
    view! { <div class="panels">{panels}</div> }.into_any()
}

fn panel(definition: &'static Definition) -> impl IntoView {
    let Definition { id, name, unit, numerator, denominator, note, source, .. } = definition.spoken();
    let heading = format!("{id}-navn");
    let labelled_by = heading.clone();
    let formula = if denominator.is_empty() {
        numerator.to_owned()
    } else {
        format!("{numerator} / {}", denominator.to_lowercase())
    };
    view! {
        <section class="panel" id=id aria-labelledby=labelled_by>
            <h3 id=heading>{name}</h3>
            <p class="definition">{formula}</p>
            {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
            <p class="source">{t!("Enhet: {unit}. Kilde: {}.", source.trim_end_matches('.'))}</p>
        </section>
    }
    .into_any()
}

/// Why there are two kinds of occupancy, with an example computed by the same formulas as the pages'.
#[component]
pub fn TwoOccupancies() -> impl IntoView {
    let percent = |occupancy: Occupancy| norwegian::percent(occupancy.share().unwrap_or_default(), 0);
    // Ten places over 30 days, five of them closed for ten days.
    let (open, occupied) = (250.0, 120.0);
    let (ssb, places) = (Occupancy::ssb(occupied, open), Occupancy::places(occupied, 10.0, 30));
    // Two days: one of two beds, then eight of eight.
    let both = Occupancy::ssb(1.0, 2.0).and(Occupancy::ssb(8.0, 8.0));
    view! {
        <h2 id="to-definisjoner">{t!("To definisjoner av belegg")}</h2>
        <p>
            {t!("Begge er i bruk, og de svarer på ulike spørsmål: SSBs definisjon på hvor fulle de åpne sengene var, plasser × \
             dager på hvor mye av tilbudet som ble brukt. De blandes aldri.")}
        </p>
        <p>
            {t!("Eksempel: En enhet med 10 plasser har 5 av dem stengt i 10 av månedens 30 dager. Da er ")}
            {norwegian::number(open, 0)} {t!(" sengedøgn åpne, og ")} {norwegian::number(occupied, 0)} {t!(" er belagt.")}
        </p>
        <ul>
            <li>{t!("SSB: 120 / 250 = {}.", percent(ssb))}</li>
            <li>{t!("Plasser × dager: 120 / (10 × 30) = {}.", percent(places))}</li>
        </ul>
        <p>
            {t!(
                "Summen kommer før delingen: med 1 av 2 senger belagt én dag og 8 av 8 den neste er belegget 9 / 10 = {}, \
                 mens gjennomsnittet av de to dagene ville gitt 75 %.",
                percent(both),
            )}
        </p>
    }
    .into_any()
}
