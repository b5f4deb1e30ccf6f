//! The form that chooses what a page shows: a plain GET form whose answer is an address.

use crate::pages::ViewQuery;
use crate::selection::{Selection, push, slug};
use crate::ui::markup::{push_escaped, push_option};
use chrono::NaiveDate;
use language::t;
use leptos::prelude::*;
use vocabulary::{AgeGroup, Catalogue, Month, Period, Person, Right, Scope, UnitKind, norwegian};

/// Which choices a page offers beside trust, municipality and period.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a field of the form that is there or isn't")]
pub struct Choices {
    /// Unit.
    pub unit: bool,
    /// Kind of unit.
    pub kind: bool,
    /// Age group.
    pub age_group: bool,
    /// No period: the page looks at all the time there is.
    pub all_time: bool,
}

/// The form.
#[component]
pub fn Filter(
    /// The page's path.
    action: &'static str,
    /// What the page shows now.
    selection: Selection,
    /// Who there is.
    catalogue: std::sync::Arc<Catalogue>,
    /// Whose memberships count.
    today: NaiveDate,
    /// What can be chosen.
    choices: Choices,
    /// A choice of the page's own: name, label and options.
    #[prop(optional)]
    further: Option<(&'static str, &'static str, String)>,
    /// What else stands in the address and shall stay there.
    #[prop(optional)]
    kept: Vec<(&'static str, String)>,
) -> impl IntoView {
    let quick = quick_periods(action, &selection, today);
    let person = use_context::<Person>();
    let follow = person.as_ref().and_then(|person| person.account).map(|_| follow(action, &selection));
    let sees = |scope: &Scope, of: Option<&str>| {
        person.as_ref().is_some_and(|person| person.may(Right::Figures { scope, of }))
    };
    let trusts = trust_options(&catalogue, &selection, today, &sees);
    let municipalities = municipality_options(&catalogue, &selection, today, &sees);
    let units = choices.unit.then(|| unit_options(&catalogue, &selection, today, &sees));
    let kinds = choices.kind.then(|| kind_options(&selection));
    let ages = choices.age_group.then(|| age_options(&selection));
    let period = selection.period;
    view! {
        <form class="filter" method="get" action=action aria-label=t!("Velg hva siden viser")>
            <Choice name="helseforetak" label=t!("Helseforetak") options=trusts />
            <Choice name="kommune" label=t!("Kommune") options=municipalities />
            {units.map(|options| view! { <Choice name="enhet" label=t!("Enhet") options /> })}
            {kinds.map(|options| view! { <Choice name="enhetstype" label=t!("Type enhet") options /> })}
            {ages.map(|options| view! { <Choice name="aldersgruppe" label=t!("Alder") options /> })}
            {further.map(|(name, label, options)| view! { <Choice name label options /> })}
            {(!choices.all_time).then(|| view! { <Dates period /> })}
            {kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
            <div class="actions">
                <button class="ds-button" type="submit">{t!("Vis")}</button>
                <a href=action>{t!("Nullstill")}</a>
                {follow.map(|href| view! { <a href=href>{t!("Følg denne visningen")}</a> })}
            </div>
            {(!choices.all_time).then(|| view! { <p class="quick" inner_html=quick></p> })}
        </form>
    }
    .into_any()
}

/// First and last day.
#[component]
fn Dates(period: Period) -> impl IntoView {
    let (from, to) = (period.from().to_string(), period.to().to_string());
    view! {
        <div class="ds-field">
            <label class="ds-label" for="fra">{t!("Fra og med")}</label>
            <input class="ds-input" type="date" id="fra" name="fra" value=from />
        </div>
        <div class="ds-field">
            <label class="ds-label" for="til">{t!("Til og med")}</label>
            <input class="ds-input" type="date" id="til" name="til" value=to />
        </div>
    }
}

/// The page that makes a feed of this view.
fn follow(action: &str, selection: &Selection) -> String {
    let query = use_context::<ViewQuery>().map_or_else(|| format!("?{}", selection.query()), |of| of.0);
    let mut address = String::new();
    push(&mut address, "visning", &format!("{action}{query}"));
    format!("/abonnement?{address}")
}

/// One list of choices with its label.
#[component]
fn Choice(name: &'static str, label: &'static str, options: String) -> impl IntoView {
    view! {
        <div class="ds-field">
            <label class="ds-label" for=name>{label}</label>
            <select class="ds-input" id=name name=name inner_html=options></select>
        </div>
    }
}

/// Links to the periods that people ask for most.
fn quick_periods(action: &str, selection: &Selection, today: NaiveDate) -> String {
    let last = Month::of(today).plus(-1);
    let year = |year: i32| -> Option<Period> {
        Period::new(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?).ok()
    };
    let recent = [(t!("Siste 12 måneder"), 12), (t!("Siste 24 måneder"), 24), (t!("Siste 5 år"), 60)]
        .map(|(name, months)| (name.to_owned(), Some(Period::months_up_to(last, months))));
    let years = (1..=3).map(|back| (format!("{}", last.year() + 1 - back), year(last.year() + 1 - back)));
    let mut html = format!("<span>{}</span>", t!("Periode:"));
    for (name, period) in recent.into_iter().chain(years) {
        let Some(period) = period else { continue };
        html.push_str(" <a href=\"");
        push_escaped(&mut html, &format!("{action}?{}", selection.over(period).query()));
        html.push_str(if period == selection.period { "\" aria-current=\"true\">" } else { "\">" });
        push_escaped(&mut html, &name);
        html.push_str("</a>");
    }
    html
}

/// Whether the reader may see the figures of a scope in this trust: what she may not, she isn't offered.
type Sees<'a> = &'a dyn Fn(&Scope, Option<&str>) -> bool;

fn trust_options(catalogue: &Catalogue, selection: &Selection, today: NaiveDate, sees: Sees<'_>) -> String {
    let mut html = String::new();
    let chosen = catalogue.trust_of(&selection.scope, today);
    push_option(&mut html, "", t!("Hele landet"), chosen.is_none());
    for (region, mut trusts) in catalogue.trusts_on(today) {
        trusts.retain(|trust| sees(&Scope::Trust((*trust).to_owned()), Some(trust)));
        if trusts.is_empty() {
            continue;
        }
        html.push_str("<optgroup label=\"");
        push_escaped(&mut html, region);
        html.push_str("\">");
        for trust in trusts {
            push_option(&mut html, &slug(trust), trust, chosen.as_deref() == Some(trust));
        }
        html.push_str("</optgroup>");
    }
    html
}

fn municipality_options(
    catalogue: &Catalogue,
    selection: &Selection,
    today: NaiveDate,
    sees: Sees<'_>,
) -> String {
    let mut html = String::with_capacity(24 * 1024);
    let chosen = match &selection.scope {
        Scope::Municipality(number) => Some(*number),
        _ => None,
    };
    let trust = catalogue.trust_of(&selection.scope, today);
    push_option(&mut html, "", t!("Alle kommuner"), chosen.is_none());
    // Within the trust that is chosen, so that the list is short where it can be.
    for m in catalogue.municipalities_on(today) {
        let within = trust.as_ref().is_none_or(|trust| *trust == m.health_trust);
        if within && sees(&Scope::Municipality(m.number), Some(&m.health_trust)) {
            push_option(&mut html, &m.number.to_string(), &m.name, chosen == Some(m.number));
        }
    }
    html
}

fn unit_options(catalogue: &Catalogue, selection: &Selection, today: NaiveDate, sees: Sees<'_>) -> String {
    let mut html = String::with_capacity(16 * 1024);
    let (chosen, around) = match &selection.scope {
        Scope::Unit(code) => {
            let trust = catalogue.trust_of(&selection.scope, today);
            (Some(code), trust.map_or(Scope::Country, Scope::Trust))
        }
        scope => (None, scope.clone()),
    };
    push_option(&mut html, "", t!("Alle enheter"), chosen.is_none());
    for unit in catalogue.units_in(&around, &selection.kinds, today) {
        let scope = Scope::Unit(unit.code.clone());
        if !sees(&scope, catalogue.trust_of(&scope, today).as_deref()) {
            continue;
        }
        push_option(&mut html, unit.code.as_str(), &unit.name, chosen == Some(&unit.code));
    }
    html
}

fn kind_options(selection: &Selection) -> String {
    let mut html = String::new();
    push_option(&mut html, "", t!("Alle typer"), selection.kinds.is_empty());
    for kind in UnitKind::ALL {
        push_option(&mut html, kind.code(), kind.label(), selection.kinds == [*kind]);
    }
    html
}

/// Options of plain texts, the first of which chooses none.
pub fn choice_options(none: &str, choices: &[String], chosen: Option<&str>) -> String {
    let mut html = String::new();
    push_option(&mut html, "", none, chosen.is_none());
    for choice in choices {
        push_option(&mut html, choice, choice, chosen == Some(choice));
    }
    html
}

fn age_options(selection: &Selection) -> String {
    let mut html = String::new();
    push_option(&mut html, "", t!("Alle aldre"), selection.age_group.is_none());
    for group in AgeGroup::ALL {
        push_option(&mut html, group.code(), group.label(), selection.age_group == Some(*group));
    }
    html
}

/// What was not understood in the address, and what the page shows instead.
#[component]
pub fn Problems(
    /// One sentence each.
    problems: Vec<String>,
) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems.into_iter().map(|problem| view! { <li>{problem}</li> }).collect_view();
        view! {
            <div class="ds-alert" data-color="warning" role="alert">
                <ul class="faults">{items}</ul>
            </div>
        }
    })
}

/// `1. januar 2023 – 31. desember 2024`, as whole months or years where it can be said so.
pub fn period_text(period: Period) -> String {
    if !period.is_whole_months() {
        return format!("{} – {}", norwegian::long_date(period.from()), norwegian::long_date(period.to()));
    }
    let (first, last) = (Month::of(period.from()), Month::of(period.to()));
    match (first.month(), last.month()) {
        (1, 12) if first.year() == last.year() => first.year().to_string(),
        (1, 12) => format!("{}–{}", first.year(), last.year()),
        _ if first == last => norwegian::month(first),
        _ => format!("{} – {}", norwegian::month(first), norwegian::month(last)),
    }
}
