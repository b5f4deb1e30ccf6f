//! *Mine rapporter*: the list, a saved report, the form that changes it, and the way a view comes into one.

use super::{PATH, download};
use crate::data::{Data, DataError};
use crate::exports::find_table;
use crate::pages::NotFound;
use crate::reports::saved::{ADDRESS, Content, Part, Span, report};
use crate::reports::view;
use crate::ui::form::{Faults, Field, Refused, Select};
use crate::ui::markup::{push_escaped, push_option};
use language::{t, text};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;
use store::SavedReport;
use vocabulary::norwegian;

/// The page of a saved report.
#[component]
pub fn SavedPage() -> impl IntoView {
    let code = use_params_map().get_untracked().get("kode").unwrap_or_default();
    crate::pages::loaded(move |data, query| shown(data, query, code))
}

/// The page that changes it.
#[component]
pub fn EditPage() -> impl IntoView {
    let code = use_params_map().get_untracked().get("kode").unwrap_or_default();
    let refused = Refused::of_request();
    crate::pages::loaded(move |data, query| edited(data, query, code, refused))
}

/// The page that asks into which report a view goes.
#[component]
pub fn AddPage() -> impl IntoView {
    let refused = Refused::of_request();
    crate::pages::loaded(move |data, query| added(data, query, refused))
}

/// Where a saved report is.
pub fn address(code: &str) -> String {
    format!("{ADDRESS}{code}")
}

/// The reports of who asks, on the page *Rapporter*.
pub(super) async fn mine(data: &Data) -> Result<AnyView, DataError> {
    let Some(account) = data.person.as_ref().and_then(|person| person.account) else {
        return Ok(
            view! { <p>{t!("Logg inn med en egen konto for å sette sammen og lagre rapporter.")}</p> }
                .into_any(),
        );
    };
    let items = data.store.saved_reports(account).await?.into_iter().map(|saved| {
        let changed = norwegian::date(vocabulary::oslo_date(saved.changed_at));
        let edit = format!("{}/rediger", address(&saved.code));
        let label = t!("Rediger {}", saved.title);
        view! {
            <li>
                <a href=address(&saved.code)>{saved.title}</a>
                {t!(" (endret {changed}) ")}
                <a href=edit aria-label=label>{t!("Rediger")}</a>
            </li>
        }
    });
    let items = items.collect_view();
    Ok(view! {
        <ul>{items}</ul>
        <form class="filter" method="post" action=format!("{PATH}/ny") aria-labelledby="mine-h">
            <Field name="tittel" label=t!("Ny rapport: tittel") autocomplete="off" />
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Lag rapport")}</button>
            </div>
        </form>
        <p>{t!("Figurer og tabeller legges i en rapport med lenken «Legg i rapport» under hver av dem.")}</p>
    }
    .into_any())
}

fn is_owner(data: &Data, saved: &SavedReport) -> bool {
    data.person.as_ref().and_then(|person| person.account) == Some(saved.account)
}

async fn shown(data: Data, query: ParamsMap, code: String) -> Result<AnyView, DataError> {
    let Some(saved) = data.store.saved_report(&code).await? else {
        return Ok(view! { <NotFound /> }.into_any());
    };
    let span = query.get("periode").and_then(|name| Span::of(&name));
    let own = Content::read(&saved.content).span;
    let mut file = format!("{}/rapport.pdf", address(&code));
    let mut links = format!("<span>{}</span>", t!("Kjør på nytt for:"));
    for (of, name, label) in Span::ALL {
        if of == Span::Fixed && own != Span::Fixed {
            continue;
        }
        if Some(of) == span {
            file.push_str(&format!("?periode={name}"));
        }
        let current = if of == span.unwrap_or(own) { " aria-current=\"true\"" } else { "" };
        links.push_str(&format!(" <a href=\"?periode={name}\"{current}>"));
        push_escaped(&mut links, text(label));
        links.push_str("</a>");
    }
    let edit = is_owner(&data, &saved).then(|| {
        view! { <p><a href=format!("{}/rediger", address(&code))>{t!("Rediger rapporten")}</a></p> }
    });
    let follow = data.person.as_ref().is_some_and(|person| person.account.is_some()).then(|| {
        view! { <p><a href=format!("/abonnement?visning={}", address(&code))>{t!("Følg denne rapporten")}</a></p> }
    });
    let report = report(&data, &saved, span).await?;
    let tools = view! {
        <div class="document-choice filter">
            <p class="quick" inner_html=links></p>
            {edit}
            {follow}
        </div>
        {download(file, data.person.as_ref())}
    }
    .into_any();
    Ok(view! { <Title text=report.title.clone() /> {view::page(report, tools)} }.into_any())
}

