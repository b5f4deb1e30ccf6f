//! Views and reports that somebody follows: what they are called, where they lead, and what changed there. Without a
//! period of its own a view follows the newest months; the page that it leads to shows them.
//!
//! No count of rows or patients here: a feed says that there is something new, the page what.

use crate::data::{Data, DataError};
use crate::exports::{FIGURES, TABLES, find_table};
use crate::pages::asked::asked;
use crate::pages::events::events;
use crate::reports::saved;
use crate::selection::Selection;
use crate::ui::frame::PAGES;
use crate::views;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use language::t;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use store::Batch;
use vocabulary::{Catalogue, Dataset, Month, norwegian};

/// Imports that are told.
const IMPORTS: i64 = 40;
/// Events are told for so long.
const EVENTS: TimeDelta = TimeDelta::days(730);

/// A view that can be followed.
pub struct View {
    /// Path and query in one spelling; without a period where it follows the newest months.
    pub address: String,
    /// `Belegg – Asker KAD`.
    pub title: String,
    parts: Vec<Part>,
    catalogue: Arc<Catalogue>,
    /// When the report was last changed, where it is one.
    changed: Option<DateTime<Utc>>,
}

/// A view is one, a report has many.
struct Part {
    path: &'static str,
    selection: Selection,
}

/// Something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The same for the same thing for ever, and nothing else's.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub summary: String,
    /// Since when.
    pub updated: DateTime<Utc>,
}

/// The view at an address, for who asks; `None` where it is of no page that can be followed. With `rolling` a period in it
/// doesn't count.
///
/// # Errors
/// [`DataError`]; [`DataError::Forbidden`] where `data.person` may not see it.
pub async fn view(data: &Data, address: &str, rolling: bool) -> Result<Option<View>, DataError> {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if let Some(code) = path.strip_prefix(saved::ADDRESS) {
        return report(data, code).await;
    }
    let pages = FIGURES.iter().chain(TABLES).map(|entry| entry.page);
    let Some(page) = pages.into_iter().find(|page| page.path() == path) else { return Ok(None) };
    let query: ParamsMap = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let asked = asked(data, &query).await?;
    let said = |name| query.get(name).is_some_and(|value| !value.trim().is_empty());
    let mut pairs = asked.selection.pairs();
    if rolling || !(said("fra") || said("til")) {
        pairs.retain(|(name, _)| !["fra", "til"].contains(name));
    }
    let is_page = |of: &&(&str, &str)| of.0 == path || (of.0 != "/" && path.starts_with(of.0));
    let name = PAGES.iter().find(is_page).map_or("KADpuls", |(_, name)| name);
    Ok(Some(View {
        address: views::address(page, &pairs, &query),
        title: format!("{name} – {}", asked.place),
        parts: vec![Part { path: page.path(), selection: asked.selection }],
        catalogue: asked.catalogue,
        changed: None,
    }))
}

