//! One upload: how far it has come, what was found in it, and what can be done next.

use crate::data::{Data, DataError};
use crate::ui::failure::Failure;
use crate::ui::table::Table;
use import::{Fault, Progress, Report};
use intake::{Check, Desk, State, Upload, UploadId};
use language::{key, t, text};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use std::time::Duration;
use store::ImportCounts;
use vocabulary::{Dataset, norwegian};

/// Most files are done by then, and no page has to be loaded again.
const PATIENCE: Duration = Duration::from_millis(900);

/// The page of one upload.
#[component]
pub fn UploadPage() -> impl IntoView {
    let desk = use_context::<Desk>();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    crate::pages::loaded(move |data, _| content(data, desk, id))
}

async fn content(data: Data, desk: Option<Desk>, id: Option<UploadId>) -> Result<AnyView, DataError> {
    let upload = desk.zip(id).and_then(|(desk, id)| desk.find(id, (data.now)()));
    let upload = upload.filter(|upload| data.person.as_ref().is_some_and(|person| upload.is_for(person)));
    let Some(upload) = upload else {
        return Ok(view! {
            <Failure
                title=t!("Opplastingen finnes ikke lenger")
                advice=t!("En opplasting slettes en time etter at den kom, og når løsningen startes på nytt. Ble den bekreftet, står den blant de siste importene. Ellers: gå til Import og velg filen på nytt.").into()
                status=http::StatusCode::NOT_FOUND
            />
        }
        .into_any());
    };
    let state = upload.settled(PATIENCE).await;
    let heading = match &state {
        State::Checking(_) => t!("Kontrollerer filen"),
        State::Refused(_) => t!("Filen har feil"),
        State::Ready(_) => t!("Filen er klar"),
        State::Loading(..) => t!("Tar inn filen"),
        State::Done(..) => t!("Filen er tatt inn"),
        State::Failed(_) => t!("Filen ble ikke tatt inn"),
    };
    let rest = match state {
        State::Checking(progress) => under_way(progress, t!("Kontrollert")),
        State::Loading(_, progress) => under_way(progress, t!("Tatt inn")),
        State::Refused(check) => refused(&upload, &check.report),
        State::Ready(check) => ready(&upload, &check),
        State::Done(check, counts) => done(&upload, &check.report, counts),
        State::Failed(check) => failed(&upload, check.is_some()),
    };
    let sheet = upload.sheet.as_ref().map_or_else(String::new, |sheet| t!(", ark «{sheet}»"));
    Ok(view! {
        <Title text=t!("{heading} – Import") />
        <h1>{heading}</h1>
        <p class="ingress">
            {format!("{}: {}{sheet} ({})", upload.dataset.label(), upload.file_name, size(upload.size))}
        </p>
        {rest}
    }
    .into_any())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} byte"),
        1_000..1_000_000 => format!("{} kB", norwegian::number(bytes as f64 / 1e3, 0)),
        _ => format!("{} MB", norwegian::number(bytes as f64 / 1e6, 1)),
    }
}

fn rows(n: u64) -> String {
    format!("{} {}", norwegian::count(n as i64), if n == 1 { t!("rad") } else { t!("rader") })
}

/// The page asks for itself again until the work is done.
fn under_way(progress: Progress, done: &'static str) -> AnyView {
    let percent = (progress.done.min(progress.total) * 100).checked_div(progress.total);
    let words = match percent {
        Some(100) => t!("{done}: {}. Fullfører …", rows(progress.rows)),
        Some(percent) => format!("{done}: {percent} %, {}.", rows(progress.rows)),
        None => format!("{done}: {}.", rows(progress.rows)),
    };
    view! {
        <Meta http_equiv="refresh" content="1" />
        <p role="status">{words}</p>
        <p>
            <progress max="100" value=percent.map(|p| p.to_string()) aria-label=done></progress>
        </p>
        <p>{t!("Siden oppdaterer seg selv. Du kan forlate den og komme tilbake til samme adresse.")}</p>
        <p><a href="">{t!("Oppdater nå")}</a></p>
    }
    .into_any()
}

fn ready(upload: &Upload, check: &Check) -> AnyView {
    let report = &check.report;
    let counted = if report.rows_out == report.rows {
        String::new()
    } else {
        t!(", talt opp til {}", rows(report.rows_out))
    };
    view! {
        <div class="ds-alert" data-color="success">
            <p>{t!("Ingen feil i {}{counted}. Ingenting er endret ennå.", rows(report.rows))}</p>
        </div>
        <Unknown report=report.clone() />
        <Preview report=report.clone() />
        <form method="post" action=format!("/import/{}/bekreft", upload.id) class="next">
            <button class="ds-button" type="submit">{t!("Ta inn {}", rows(report.rows))}</button>
            " "
            <a href=again(upload.dataset)>{t!("Velg en annen fil")}</a>
        </form>
    }
    .into_any()
}

