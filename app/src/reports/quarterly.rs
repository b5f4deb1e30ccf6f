//! The quarterly report for the strategic committee: a trust or the country.

use super::{Block, Report, definitions, foot, query_of};
use crate::data::{Data, DataError};
use crate::exports::{Page, find, find_table};
use crate::pages::{effekt, oversikt};
use crate::selection::period::from_january;
use crate::selection::{Selection, slug};
use chrono::NaiveDate;
use language::t;
use leptos_router::params::ParamsMap;
use std::fmt;
use std::str::FromStr;
use vocabulary::{Month, Period, Scope};

/// Months of the charts over time.
const MONTHS: i32 = 24;

/// Three months of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The year.
    pub year: i32,
    /// 1–4.
    pub number: u32,
}

impl Quarter {
    /// The last one that is over on `day`, the day itself included.
    pub fn over_by(day: NaiveDate) -> Self {
        let this = Self::of(Month::of(day));
        if this.period().to() <= day { this } else { this.back(1) }
    }

    fn of(month: Month) -> Self {
        Self { year: month.year(), number: (month.month() - 1) / 3 + 1 }
    }

    /// So many earlier.
    #[must_use]
    pub fn back(self, quarters: i32) -> Self {
        Self::of(self.last_month().plus(-3 * quarters))
    }

    fn last_month(self) -> Month {
        Month::from_index(self.year * 12 + self.number as i32 * 3 - 1)
    }

    /// Its days.
    pub fn period(self) -> Period {
        Period::months_up_to(self.last_month(), 3)
    }

    /// `4. kvartal 2025`.
    pub fn label(self) -> String {
        t!("{}. kvartal {}", self.number, self.year)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, number) = text.split_once('-').ok_or(())?;
        let (year, number) = (year.parse().map_err(drop)?, number.parse().map_err(drop)?);
        let known = (1990..=2200).contains(&year) && (1..=4).contains(&number);
        known.then_some(Self { year, number }).ok_or(())
    }
}

/// What is asked for: whose, and which quarter.
pub struct Asked {
    /// A trust or the country.
    pub scope: Scope,
    /// The quarter.
    pub quarter: Quarter,
    /// The newest that can be had.
    pub newest: Quarter,
    /// What was not understood.
    pub problems: Vec<String>,
}

/// Reads the address.
///
/// # Errors
/// [`DataError::Store`].
pub async fn asked(data: &Data, query: &ParamsMap) -> Result<Asked, DataError> {
    let catalogue = data.catalogue().await?;
    let only = |name: &str| query.get(name).filter(|_| name == "helseforetak");
    let (selection, mut problems) = Selection::parse(only, &catalogue, data.today());
    let newest = Quarter::over_by(catalogue.newest_registration.unwrap_or_else(|| data.today()));
    let quarter = match query.get("kvartal").filter(|text| !text.trim().is_empty()) {
        None => newest,
        Some(text) => text.trim().parse().unwrap_or_else(|()| {
            problems.push(t!("«{text}» er ikke et kvartal. Skriv det som {newest}."));
            newest
        }),
    };
    Ok(Asked { scope: selection.scope, quarter, newest, problems })
}

