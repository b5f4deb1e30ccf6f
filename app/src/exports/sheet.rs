//! A table of a view with what must be known to read it and to make it again.

use super::{Entry, FigureSet, Page, versions};
use crate::data::{Data, DataError};
use crate::selection::{Selection, slug};
use chrono::NaiveDate;
use language::{key, t, text};
use leptos_router::params::ParamsMap;
use measures::Measure;
use tables::{About, Cell, Sheet};
use vocabulary::{Period, norwegian};

/// What the answers to what was asked otherwise are called among a sheet's filters.
pub const NOTE: &str = key!("Merk");

/// What a chart says beside its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its heading.
    pub title: String,
    /// What it shows, in a sentence.
    pub finding: String,
    /// The numbered events on its time axis, from 1.
    pub events: Vec<(NaiveDate, String)>,
}

impl Entry {
    /// The table in a view; `None` where the view doesn't have it.
    ///
    /// # Errors
    /// [`DataError`]; [`DataError::Forbidden`] where `data.person` may not take files along or not see the view.
    pub async fn sheet(&self, data: &Data, query: &ParamsMap) -> Result<Option<Sheet>, DataError> {
        Ok(self.sheet_with_chart(data, query).await?.map(|(sheet, _)| sheet))
    }

    /// The same with what its chart says, where it has one.
    ///
    /// # Errors
    /// Those of [`Entry::sheet`].
    pub async fn sheet_with_chart(
        &self,
        data: &Data,
        query: &ParamsMap,
    ) -> Result<Option<(Sheet, Option<Drawn>)>, DataError> {
        let (set, query) = self.set(data, query).await?;
        let FigureSet { figures, line, problems, tables, place, selection } = set;
        let Some(selection) = selection else { return Ok(None) };
        let figure = figures.into_iter().find(|figure| figure.id() == self.id).map(|figure| {
            let (measures, source) = (figure.measures().to_vec(), figure.source().to_owned());
            let frame = figure.chart().frame();
            let (title, finding) = (frame.title.clone(), frame.finding.clone());
            let drawn = Drawn { title, finding, events: figure.events().to_vec() };
            (figure.into_table(), measures, source, Some(drawn))
        });
        let listed = || {
            let listed = tables.into_iter().find(|listed| listed.id == self.id);
            listed.map(|listed| (listed.table, listed.measures, listed.source, None))
        };
        let Some((table, measures, mut source, drawn)) = figure.or_else(listed) else { return Ok(None) };
        if let Some(complete) = line.of(&measures) {
            source = format!("{source} {complete}");
        }
        let table = table.into_content();
        let mut filters = filters(self.page, &selection, &query);
        filters.extend(problems.into_iter().map(|problem| (text(NOTE).to_owned(), problem)));
        let versions = versions(data).await?;
        let about = About {
            id: self.id.to_owned(),
            place,
            period: period(self.page, &table, &selection),
            filters,
            source,
            address: self.address(&selection.pairs(), &query),
            code: None,
            program: format!("KADpuls {}", versions.program),
            definitions: versions.definitions,
            batches: versions
                .batches
                .into_iter()
                .map(|import| (import.dataset.code().to_owned(), import.id, import.at))
                .collect(),
            version: versions.data,
            made: (data.now)(),
            measures: named(measures, &table),
        };
        Ok(Some((Sheet { table, about }, drawn)))
    }
}

/// The figure's measures and those of the columns.
fn named(mut measures: Vec<Measure>, table: &tables::Table) -> Vec<Measure> {
    for measure in table.columns.iter().filter_map(|column| column.measure) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    measures
}

/// The days that a table is of: those of its own months or days where it goes along time. An effect is estimated from
/// all data there are.
fn period(page: Page, table: &tables::Table, selection: &Selection) -> Option<Period> {
    let days = |row: &Vec<Cell>| match row.first() {
        Some(Cell::Month(month)) => Some((month.first_day(), month.last_day())),
        Some(Cell::Date(day)) => Some((*day, *day)),
        _ => None,
    };
    let (first, last) = (table.rows.first().and_then(days), table.rows.last().and_then(days));
    match (first.zip(last), page) {
        (Some(((from, _), (_, to))), _) => Period::new(from, to).ok(),
        (None, Page::Effect | Page::EffectChecks) => None,
        (None, _) => Some(selection.period),
    }
}

fn filters(page: Page, selection: &Selection, query: &ParamsMap) -> Vec<(String, String)> {
    let mut filters = Vec::new();
    if !selection.kinds.is_empty() {
        let kinds: Vec<&str> = selection.kinds.iter().map(|kind| kind.label()).collect();
        filters.push((t!("Enhetstype").to_owned(), kinds.join(", ")));
    }
    if let Some(age_group) = selection.age_group {
        filters.push((t!("Aldersgruppe").to_owned(), age_group.label().to_owned()));
    }
    // That the week is shown limits nothing.
    for choice in page.own_choices().iter().filter(|choice| choice.name != "uke") {
        if let Some(value) = query.get(choice.name).filter(|value| !value.trim().is_empty()) {
            filters.push((text(choice.label).to_owned(), value));
        }
    }
    filters
}

/// A file's name without its ending: what, where, which days. ASCII alone, and the same with every letter.
pub fn file_name(about: &About) -> (String, String) {
    let ascii: String = slug(&about.place).chars().filter(char::is_ascii).take(60).collect();
    let plain = |letter: &char| !letter.is_control() && !"/\\:*?\"<>|".contains(*letter);
    let place: String = about.place.chars().filter(plain).take(60).collect();
    match about.period {
        Some(days) => (
            format!("{}_{ascii}_{}_{}", about.id, days.from(), days.to()),
            format!("{} {place} {}–{}", about.id, norwegian::date(days.from()), norwegian::date(days.to())),
        ),
        None => (format!("{}_{ascii}", about.id), format!("{} {place}", about.id)),
    }
}
