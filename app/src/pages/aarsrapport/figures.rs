//! The figures of a yearly report: one function, asked by the page and by the workbook.

use super::report::{Part, Report};
use super::tally::{DIVISIONS, ShownTally, Tally};
use crate::data::{Data, DataError, Held};
use crate::published::{self, Counted};
use chrono::{Datelike, NaiveDate};
use language::{Language, key, t};
use measures::completeness::days_due;
use measures::occupancy::{Occupancy, place_days};
use measures::{Gate, Shown};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{CompletedStay, RegistrationSum};
use tables::Cell;
use vocabulary::{
    Catalogue, Month, MunicipalityNumber, Period, Person, Right, Scope, Unit, UnitCode, norwegian,
};

/// The first year that can be asked for: the first units opened in 2012.
pub const FIRST_YEAR: i32 = 2012;

/// Reports as those see them who may see no small numbers, until the next import. They hold words, and so are kept by
/// language.
pub type Reports = Held<(Scope, i32, NaiveDate, Language), Arc<Report>>;

/// The report of a place and a year, as `person` may see it.
///
/// # Errors
/// [`DataError::Store`].
pub async fn report(
    data: &Data,
    person: Option<&Person>,
    catalogue: &Catalogue,
    scope: &Scope,
    year: i32,
) -> Result<Report, DataError> {
    let own = |unit: &Unit| person.is_some_and(|person| person.may(Right::SmallNumbers(&unit.code)));
    let made = made(data, person, catalogue, scope, year);
    if catalogue.units.iter().any(own) {
        return made.await;
    }
    let key = (scope.clone(), year, data.today(), language::spoken());
    let held = data.reports.get(catalogue.version, &key, async { Ok::<_, DataError>(Arc::new(made.await?)) });
    held.await.map(|report| Report::clone(&report))
}

async fn made(
    data: &Data,
    person: Option<&Person>,
    catalogue: &Catalogue,
    scope: &Scope,
    year: i32,
) -> Result<Report, DataError> {
    let today = data.today();
    let (first, last) =
        (Month::new(year, 1).unwrap_or(Month::of(today)), Month::new(year, 12).unwrap_or(Month::of(today)));
    let whole = Period::months_up_to(last, 12);
    let units = units(catalogue, scope, whole, today);
    let codes: Vec<UnitCode> = units.iter().map(|unit| unit.code.clone()).collect();
    let homes = homes(catalogue, scope, today);
    let (sums, stays, of_homes) = tokio::try_join!(
        data.store.registrations_by_unit(Some(&codes), first, last),
        data.store.completed_stays(Some(&codes), None, first, last),
        async {
            match &homes {
                Some(homes) => {
                    let numbers: Vec<_> = homes.keys().copied().collect();
                    data.store.completed_stays(None, Some(&numbers), first, last).await.map(Some)
                }
                None => Ok(None),
            }
        },
    )?;
    // A unit's own people know its patients; a table of more units is gated for whoever isn't in all of them.
    let own = |unit: &UnitCode| person.is_some_and(|person| person.may(Right::SmallNumbers(unit)));
    let gate_of = |stays: &[CompletedStay], codes: &[UnitCode]| {
        let all = codes.iter().all(own) && stays.iter().all(|stay| own(&stay.unit));
        if all && !(codes.is_empty() && stays.is_empty()) { Gate::OPEN } else { data.gate }
    };
    let gate = gate_of(&stays, &codes);
    let place = |stay: &CompletedStay| codes.binary_search(&stay.unit).ok();
    // What the pages on one place withhold of the year.
    let hidden = async |counted, codes: Vec<String>| {
        let table = published::table(data, catalogue, counted, &[], year).await?;
        let hidden = codes.into_iter().enumerate().filter(|(_, code)| table.hides_year(code));
        Ok::<_, DataError>(hidden.map(|(place, _)| place).collect::<Vec<usize>>())
    };
    let unit_codes = || codes.iter().map(ToString::to_string).collect();
    let withheld = hidden(Counted::StaysInUnits, unit_codes()).await?;
    let by_unit = Tally::of(&stays, codes.len(), place).through(gate, &withheld);
    let withheld_admissions = hidden(Counted::RegisteredAdmissions, unit_codes()).await?;

    let at_home = of_homes.as_deref().unwrap_or(&stays);
    let home_gate = gate_of(at_home, &[]);
    let todays: HashMap<MunicipalityNumber, MunicipalityNumber> =
        homes.map_or_else(|| carried(catalogue), |homes| homes.into_iter().collect());
    let of = |stay: &CompletedStay| todays.get(&stay.home).copied().unwrap_or(stay.home);
    let mut numbers: Vec<MunicipalityNumber> = at_home.iter().map(of).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let place = |stay: &CompletedStay| numbers.binary_search(&of(stay)).ok();
    let withheld = match scope {
        // Those of one unit's patients are no whole municipality's.
        Scope::Unit(_) => Vec::new(),
        _ => hidden(Counted::StaysOfInhabitants, numbers.iter().map(ToString::to_string).collect()).await?,
    };
    let by_home = Tally::of(at_home, numbers.len(), place).through(home_gate, &withheld);

    let sums: HashMap<UnitCode, RegistrationSum> = sums.into_iter().collect();
    let beds: Vec<Beds> = units.iter().map(|unit| Beds::of(unit, catalogue, &sums, whole, today)).collect();
    let names = Names { catalogue, today };
    let hosts: Vec<String> = units.iter().map(|unit| names.municipality(unit.host)).collect();
    let (host_names, by_host) = by_unit.together(&hosts);
    let parts = parts(
        &names,
        &units,
        &hosts,
        &host_names,
        &numbers,
        &beds,
        [&by_unit, &by_host, &by_home],
        (gate, &withheld_admissions),
    );
    Ok(Report {
        year,
        period: days_due(None, None, whole, today),
        place: catalogue.scope_label(scope, today),
        gated: gate == data.gate || home_gate == data.gate,
        parts,
    })
}