/// The report; without data it says so.
///
/// # Errors
/// [`DataError`]; [`DataError::Forbidden`] where one of its views isn't for who asks.
pub async fn report(data: &Data, query: &ParamsMap) -> Result<Report, DataError> {
    let Asked { scope, quarter, problems, .. } = asked(data, query).await?;
    if !problems.is_empty() && data.is_handed_on() {
        // A file would be taken for what was asked: it says what is wrong and isn't made.
        return Ok(Report { blocks: Vec::new(), ..nothing(quarter, problems, String::new()) });
    }
    let data = &data.handed_on();
    let period = quarter.period();
    let place = match &scope {
        Scope::Trust(trust) => Some(("helseforetak", slug(trust))),
        _ => None,
    };
    let now = query_of(place.clone(), Some(period));
    let trend = query_of(place.clone(), Some(from_january(Month::of(period.to()), MONTHS)));
    let always = query_of(place, None);
    let Some(summary) = oversikt::summary(data, &now).await? else {
        return Ok(nothing(quarter, problems, foot(data).await?));
    };
    let (mut occupancy, mut stays, mut pathways, mut effect) = tokio::try_join!(
        Page::Occupancy.figures(data, &trend),
        Page::LengthOfStay.figures(data, &trend),
        Page::Pathways.figures(data, &now),
        Page::Effect.figures(data, &always),
    )?;
    let name = summary.asked.place.clone();
    let address = |id: &str| {
        find_table(id).map_or_else(String::new, |entry| entry.address(&summary.asked.selection.pairs(), &now))
    };
    let heading = |words: &str| Block::Heading(words.to_owned());
    let mut blocks = vec![Block::Lead(summary.sentence)];
    blocks.push(heading(t!("Nøkkeltall")));
    let mut key_figures = summary.key_figures;
    key_figures.caption = format!("{name}, {}", quarter.label());
    blocks.push(Block::Table {
        source: summary.asked.source.clone(),
        address: address("sammenlign"),
        table: Box::new(key_figures),
    });
    let mut part = |title: &str, figures: Vec<Option<Block>>| {
        let figures: Vec<Block> = figures.into_iter().flatten().collect();
        if !figures.is_empty() {
            blocks.push(heading(title));
            blocks.extend(figures);
        }
    };
    let of = |set: &mut _, id: &str, query: &ParamsMap| Block::figure(set, find(id)?, query);
    part(t!("Belegg"), vec![of(&mut occupancy, "belegg-maaned", &trend)]);
    part(
        t!("Liggetid"),
        vec![of(&mut stays, "liggetid-maaned", &trend), of(&mut stays, "liggetid-72", &trend)],
    );
    part(
        t!("Hvor pasientene kommer fra"),
        vec![of(&mut pathways, "veier-henviser", &now), of(&mut pathways, "veier-fra", &now)],
    );
    let emergency =
        summary.emergency.map(|figure| Block::shown(figure, &summary.line, address("oeh-maaned")));
    part(t!("ØH-innleggelser i sykehus"), vec![emergency]);
    match of(&mut effect, "effekt-kurve", &always) {
        Some(curve) => part(t!("Effekt på ØH-innleggelser"), vec![Some(curve)]),
        None => {
            part(
                t!("Effekt på ØH-innleggelser"),
                vec![Some(Block::Words(effekt::told(data, &always).await?))],
            );
        }
    }
    blocks.push(heading(t!("Stedene")));
    let order = t!("Stedene står etter navn, ikke etter tall: med små tall blir en rangering tilfeldig.");
    blocks.push(Block::Table {
        source: format!("{order} {}", summary.asked.source),
        address: address("sammenlign"),
        table: Box::new(summary.compared),
    });
    let told: Vec<_> = oversikt::columns::COLUMNS.iter().map(|column| column.measure).collect();
    let definitions = definitions(&blocks, &told);
    blocks.extend(definitions);
    Ok(Report {
        title: t!("Kvartalsrapport {} – {name}", quarter.label()),
        name: format!("kvartalsrapport-{quarter}-{}", slug(&name)),
        blocks,
        foot: foot(data).await?,
        one_page: false,
        problems,
    })
}

fn nothing(quarter: Quarter, problems: Vec<String>, foot: String) -> Report {
    Report {
        title: t!("Kvartalsrapport {}", quarter.label()),
        name: format!("kvartalsrapport-{quarter}"),
        blocks: vec![Block::Lead(
            t!("Ingen data er importert ennå, så det er ingenting å rapportere.").to_owned(),
        )],
        foot,
        one_page: false,
        problems,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_three_months_and_over_on_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let over = |text: &str| Quarter::over_by(day(text)).to_string();
        assert_eq!(over("2025-12-31"), "2025-4");
        assert_eq!(over("2025-12-30"), "2025-3");
        assert_eq!(over("2026-01-01"), "2025-4");
        assert_eq!(over("2026-03-31"), "2026-1");
        let quarter: Quarter = "2025-4".parse().unwrap();
        assert_eq!((quarter.period().from(), quarter.period().to()), (day("2025-10-01"), day("2025-12-31")));
        assert_eq!(quarter.back(4).to_string(), "2024-4");
        assert_eq!(quarter.label(), "4. kvartal 2025");
    }

    #[test]
    fn what_is_no_quarter_is_refused() {
        for text in ["", "2025", "2025-5", "2025-0", "25-1", "2025-K4", "9999999999-1", "-1", "2025-1-1"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }
}