/// What stands in the form: as it is saved, or as it was sent.
struct Draft {
    title: String,
    content: Content,
}

impl Draft {
    fn of(refused: &Refused, saved: &SavedReport) -> Self {
        if refused.values.is_empty() {
            return Self { title: saved.title.clone(), content: Content::read(&saved.content) };
        }
        let value = |name: &str| refused.value(name).map(str::to_owned);
        Self { title: value("tittel").unwrap_or_default(), content: sent(&value) }
    }
}

/// The content that a form sent: each part stands in a field of its own, words beside it.
pub fn sent(value: &impl Fn(&str) -> Option<String>) -> Content {
    let date = |name: &str| value(name).and_then(|text| text.trim().parse().ok());
    let parts = (0..).map_while(|i| {
        let part: Option<Part> = value(&format!("del-{i}"))
            .map(|json| serde_json::from_str(&json).unwrap_or_else(|_| Part::Words(String::new())));
        part.map(|part| match part {
            Part::Words(_) => {
                Part::Words(value(&format!("ord-{i}")).unwrap_or_default().replace("\r\n", "\n"))
            }
            view @ Part::View { .. } => view,
        })
    });
    Content {
        span: value("periode").and_then(|name| Span::of(&name)).unwrap_or_default(),
        from: date("fra"),
        to: date("til"),
        // One more than may be, so that too many are seen to be.
        parts: parts.take(crate::reports::saved::MOST_PARTS + 1).collect(),
    }
}

async fn edited(data: Data, query: ParamsMap, code: String, refused: Refused) -> Result<AnyView, DataError> {
    let Some(saved) = data.store.saved_report(&code).await? else {
        return Ok(view! { <NotFound /> }.into_any());
    };
    if !is_owner(&data, &saved) {
        let advice = t!("Bare den som har laget rapporten, kan endre den. Du kan lese den.");
        return Err(DataError::Forbidden(advice.to_owned()));
    }
    let draft = Draft::of(&refused, &saved);
    let content = draft.content;
    let mut spans = String::new();
    for (span, name, label) in Span::ALL {
        push_option(&mut spans, name, text(label), span == content.span);
    }
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let last = content.parts.len().saturating_sub(1);
    let parts: Vec<AnyView> =
        content.parts.iter().enumerate().map(|(i, part)| form_part(i, last, part, &refused)).collect();
    let saved_now = query.get("lagret").is_some().then(|| {
        view! { <div class="ds-alert" data-color="success" role="status"><p>{t!("Lagret.")}</p></div> }
    });
    let here = format!("{}/rediger", address(&code));
    Ok(view! {
        <Title text=t!("Rediger rapport") />
        <h1>{t!("Rediger rapport")}</h1>
        <p><a href=address(&code)>{t!("Vis rapporten")}</a></p>
        {saved_now}
        <Faults refused=refused.clone() />
        <form class="filter change" method="post" action=here aria-label=t!("Rapporten")>
            <input type="hidden" name="versjon" value=saved.version.to_string() />
            <button type="submit" name="gjor" value="lagre" hidden tabindex="-1" aria-hidden="true"></button>
            <Field name="tittel" label=t!("Tittel") autocomplete="off" value=draft.title fault=refused.fault("tittel") />
            <Select name="periode" label=t!("Periode") options=spans />
            <Field name="fra" label=t!("Fast periode, fra og med") kind="date" autocomplete="off" optional=true
                value=day(content.from) fault=refused.fault("fra") />
            <Field name="til" label=t!("Til og med") kind="date" autocomplete="off" optional=true value=day(content.to) />
            <ol class="report-parts">{parts}</ol>
            <div class="actions">
                <button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="ord">
                    {t!("Legg til egne ord")}
                </button>
                <button class="ds-button" type="submit" name="gjor" value="lagre">{t!("Lagre")}</button>
            </div>
        </form>
        <form method="post" action=format!("{}/slett", address(&code))>
            <button class="ds-button" data-variant="tertiary" type="submit">{t!("Slett rapporten")}</button>
        </form>
    }
    .into_any())
}

