//! The days of the last week, and the page on which what stays can't tell is said about one of them.

use super::fields::{Form, choices, nothing};
use super::{Here, of_unit, short};
use crate::data::DataError;
use crate::pages::{NotFound, trail};
use crate::register::{day_path, unit_path};
use crate::ui::markup::push_escaped;
use chrono::{Days, NaiveDate};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use store::{Day, day_key};
use vocabulary::{DaySource, Unit, norwegian};

/// A day's own fields as a form holds them.
pub(crate) fn day_fields(day: &Day) -> Vec<(&'static str, String)> {
    let r = &day.registration;
    let decimal = |number: f64| number.to_string().replace('.', ",");
    vec![
        ("senger", decimal(r.beds)),
        ("avvist", r.rejected.map_or_else(String::new, |n| n.to_string())),
        (
            "utskrivningsklare",
            r.discharge_ready.filter(|_| day.lent_by_hand).map_or_else(String::new, decimal),
        ),
    ]
}

fn said(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), short)
}

/// The table of the last week; for a unit that doesn't register stays, the way to begin.
pub fn week(unit: &Unit, days: &[Day], since: Option<NaiveDate>, today: NaiveDate) -> AnyView {
    let Some(since) = since else {
        return view! {
            <section aria-labelledby="doegn">
                <h2 id="doegn">{t!("Døgnene")}</h2>
                <p>
                    {t!("Enheten lager ikke døgntallene av oppholdene. Registrerer dere alle opphold her fra i dag, lages døgntallene av seg selv.")}
                </p>
                <form method="post" action=unit_path(&unit.code)>
                    <input type="hidden" name="handling" value="start" />
                    <button class="ds-button" data-variant="secondary" type="submit">
                        {t!("Lag døgntallene av oppholdene fra i dag")}
                    </button>
                </form>
            </section>
        }
        .into_any();
    };
    let mut html = format!(
        "<table class=\"ds-table\" data-border=\"true\"><caption class=\"ds-sr-only\">{}</caption>\
         <thead><tr><th scope=col>{}</th>",
        t!("Døgnene siste uke"),
        t!("Døgn")
    );
    let columns = [
        t!("Senger"),
        t!("Belagt ved midnatt"),
        t!("Inn"),
        t!("Ut"),
        t!("Sengetimer"),
        t!("Avvist"),
        t!("Utlånt"),
    ];
    for column in columns {
        html.push_str(&format!("<th scope=col class=num>{column}</th>"));
    }
    html.push_str("</tr></thead><tbody>");
    for day in days.iter().rev().filter(|day| day.registration.date < today) {
        let r = &day.registration;
        html.push_str("<tr><th scope=row><a href=\"");
        push_escaped(&mut html, &day_path(&unit.code, r.date));
        html.push_str("\">");
        push_escaped(&mut html, &norwegian::date(r.date));
        html.push_str("</a></th>");
        let cells = [
            short(r.beds),
            short(r.occupied),
            said(r.admissions.map(|n| n as f64)),
            said(r.discharges.map(|n| n as f64)),
            said(day.bed_minutes.map(|minutes| (minutes as f64 / 60.0).round())),
            said(r.rejected.map(|n| n as f64)),
            said(r.discharge_ready),
        ];
        for cell in cells {
            html.push_str("<td class=num>");
            push_escaped(&mut html, &cell);
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    view! {
        <section aria-labelledby="doegn">
            <h2 id="doegn">{t!("Døgnene siste uke")}</h2>
            <p>
                {t!(
                    "Lages av oppholdene siden {}. Velg et døgn for å si det oppholdene ikke vet: bemannede senger, avviste, utlånte senger.",
                    norwegian::date(since),
                )}
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label=t!("Døgnene siste uke") inner_html=html></div>
        </section>
    }
    .into_any()
}

/// `/enheten/{unit}/doegn/{dato}`.
#[component]
pub fn DayPage() -> impl IntoView {
    let date = use_params_map().get_untracked().get("dato").and_then(|date| date.parse().ok());
    of_unit(move |here| async move {
        match date {
            Some(date) => content(here, date).await,
            None => Ok(NotFound().into_any()),
        }
    })
}

async fn content(here: Here, date: NaiveDate) -> Result<AnyView, DataError> {
    let Here { data, catalogue, unit, refused, query } = here;
    let Some(day) = data.store.day(&unit.code, date).await?.filter(|day| day.source == DaySource::Stays)
    else {
        return Ok(NotFound().into_any());
    };
    let changes = data.store.changes_of("day", &day_key(&unit.code, date)).await?;
    let form = Form::new("doegn", refused.as_ref());
    let value = |field: &str| {
        day_fields(&day)
            .into_iter()
            .find(|(name, _)| *name == field)
            .map(|(_, value)| value)
            .unwrap_or_default()
    };
    let r = &day.registration;
    let facts = t!(
        "Oppholdene sier: {} belagt ved midnatt, {} inn, {} ut, {} sengetimer.",
        short(r.occupied),
        r.admissions.unwrap_or(0),
        r.discharges.unwrap_or(0),
        norwegian::number(day.bed_minutes.unwrap_or(0) as f64 / 60.0, 0),
    );
    let neighbour = |days: i64, text: &'static str| {
        let other = if days < 0 { date - Days::new(1) } else { date + Days::new(1) };
        (other < data.today()).then(|| view! { <a href=day_path(&unit.code, other)>{text}</a> })
    };
    let from_stays =
        if day.lent_by_hand { String::new() } else { t!(" (oppholdene sier {})", said(r.discharge_ready)) };
    let html = trail::history(&changes, &catalogue);
    Ok(view! {
        <Title text=format!("{} – {}", norwegian::date(date), unit.name) />
        <h1>{t!("Døgnet {}", norwegian::long_date(date))}</h1>
        <p class="ingress">{unit.name.clone()}". "{facts}</p>
        {query.get("lagret").map(|_| view! {
            <div class="ds-alert" data-color="success" role="status"><p>{t!("Døgnet er lagret.")}</p></div>
        })}
        <form class="register-form panel" method="post" action=day_path(&unit.code, date) data-keep="doegn">
            <input type="hidden" name="versjon" value=form.value("versjon", &day.version.to_string()) />
            {form.head()}
            {form.text("senger", t!("Bemannede senger"), &value("senger"), "required inputmode=\"decimal\"")}
            {form.text("avvist", t!("Avvist fordi det var fullt"), &value("avvist"), "inputmode=\"numeric\"")}
            {form.text(
                "utskrivningsklare",
                &t!("Utlånte senger{from_stays}"),
                &value("utskrivningsklare"),
                "inputmode=\"decimal\"",
            )}
            {form.choose("hvorfor", t!("Hvorfor (ved retting)"), "", &[nothing(t!("Ikke en retting")), ("", choices!(CorrectionReason))], "")}
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Lagre døgnet")}</button>
            </div>
        </form>
        <p class="next">
            {neighbour(-1, t!("Dagen før"))} {neighbour(1, t!("Dagen etter"))}
            <a href=unit_path(&unit.code)>{t!("Til {} nå", unit.name)}</a>
        </p>
        {(!changes.is_empty()).then(|| view! {
            <section aria-labelledby="historie">
                <h2 id="historie">{t!("Historie")}</h2>
                <ol class="history" inner_html=html></ol>
            </section>
        })}
    }
    .into_any())
}
