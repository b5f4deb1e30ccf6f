//! The table of *Kompletthet*: a row a trust or a unit, sorted by whichever column is asked for.

use super::figures::State;
use crate::ui::sorting::Sorting;
use crate::ui::table::Table;
use chrono::NaiveDate;
use language::{key, t, text};
use measures::completeness::{Agreement, Coverage};
use measures::{Gate, Measure};
use tables::Cell;
use vocabulary::{Catalogue, norwegian};

/// A row of the table.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Trust or unit.
    pub name: String,
    /// Where the row leads.
    pub address: String,
    /// Units in it.
    pub units: i64,
    coverage: Coverage,
    agreement: Agreement,
    stays: i64,
    answered: i64,
    left_open: i64,
    /// The newest day of the unit that is furthest behind.
    newest: Option<NaiveDate>,
    /// A unit has no day at all.
    silent: bool,
}

impl Line {
    /// A row of these units.
    pub fn of<'a>(name: String, address: String, states: impl IntoIterator<Item = &'a State>) -> Self {
        let mut line = Self { name, address, ..Self::default() };
        for state in states {
            line.units += 1;
            line.coverage = line.coverage.and(state.coverage);
            line.agreement = line.agreement.and(state.agreement);
            line.stays += state.stays;
            line.answered += state.answered;
            line.left_open += state.left_open;
            line.silent |= state.newest.is_none();
            line.newest = line.newest.into_iter().chain(state.newest).min();
        }
        line
    }

    fn missing(&self) -> i64 {
        self.coverage.expected - self.coverage.registered
    }

    fn newest_cell(&self) -> Cell {
        match self.newest {
            _ if self.silent => t!("ingen").into(),
            Some(day) => Cell::Date(day),
            None => Cell::Missing,
        }
    }
}

/// A column that the table can be sorted by.
struct Column {
    code: &'static str,
    name: &'static str,
    measure: Option<Measure>,
    cell: fn(&Line, Gate) -> Cell,
    /// Higher sorts later; what isn't known sorts first.
    key: fn(&Line, Gate) -> f64,
}

fn percent(share: Option<f64>) -> Cell {
    Cell::or_missing(share, |share| Cell::percent(share, 1))
}

const COLUMNS: [Column; 6] = [
    Column {
        code: "doegn",
        name: key!("Registrerte døgn"),
        measure: Some(Measure::DayCoverage),
        cell: |line, _| percent(line.coverage.share()),
        key: |line, _| line.coverage.share().unwrap_or(-1.0),
    },
    Column {
        code: "mangler",
        name: key!("Døgn som mangler"),
        measure: None,
        cell: |line, _| Cell::Count(line.missing()),
        key: |line, _| line.missing() as f64,
    },
    Column {
        code: "nyeste",
        name: key!("Nyeste døgn"),
        measure: None,
        cell: |line, _| line.newest_cell(),
        key: |line, _| {
            let day = line.newest.filter(|_| !line.silent);
            day.map_or(-1.0, |day| f64::from(chrono::Datelike::num_days_from_ce(&day)))
        },
    },
    Column {
        code: "opphold",
        name: key!("Belegg som opphold"),
        measure: Some(Measure::CensusAgreement),
        cell: |line, _| percent(line.agreement.share()),
        key: |line, _| line.agreement.share().unwrap_or(-1.0),
    },
    Column {
        code: "alternativ",
        name: key!("Alternativ besvart"),
        measure: Some(Measure::AdequacyAnswered),
        cell: |line, gate| match (line.stays, gate.share(line.answered, line.stays)) {
            (0, _) => Cell::Missing,
            (_, None) => Cell::Hidden,
            (_, share) => percent(share),
        },
        key: |line, gate| gate.share(line.answered, line.stays).unwrap_or(-1.0),
    },
    Column {
        code: "apne",
        name: key!("Opphold uten utskriving"),
        measure: Some(Measure::LeftOpen),
        cell: |line, gate| gate.count(line.left_open).into(),
        key: |line, gate| gate.count(line.left_open).count().map_or(-1.0, |n| n as f64),
    },
];