/// One part with its buttons. Every button sends the whole form, so that nothing typed is lost.
fn form_part(i: usize, last: usize, part: &Part, refused: &Refused) -> AnyView {
    let json = serde_json::to_string(part).unwrap_or_default();
    let named = match part {
        Part::Words(_) => t!("del {}, egne ord", i + 1),
        Part::View { id, .. } => t!("del {}, {id}", i + 1),
    };
    let button = |what: &str, label: &str, there: bool| {
        there.then(|| {
            let (value, aria) = (format!("{what}-{i}"), format!("{label}: {named}"));
            let label = label.to_owned();
            view! {
                <button class="ds-button" data-variant="tertiary" data-size="sm" type="submit" name="gjor" value=value
                    aria-label=aria>{label}</button>
            }
        })
    };
    let buttons = view! {
        {button("opp", t!("Opp"), i > 0)}
        {button("ned", t!("Ned"), i < last)}
        {button("fjern", t!("Fjern"), true)}
    };
    let shown = match part {
        Part::Words(words) => {
            let name = format!("ord-{i}");
            let (id, label_for, words) = (name.clone(), name.clone(), words.clone());
            let hint = format!("{name}-hjelp");
            let described = hint.clone();
            let fault = refused.fault(&name);
            let invalid = fault.is_some().then_some("true");
            view! {
                <div class="ds-field">
                    <label class="ds-label" for=label_for>{t!("Egne ord (del {})", i + 1)}</label>
                    <p class="hint" id=hint>
                        {t!("Om tjenesten, aldri om enkeltpasienter. # foran en linje gjør den til overskrift, ** om ord gjør dem halvfete.")}
                    </p>
                    <textarea class="ds-input" id=id name=name rows="4" aria-describedby=described aria-invalid=invalid>{words}</textarea>
                    {fault.map(|fault| view! { <p class="fault">{fault}</p> })}
                </div>
            }
            .into_any()
        }
        Part::View { id, query } => {
            let page = find_table(id).map_or("/", |entry| entry.page.path());
            let mut address = String::new();
            for (name, value) in query {
                crate::selection::push(&mut address, name, value);
            }
            let href = format!("{page}?{address}#fig-{id}");
            let said: Vec<&str> =
                query.iter().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()).collect();
            let words = format!(
                "{id} ({})",
                if said.is_empty() { t!("hele landet").to_owned() } else { said.join(", ") }
            );
            view! { <p><a href=href>{words}</a></p> }.into_any()
        }
    };
    view! {
        <li>
            <input type="hidden" name=format!("del-{i}") value=json />
            {shown}
            <p>{buttons}</p>
        </li>
    }
    .into_any()
}

async fn added(data: Data, query: ParamsMap, refused: Refused) -> Result<AnyView, DataError> {
    let part = match refused.value("del") {
        Some(json) => serde_json::from_str(json).ok(),
        None => query.get("figur").filter(|id| find_table(id).is_some()).map(|id| {
            let others = query.latest_values().filter(|(name, value)| *name != "figur" && !value.is_empty());
            let query = others.map(|(name, value)| (name.to_string(), value.to_owned())).collect();
            Part::View { id, query }
        }),
    };
    let Some(part @ Part::View { .. }) = part else { return Ok(view! { <NotFound /> }.into_any()) };
    let Some(account) = data.person.as_ref().and_then(|person| person.account) else {
        let advice = t!("Logg inn med en egen konto for å sette sammen og lagre rapporter.");
        return Err(DataError::Forbidden(advice.to_owned()));
    };
    let mut options = String::new();
    for saved in data.store.saved_reports(account).await? {
        push_option(&mut options, &saved.code, &saved.title, refused.marked("rapport", &saved.code));
    }
    push_option(&mut options, "", t!("Ny rapport"), false);
    let json = serde_json::to_string(&part).unwrap_or_default();
    Ok(view! {
        <Title text=t!("Legg i rapport") />
        <h1>{t!("Legg i rapport")}</h1>
        <Faults refused=refused.clone() />
        <form class="filter" method="post" action=format!("{PATH}/legg-i") aria-label=t!("Velg rapport")>
            <input type="hidden" name="del" value=json />
            <Select name="rapport" label=t!("Rapport") options=options optional=true />
            <Field name="tittel" label=t!("Tittel på en ny rapport") autocomplete="off" optional=true
                value=refused.value("tittel").unwrap_or_default().to_owned() fault=refused.fault("tittel") />
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Legg i rapporten")}</button>
            </div>
        </form>
    }
    .into_any())
}