/// The units that were in operation in the year, by code: a municipality's are those that it hosts.
fn units<'a>(catalogue: &'a Catalogue, scope: &Scope, year: Period, today: NaiveDate) -> Vec<&'a Unit> {
    let mut units = catalogue.units_in(scope, &[], today);
    units.retain(|unit| days_due(unit.opened, unit.closed, year, today).is_some());
    if let Scope::Municipality(number) = scope {
        units.retain(|unit| unit.host == Some(*number));
    }
    units.sort_by(|a, b| a.code.cmp(&b.code));
    units
}

/// The home municipalities that the report is about, today's and former numbers, with today's number of each;
/// `None`: wherever the patients of the units live.
fn homes(
    catalogue: &Catalogue,
    scope: &Scope,
    today: NaiveDate,
) -> Option<BTreeMap<MunicipalityNumber, MunicipalityNumber>> {
    if matches!(scope, Scope::Country | Scope::Unit(_)) {
        return None;
    }
    let present = catalogue.municipalities_in(scope, today);
    let mut homes: BTreeMap<_, _> = present.iter().map(|number| (*number, *number)).collect();
    homes.extend(carried(catalogue).into_iter().filter(|(_, to)| present.contains(to)));
    Some(homes)
}

/// Former numbers with today's number of the municipality that took most of each.
fn carried(catalogue: &Catalogue) -> HashMap<MunicipalityNumber, MunicipalityNumber> {
    let most = catalogue.border_changes.iter().filter(|change| change.share > 0.5);
    most.map(|change| (change.from, change.to)).collect()
}

struct Names<'a> {
    catalogue: &'a Catalogue,
    today: NaiveDate,
}

impl Names<'_> {
    fn municipality(&self, number: Option<MunicipalityNumber>) -> String {
        let Some(number) = number else { return t!("Uten vertskommune").to_owned() };
        self.catalogue.municipality(number, self.today).map_or_else(|| number.to_string(), |m| m.name.clone())
    }
}

/// What the registered days of a unit say about the year.
#[derive(Debug, Clone, Copy, Default)]
struct Beds {
    /// Places on the last day of the year that is over.
    places: Option<f64>,
    admissions: Option<i64>,
    occupied: Option<f64>,
    open: f64,
    place_days: Option<f64>,
    days: i64,
}

