//! One stay: its history, and the forms that correct it or strike it out.

use super::fields::{Choice, Form, choices, nothing};
use super::forms::chapters;
use super::{Here, of_unit, who};
use crate::data::DataError;
use crate::pages::{NotFound, trail};
use crate::register::{stay_path, unit_path, wall_text, when};
use language::t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use store::{RegisteredStay, stay_key};
use vocabulary::{BedNumber, StayId};

/// A stay's fields as a form holds them, and as people read them.
pub(crate) fn as_typed(registered: &RegisteredStay) -> Vec<(&'static str, String, String)> {
    let s = &registered.stay;
    let reason = s.reason.map(|reason| reason.to_string()).unwrap_or_default();
    let (chapter, code) = match s.reason {
        Some(r) if reason.len() > 1 => (r.chapter().to_string(), reason),
        _ => (reason, String::new()),
    };
    let unsaid = |text: Option<&'static str>| text.unwrap_or(t!("ikke oppgitt")).to_owned();
    let code_of = |text: Option<&'static str>| text.unwrap_or_default().to_owned();
    let bed = registered.bed.as_ref().map_or_else(String::new, |bed: &BedNumber| bed.to_string());
    vec![
        ("kommune", s.home.to_string(), s.home.to_string()),
        ("aldersgruppe", s.age_group.code().to_owned(), s.age_group.label().to_owned()),
        ("kjoenn", code_of(s.sex.map(vocabulary::Sex::code)), unsaid(s.sex.map(vocabulary::Sex::label))),
        (
            "kom_fra",
            code_of(s.origin.map(vocabulary::Origin::code)),
            unsaid(s.origin.map(vocabulary::Origin::label)),
        ),
        ("henvist_av", s.referrer.code().to_owned(), s.referrer.label().to_owned()),
        (
            "aarsak",
            chapter.clone(),
            s.reason.map_or(t!("ikke oppgitt"), vocabulary::Reason::chapter_label).to_owned(),
        ),
        ("kode", code.clone(), if code.is_empty() { t!("ingen kode").to_owned() } else { code }),
        (
            "alternativ",
            code_of(s.alternative.map(vocabulary::Alternative::code)),
            unsaid(s.alternative.map(vocabulary::Alternative::label)),
        ),
        (
            "problem",
            code_of(s.problem.map(vocabulary::Problem::code)),
            unsaid(s.problem.map(vocabulary::Problem::label)),
        ),
        (
            "formaal",
            code_of(s.purpose.map(vocabulary::Purpose::code)),
            unsaid(s.purpose.map(vocabulary::Purpose::label)),
        ),
        ("seng", bed.clone(), if bed.is_empty() { t!("ingen").to_owned() } else { bed }),
        ("inn", wall_text(s.admitted), when(s.admitted)),
        (
            "ut",
            s.discharged.map(wall_text).unwrap_or_default(),
            s.discharged.map_or_else(|| t!("ikke utskrevet").to_owned(), when),
        ),
        (
            "til",
            code_of(s.destination.map(vocabulary::Destination::code)),
            unsaid(s.destination.map(vocabulary::Destination::label)),
        ),
    ]
}

/// `/enheten/{unit}/opphold/{id}`.
#[component]
pub fn StayPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    of_unit(move |here| async move {
        match id {
            Some(id) => content(here, id).await,
            None => Ok(NotFound().into_any()),
        }
    })
}

async fn content(here: Here, id: StayId) -> Result<AnyView, DataError> {
    let Here { data, catalogue, unit, refused, query } = here;
    let stay = data.store.stay(&unit.code, &id).await?;
    let changes = data.store.changes_of("stay", &stay_key(&unit.code, &id)).await?;
    if stay.is_none() && changes.is_empty() {
        return Ok(NotFound().into_any());
    }
    let today = data.today();
    let title = match &stay {
        Some(stay) => who(stay, &catalogue, today),
        None => t!("Oppholdet er strøket").to_owned(),
    };
    let forms = stay.as_ref().map(|stay| forms(stay, &unit, &catalogue, refused.as_ref(), today));
    let alone = refused.filter(|_| stay.is_none()).map(|refused| {
        let notes = refused.notes.iter().map(|note| view! { <li>{note.text.clone()}</li> }).collect_view();
        view! { <div class="ds-alert" data-color="danger" role="alert"><ul class="faults">{notes}</ul></div> }
    });
    let html = trail::history(&changes, &catalogue);
    let from_file = changes
        .is_empty()
        .then(|| view! { <p>{t!("Oppholdet kom med en fil, og er ikke endret siden.")}</p> });
    Ok(view! {
        <Title text=format!("{title} – {}", unit.name) />
        <h1>{title}</h1>
        <p class="ingress">
            {unit.name.clone()} ". "
            {stay.as_ref().map(|stay| match stay.stay.discharged {
                None => t!("Innlagt {}.", when(stay.stay.admitted)),
                Some(out) => t!("Innlagt {}, utskrevet {}.", when(stay.stay.admitted), when(out)),
            })}
        </p>
        {query.get("lagret").map(|_| view! {
            <div class="ds-alert" data-color="success" role="status"><p>{t!("Endringen er lagret.")}</p></div>
        })}
        {alone}
        {forms}
        <section aria-labelledby="historie">
            <h2 id="historie">{t!("Historie")}</h2>
            {from_file}
            <ol class="history" inner_html=html></ol>
        </section>
        <p class="next"><a href=unit_path(&unit.code)>{t!("Til {} nå", unit.name)}</a></p>
    }
    .into_any())
}