/// The columns' names in an address, the rows' own first.
pub fn codes() -> Vec<&'static str> {
    std::iter::once("navn").chain(COLUMNS.iter().map(|column| column.code)).collect()
}

/// The table. `first` names the first column.
pub fn table(mut lines: Vec<Line>, sorting: Sorting, gate: Gate, first: &str, caption: &str) -> Table {
    lines.sort_by_cached_key(|line| norwegian::sort_key(&line.name));
    if let Some(column) = sorting.order.column.checked_sub(1).and_then(|place| COLUMNS.get(place)) {
        lines.sort_by(|a, b| (column.key)(a, gate).total_cmp(&(column.key)(b, gate)));
    }
    if sorting.order.falling {
        lines.reverse();
    }
    let columns: Vec<&str> =
        std::iter::once(first).chain(COLUMNS.iter().map(|column| text(column.name))).collect();
    let measured = (1..).zip(&COLUMNS).filter_map(|(place, column)| Some((place, column.measure?)));
    let measured: Vec<_> = measured.collect();
    let mut table = Table::new(caption, &columns).of(&measured).sortable(sorting);
    for line in lines {
        let cells = COLUMNS.iter().map(|column| (column.cell)(&line, gate));
        table.rows.push(std::iter::once(line.name.clone().into()).chain(cells).collect());
        table.links.push(line.address);
    }
    table
}

/// The measures of the table, for their definitions.
pub fn measures() -> Vec<Measure> {
    COLUMNS.iter().filter_map(|column| column.measure).collect()
}

/// The rows of a country: a trust each.
pub fn by_trust(
    states: &[State],
    catalogue: &Catalogue,
    today: NaiveDate,
    address: impl Fn(&str) -> String,
) -> Vec<Line> {
    let trust_of = |state: &State| {
        let host = state.unit.host.and_then(|number| catalogue.municipality(number, today));
        host.map_or_else(|| t!("Uten vertskommune").to_owned(), |m| m.health_trust.clone())
    };
    let mut trusts: Vec<String> = states.iter().map(trust_of).collect();
    trusts.sort_unstable();
    trusts.dedup();
    trusts
        .into_iter()
        .map(|trust| {
            let own = states.iter().filter(|state| trust_of(state) == trust);
            Line::of(trust.clone(), address(&trust), own)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sorting::Order;

    fn line(name: &str, registered: i64, left_open: i64) -> Line {
        Line {
            name: name.into(),
            coverage: Coverage { registered, expected: 100 },
            left_open,
            ..Line::default()
        }
    }

    fn sorted(text: &str) -> Table {
        let lines = vec![line("Ås", 90, 0), line("Alta", 100, 7), line("Bodø", 95, 3)];
        let order = Order::parse(Some(text), &codes());
        let sorting = Sorting { codes: codes(), order, address: "/kompletthet?".into(), anchor: "" };
        table(lines, sorting, Gate::default(), "Enhet", "Kompletthet")
    }

    fn order(text: &str) -> String {
        sorted(text).rows.iter().map(|row| row[0].text()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn any_column_sorts_both_ways_and_nonsense_sorts_by_name() {
        assert_eq!(order("navn"), "Alta Bodø Ås");
        assert_eq!(order("-navn"), "Ås Bodø Alta");
        assert_eq!(order("doegn"), "Ås Bodø Alta");
        assert_eq!(order("-mangler"), "Ås Bodø Alta");
        assert_eq!(order("hotell"), "Alta Bodø Ås");
        assert_eq!(order("-hotell"), "Alta Bodø Ås");
    }

    #[test]
    fn the_order_doesnt_tell_a_hidden_number() {
        // Three is hidden: it sorts before zero, as every hidden number does.
        assert_eq!(order("apne"), "Bodø Ås Alta");
        let hidden = sorted("apne").rows.remove(0);
        assert_eq!((&hidden[0], &hidden[6]), (&Cell::from("Bodø"), &Cell::Hidden));
    }
}