fn refused(upload: &Upload, report: &Report) -> AnyView {
    let (shown, total) = (report.faults.len() as u64, report.faults_total);
    let count = |n: u64| norwegian::count(n as i64);
    let more = if total > shown {
        t!(" De første {} vises; rett dem og last opp på nytt for å se resten.", count(shown))
    } else {
        String::new()
    };
    let what = if total == 1 { t!("1 feil").to_owned() } else { t!("{} feil", count(total)) };
    let columns = [t!("Linje"), t!("Kolonne"), t!("Verdi"), t!("Hva som er galt, og hva du kan gjøre")];
    let faults = Table::new(t!("Feil i filen"), &columns)
        .numbers_in(&[0])
        .with_rows(report.faults.iter().map(fault_row))
        .html();
    let after = (report.rows > 0).then(|| t!(" Lest: {}.", rows(report.rows)));
    view! {
        <div class="ds-alert" data-color="danger" role="alert">
            <p>{t!("{what} i filen. Ingenting er tatt inn.")}{after}{more}</p>
        </div>
        <p class="next">
            <a class="ds-button" href=again(upload.dataset)>{t!("Velg rettet fil")}</a>
            " "
            <a href=format!("/import/{}/feil.csv", upload.id) download>{t!("Last ned feillisten (CSV)")}</a>
        </p>
        <h2 id="feil">{t!("Feil")}</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="feil" inner_html=faults></div>
        <Unknown report=report.clone() />
        <Preview report=report.clone() />
    }
    .into_any()
}

fn fault_row(fault: &Fault) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let line = fault.line.map_or_else(|| t!("Filen").to_owned(), |line| line.to_string());
    vec![line, text(&fault.column), text(&fault.value), fault.problem.norwegian()]
}

fn done(upload: &Upload, report: &Report, counts: ImportCounts) -> AnyView {
    let tile = |name: &'static str, n: u64, note: &'static str| {
        view! {
            <div class="tile">
                <dt>{name}</dt>
                <dd>{norwegian::count(n as i64)}</dd>
                <dd class="note">{note}</dd>
            </div>
        }
    };
    let pages = pages_of(upload.dataset)
        .iter()
        .map(|(path, name)| view! { <li><a href=*path>{text(name)}</a></li> })
        .collect_view();
    let counted = (counts.read != report.rows).then(
        || view! { <p>{t!("{} i filen ble talt opp til {}.", rows(report.rows), rows(counts.read))}</p> },
    );
    view! {
        <dl class="tiles">
            {tile(t!("Lest"), counts.read, "rader")} {tile(t!("Nye"), counts.added, t!("fantes ikke fra før"))}
            {tile(t!("Endret"), counts.changed, t!("den gamle raden er tatt vare på"))}
            {tile(t!("Uendret"), counts.unchanged, t!("sto der fra før"))}
        </dl>
        {counted}
        <h2>{t!("Se tallene")}</h2>
        <ul>{pages}</ul>
        <p><a href=again(upload.dataset)>{t!("Ta inn en fil til")}</a></p>
    }
    .into_any()
}

fn failed(upload: &Upload, may_retry: bool) -> AnyView {
    let retry = may_retry.then(|| {
        view! {
            <form method="post" action=format!("/import/{}/bekreft", upload.id) class="next">
                <button class="ds-button" type="submit">{t!("Prøv igjen")}</button>
            </form>
        }
    });
    view! {
        <div class="ds-alert" data-color="danger" role="alert">
            <p>{t!("Feilen er hos oss, og ingenting er endret. Prøv igjen om litt; skjer det flere ganger, si fra til den som drifter løsningen.")}</p>
        </div>
        {retry}
        <p><a href=again(upload.dataset)>{t!("Velg en annen fil")}</a></p>
    }
    .into_any()
}

fn again(dataset: Dataset) -> String {
    format!("/import?slag={}", dataset.code())
}

/// Where the figures of a kind are shown.
fn pages_of(dataset: Dataset) -> &'static [(&'static str, &'static str)] {
    match dataset {
        Dataset::Registrations | Dataset::Beds => &[("/belegg", key!("Belegg")), ("/", key!("Oversikt"))],
        Dataset::Stays => &[
            ("/liggetid", key!("Liggetid")),
            ("/innleggelsesveier", key!("Innleggelsesveier")),
            ("/", key!("Oversikt")),
        ],
        Dataset::EmergencyAdmissions | Dataset::Events => {
            &[("/effekt", key!("Effekt")), ("/", key!("Oversikt"))]
        }
        Dataset::Population | Dataset::BorderChanges => {
            &[("/", key!("Oversikt")), ("/effekt", key!("Effekt"))]
        }
        Dataset::Municipalities | Dataset::Units | Dataset::UnitMunicipalities => {
            &[("/", key!("Oversikt")), ("/belegg", key!("Belegg"))]
        }
    }
}

/// Columns that nothing reads, and what was perhaps meant.
#[component]
fn Unknown(report: Report) -> impl IntoView {
    (!report.unknown_columns.is_empty()).then(|| {
        let items = report
            .unknown_columns
            .into_iter()
            .map(|column| {
                let meant = column.meant.map_or_else(String::new, |meant| t!(" – mente du «{meant}»?"));
                view! { <li>{format!("«{}»{meant}", column.name)}</li> }
            })
            .collect_view();
        view! {
            <h2>{t!("Kolonner som ikke leses")}</h2>
            <ul>{items}</ul>
        }
    })
}

/// The first rows, as they were read.
#[component]
fn Preview(report: Report) -> impl IntoView {
    let import::Preview { columns, rows: first } = report.preview;
    (!first.is_empty()).then(|| {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let caption = match first.len() {
            1 => t!("Den første raden slik den leses").to_owned(),
            n => t!("De første {n} radene slik de leses"),
        };
        let html = Table::new(caption.clone(), &columns).numbers_in(&[]).with_rows(first).html();
        view! {
            <h2 id="rader">{caption}</h2>
            <div class="scroll cells" tabindex="0" role="region" aria-labelledby="rader" inner_html=html></div>
        }
    })
}