fn forms(
    stay: &RegisteredStay,
    unit: &vocabulary::Unit,
    catalogue: &vocabulary::Catalogue,
    refused: Option<&std::sync::Arc<crate::register::Refused>>,
    today: chrono::NaiveDate,
) -> AnyView {
    let (form, strike) = (Form::new("rett", refused), Form::new("stryk", refused));
    let fields = as_typed(stay);
    let value = |field: &str| {
        fields.iter().find(|(name, ..)| *name == field).map(|(_, value, _)| value.clone()).unwrap_or_default()
    };
    let mut homes: Vec<Choice> =
        catalogue.municipalities_on(today).iter().map(|m| (m.number.to_string(), m.name.clone())).collect();
    let home = value("kommune");
    if !homes.iter().any(|(number, _)| *number == home) {
        homes.insert(0, (home.clone(), t!("{home} (tidligere kommune)")));
    }
    let path = stay_path(&unit.code, &stay.stay.id);
    let (version, struck_version) = (
        form.value("versjon", &stay.version.to_string()),
        strike.value("versjon", &stay.version.to_string()),
    );
    let unsaid = nothing(t!("Ikke oppgitt"));
    let choose = |field: &'static str, label: &str, options: Vec<Choice>| {
        form.choose(field, label, &value(field), &[unsaid.clone(), ("", options)], "")
    };
    let why = || [nothing(t!("Velg …")), ("", choices!(CorrectionReason))];
    view! {
        <form class="register-form panel" method="post" action=path.clone() data-keep="rett" aria-label=t!("Rett oppholdet")>
            <input type="hidden" name="handling" value="rett" />
            <input type="hidden" name="versjon" value=version />
            {form.head()}
            {form.choose("kommune", t!("Bostedskommune"), &home, &[("", homes)], "required")}
            {form.choose("aldersgruppe", t!("Aldersgruppe"), &value("aldersgruppe"), &[("", choices!(AgeGroup))], "required")}
            {choose("kjoenn", t!("Kjønn"), choices!(Sex))}
            {choose("kom_fra", t!("Kom fra"), choices!(Origin))}
            {form.choose("henvist_av", t!("Henvist av"), &value("henvist_av"), &[("", choices!(Referrer))], "required")}
            {choose("aarsak", t!("Årsak"), chapters())}
            {form.text("kode", "ICPC-2-kode", &value("kode"), "")}
            {choose("alternativ", t!("Ville ellers vært"), choices!(Alternative))}
            {choose("problem", t!("Problem"), choices!(Problem))}
            {choose("formaal", t!("Bruk av sengen"), choices!(Purpose))}
            {form.text("seng", t!("Seng"), &value("seng"), "")}
            {form.text("inn", t!("Innlagt"), &value("inn"), "type=\"datetime-local\" required")}
            {form.text("ut", t!("Utskrevet"), &value("ut"), "type=\"datetime-local\"")}
            {choose("til", t!("Utskrevet til"), choices!(Destination))}
            {form.choose("hvorfor", t!("Hvorfor rettes det?"), "", &why(), "required")}
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Lagre rettelsen")}</button>
            </div>
        </form>
        <form class="register-form panel" method="post" action=path aria-label=t!("Stryk oppholdet")>
            <input type="hidden" name="handling" value="stryk" />
            <input type="hidden" name="versjon" value=struck_version />
            {strike.head()}
            {strike.choose("hvorfor", t!("Stryk oppholdet: hvorfor?"), "", &why(), "required")}
            <div class="actions">
                <button class="ds-button" data-color="danger" data-variant="secondary" type="submit">
                    {t!("Stryk oppholdet")}
                </button>
            </div>
            <p class="hint">{t!("Et strøket opphold telles ingen steder. Historien blir stående.")}</p>
        </form>
    }
    .into_any()
}