impl Beds {
    fn of(
        unit: &Unit,
        catalogue: &Catalogue,
        sums: &HashMap<UnitCode, RegistrationSum>,
        year: Period,
        today: NaiveDate,
    ) -> Self {
        let steps: Vec<_> =
            catalogue.beds.iter().filter(|b| b.unit == unit.code).map(|b| (b.from, b.beds)).collect();
        let due = days_due(unit.opened, unit.closed, year, today);
        let sum = sums.get(&unit.code);
        Self {
            places: due.and_then(|due| catalogue.beds_on(&unit.code, due.to())),
            admissions: sum.and_then(|sum| sum.admissions),
            occupied: sum.map(|sum| sum.occupied),
            open: sum.map_or(0.0, |sum| sum.bed_days),
            place_days: due.and_then(|due| place_days(&steps, due)),
            days: sum.map_or(0, |sum| sum.days),
        }
    }

    fn and(self, other: Self) -> Self {
        fn sum<T: std::ops::Add<Output = T>>(a: Option<T>, b: Option<T>) -> Option<T> {
            match (a, b) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            }
        }
        Self {
            places: sum(self.places, other.places),
            admissions: sum(self.admissions, other.admissions),
            occupied: sum(self.occupied, other.occupied),
            open: self.open + other.open,
            place_days: sum(self.place_days, other.place_days),
            days: self.days + other.days,
        }
    }

    /// The cells of a row. `admissions` as they may be shown; those of a place whose stays are hidden are, too.
    fn cells(self, admissions: Option<Shown>, stays: &ShownTally, place: usize) -> Vec<Cell> {
        let hidden = stays.totals[place] == Shown::Hidden;
        let admissions = match admissions {
            Some(_) if hidden => Cell::Hidden,
            Some(shown) => shown.into(),
            None => Cell::Missing,
        };
        let share = |share| Cell::or_missing(share, |share| Cell::percent(share, 1));
        let of_places = self.place_days.zip(self.occupied);
        vec![
            Cell::or_missing(self.places, |places| Cell::number(places, 1)),
            admissions,
            stays.totals[place].into(),
            Cell::or_missing(self.occupied, |days| Cell::number(days, 0)),
            stays.days(place),
            stays.mean(place),
            share(self.occupied.and_then(|occupied| Occupancy::ssb(occupied, self.open).share())),
            share(of_places.and_then(|(available, occupied)| Occupancy { occupied, available }.share())),
            Cell::number(self.days as f64, 0),
        ]
    }
}

const BED_COLUMNS: [&str; 9] = [
    key!("Plasser"),
    key!("Innleggelser (døgnregistrering)"),
    key!("Avsluttede opphold"),
    key!("Liggedøgn (døgnregistrering)"),
    key!("Liggedøgn (opphold)"),
    key!("Gjennomsnittlig liggetid (døgn)"),
    key!("Belegg (SSB)"),
    key!("Belegg (plasser × dager)"),
    key!("Registrerte døgn"),
];

fn columns<const N: usize>(names: [&str; N], more: impl IntoIterator<Item = String>) -> Vec<String> {
    names.into_iter().map(str::to_owned).chain(more).collect()
}