/// A saved report, with those of its views that are for who asks.
async fn report(data: &Data, code: &str) -> Result<Option<View>, DataError> {
    let Some(found) = data.store.saved_report(code).await? else { return Ok(None) };
    let mut parts: Vec<Part> = Vec::new();
    for part in saved::Content::read(&found.content).parts {
        let saved::Part::View { id, query } = part else { continue };
        let Some(entry) = find_table(&id) else { continue };
        match asked(data, &query.into_iter().collect()).await {
            Ok(asked) => parts.push(Part { path: entry.page.path(), selection: asked.selection }),
            Err(DataError::Forbidden(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(View {
        address: format!("{}{}", saved::ADDRESS, found.code),
        title: found.title,
        parts,
        catalogue: data.catalogue().await?,
        changed: Some(found.changed_at),
    }))
}

/// Which data a page is made of.
fn datasets(path: &str) -> &'static [Dataset] {
    use Dataset::{EmergencyAdmissions, Population, Registrations, Stays};
    match path {
        "/belegg" | "/kompletthet" => &[Registrations, Stays],
        "/liggetid" | "/innleggelsesveier" => &[Stays],
        "/effekt" | "/effekt/kontroller" => &[EmergencyAdmissions, Population],
        _ => &[Registrations, Stays, EmergencyAdmissions, Population],
    }
}

impl View {
    /// What is new, newest first.
    ///
    /// # Errors
    /// [`DataError`].
    pub async fn news(&self, data: &Data) -> Result<Vec<News>, DataError> {
        let batches = data.store.batches(IMPORTS, None).await?;
        let is_of =
            |batch: &&Batch| self.parts.iter().any(|part| datasets(part.path).contains(&batch.dataset));
        let mut news: Vec<News> = batches.iter().filter(is_of).filter_map(of_import).collect();
        news.extend(self.changed.map(|updated| News {
            id: format!("urn:kadpuls:rapport:{}:{}", self.address, updated.timestamp()),
            title: t!("Rapporten er endret").to_owned(),
            summary: t!("Visninger, ord eller periode er endret av den som laget rapporten.").to_owned(),
            updated,
        }));
        for part in &self.parts {
            news.extend(part.newest_month(data, &self.catalogue, &batches).await?);
            news.extend(part.events(data, &self.catalogue).await?);
        }
        // Two views of a place have the same news.
        news.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
        news.dedup_by(|a, b| a.id == b.id);
        Ok(news)
    }
}

impl Part {
    async fn events(&self, data: &Data, catalogue: &Catalogue) -> Result<Vec<News>, DataError> {
        let now = (data.now)();
        let events = events(data, catalogue, &self.selection).await?.into_iter();
        let told = events.filter_map(|event| {
            let updated = event.date.and_time(NaiveTime::MIN).and_utc();
            (updated <= now && now - updated <= EVENTS).then(|| News {
                id: format!("urn:kadpuls:hendelse:{}:{}", event.date, name_of(&event.label)),
                title: t!("Hendelse: {}", event.label),
                summary: format!("{}: {}.", norwegian::date(event.date), event.label.trim_end_matches('.')),
                updated,
            })
        });
        Ok(told.collect())
    }

    /// The newest month with registered days of the view's units.
    async fn newest_month(
        &self,
        data: &Data,
        catalogue: &Catalogue,
        batches: &[Batch],
    ) -> Result<Option<News>, DataError> {
        if !datasets(self.path).contains(&Dataset::Registrations) {
            return Ok(None);
        }
        let units = self.selection.units(catalogue, data.today());
        let newest = data.store.newest_registration(units.as_deref()).await?;
        Ok(newest.map(|day| {
            let month = Month::of(day);
            let begun = month.first_day().and_time(NaiveTime::MIN).and_utc();
            let imported = batches.iter().find(|batch| batch.dataset == Dataset::Registrations);
            News {
                // A month is told anew when it is over.
                id: format!(
                    "urn:kadpuls:maaned:{month}:{}",
                    if day == month.last_day() { "hel" } else { "del" }
                ),
                title: t!("Tall for {}", norwegian::month(month)),
                summary: t!("Døgn er registrert til og med {}.", norwegian::date(day)),
                updated: imported.map_or(begun, |batch| batch.imported_at.max(begun)),
            }
        }))
    }
}

/// What an import brought; `None` where nothing was new.
fn of_import(batch: &Batch) -> Option<News> {
    let kind = batch.dataset.label();
    let what = match (batch.counts.added > 0, batch.counts.changed > 0) {
        (true, true) => t!("Nye og rettede rader"),
        (true, false) => t!("Nye rader"),
        (false, true) => t!("Rettede rader"),
        (false, false) => return None,
    };
    Some(News {
        id: format!("urn:kadpuls:import:{}", batch.id),
        title: format!("{kind}: {}", what.to_lowercase()),
        summary: t!(
            "{what} i {} (import nr. {}). De kan gjelde andre steder også.",
            kind.to_lowercase(),
            batch.id
        ),
        updated: batch.imported_at,
    })
}

/// Letters and digits of a text, as an id may have them.
fn name_of(text: &str) -> String {
    crate::selection::slug(text).chars().filter(char::is_ascii).take(60).collect()
}