#[allow(clippy::too_many_arguments, reason = "called once, with everything that a report is made of")]
fn parts(
    names: &Names<'_>,
    units: &[&Unit],
    hosts: &[String],
    host_names: &[String],
    homes: &[MunicipalityNumber],
    beds: &[Beds],
    [by_unit, by_host, by_home]: [&ShownTally; 3],
    (gate, withheld): (Gate, &[usize]),
) -> Vec<Part> {
    let text = |text: &str| Cell::from(text.to_owned());
    let admissions: Vec<i64> = beds.iter().map(|beds| beds.admissions.unwrap_or(0)).collect();
    let mut admissions = gate.parts(&admissions);
    for unit in withheld.iter().filter(|_| !gate.is_open()) {
        admissions[*unit] = Shown::Hidden;
    }
    let unit_rows = units.iter().enumerate().map(|(i, unit)| {
        let names = [text(&unit.name), text(unit.code.as_str()), text(unit.kind.label()), text(&hosts[i])];
        let shown = beds[i].admissions.map(|_| admissions[i]);
        names.into_iter().chain(beds[i].cells(shown, by_unit, i)).collect()
    });
    let host_rows = host_names.iter().enumerate().map(|(i, host)| {
        let own = || (0..units.len()).filter(|u| hosts[*u] == *host);
        let sum = own().map(|u| beds[u]).fold(Beds::default(), Beds::and);
        let all = own().filter(|u| beds[*u].admissions.is_some()).map(|u| admissions[u].count());
        let shown = all.sum::<Option<i64>>().map_or(Shown::Hidden, Shown::Count);
        std::iter::once(text(host)).chain(sum.cells(sum.admissions.map(|_| shown), by_host, i)).collect()
    });
    let home_names: Vec<String> = homes.iter().map(|number| names.municipality(Some(*number))).collect();
    let home_rows = home_names
        .iter()
        .enumerate()
        .map(|(i, home)| vec![text(home), by_home.totals[i].into(), by_home.days(i), by_home.mean(i)]);
    let more = || BED_COLUMNS.map(|name| language::text(name).to_owned());
    let mut parts = vec![
        Part {
            title: t!("Enheter"),
            note: t!("Plasser gjelder årets siste dag, eller i går når året ikke er over."),
            columns: columns([t!("Enhet"), t!("Kode"), t!("Type"), t!("Vertskommune")], more()),
            names: 4,
            rows: sorted(unit_rows.collect()),
        },
        Part {
            title: t!("Vertskommuner"),
            note: t!("Kommunens egne enheter lagt sammen. Pasientene kan bo i andre kommuner."),
            columns: columns([t!("Vertskommune")], more()),
            names: 1,
            rows: sorted(host_rows.collect()),
        },
        Part {
            title: t!("Bostedskommuner"),
            note: t!(
                "Opphold etter hvor pasienten bor, uansett hvilken enhet. Tidligere kommuner er regnet med den kommunen som fikk det meste av dem."
            ),
            columns: columns(
                [
                    t!("Bostedskommune"),
                    t!("Avsluttede opphold"),
                    t!("Liggedøgn (opphold)"),
                    t!("Gjennomsnittlig liggetid (døgn)"),
                ],
                [],
            ),
            names: 1,
            rows: sorted(home_rows.collect()),
        },
    ];
    let unit_names: Vec<String> = units.iter().map(|unit| unit.name.clone()).collect();
    for (d, division) in DIVISIONS.iter().enumerate() {
        let levels = [
            (t!("Enhet"), &unit_names[..], by_unit),
            (t!("Vertskommune"), host_names, by_host),
            (t!("Bostedskommune"), &home_names[..], by_home),
        ];
        let rows = levels.into_iter().flat_map(|(level, places, tally)| {
            let rows = places.iter().enumerate().map(|(i, name)| {
                let cells =
                    tally.cells[d][i].iter().chain([&tally.totals[i]]).map(|shown| Cell::from(*shown));
                [text(level), text(name)].into_iter().chain(cells).collect::<Vec<_>>()
            });
            sorted_by(rows.collect(), 1)
        });
        parts.push(Part {
            title: language::text(division.title),
            note: t!("Avsluttede opphold etter utskrivingsmåned."),
            columns: columns(
                [t!("Nivå"), t!("Sted")],
                (division.names)().into_iter().chain([t!("I alt").to_owned()]),
            ),
            names: 2,
            rows: rows.collect(),
        });
    }
    parts
}

fn sorted(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    sorted_by(rows, 0)
}

/// Rows in Norwegian order of a column of names.
fn sorted_by(mut rows: Vec<Vec<Cell>>, column: usize) -> Vec<Vec<Cell>> {
    rows.sort_by_cached_key(|row| row.get(column).map(|cell| norwegian::sort_key(&cell.text())));
    rows
}

/// The years that can be asked for, the newest first.
pub fn years(today: NaiveDate) -> Vec<i32> {
    (FIRST_YEAR..=today.year()).rev().collect()
}
