//! The charts of *Kommune* and the tables beside them.

use super::figures::{Figures, Municipalities, Own};
use crate::pages::oversikt::columns::Column;
use crate::pages::oversikt::facts::Facts;
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{
    Band, Effect, Event, EventList, Forest, ForestRow, Frame, Funnel, FunnelLimit, FunnelPoint, Line,
    Reference, Standing, TimeSeries,
};
use language::t;
use measures::capacity::bed_need;
use measures::funnel::{self, Member, Z95, Z998};
use measures::rates::{crude, poisson_limits};
use measures::{Gate, Measure, Shown};
use tables::Cell;
use vocabulary::{AgeGroup, Catalogue, Month, MunicipalityNumber, Period, norwegian};

/// Points of a limit's line.
const STEPS: i32 = 80;

/// A municipality in the funnel: what was counted and what was expected for its ages.
fn member(everyone: &Municipalities, facts: &Facts, gate: Gate) -> Option<Member> {
    let (events, years) = (facts.admitted(), everyone.expected(facts));
    let passes = !gate.is_small(events.round() as i64) && gate.lets(facts.withheld.admissions);
    (years > 0.0 && facts.admission_months > 0 && passes).then_some(Member { events, years })
}

fn percent(ratio: f64) -> String {
    norwegian::percent(ratio, 0)
}

/// All municipalities by expected admissions, this one named. `None` where nothing is counted.
pub fn funnel(
    figures: &Figures,
    catalogue: &Catalogue,
    today: chrono::NaiveDate,
    gate: Gate,
    place: &str,
    source: &str,
) -> Option<Figure> {
    let everyone = &figures.everyone;
    let members: Vec<(MunicipalityNumber, Member)> = everyone
        .facts
        .iter()
        .filter_map(|(number, facts)| Some((*number, member(everyone, facts, gate)?)))
        .collect();
    let all: Vec<Member> = members.iter().map(|(_, member)| *member).collect();
    let fit = funnel::Funnel::of(&all)?;
    let own = figures.own.as_ref().map(|own| own.number);
    let standing = |member: &Member| match fit.standing(*member) {
        funnel::Standing::Within => Standing::Within,
        funnel::Standing::Near => Standing::Near,
        funnel::Standing::Beyond => Standing::Beyond,
    };
    let point = |(number, member): &(MunicipalityNumber, Member)| FunnelPoint {
        size: member.years,
        rate: member.events / member.years * 100.0,
        standing: standing(member),
        name: (own == Some(*number)).then(|| place.to_owned()),
    };
    let (least, most) =
        all.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), m| (l.min(m.years), h.max(m.years)));
    let limit = |i: i32| {
        let size = least * 0.8 * (most / least * 1.5).powf(f64::from(i) / f64::from(STEPS));
        let around = |z| {
            let (low, high) = fit.limits(size, z);
            (low * 100.0, high * 100.0)
        };
        FunnelLimit { size, inner: around(Z95), outer: around(Z998) }
    };
    let count = |of| members.iter().filter(|(_, member)| standing(member) == of).count();
    let crowd =
        t!("{} av {} kommuner ligger utenfor grensene for 99,8 %.", count(Standing::Beyond), members.len());
    let finding = match own.and_then(|own| members.iter().find(|(number, _)| *number == own)) {
        None => t!("{crowd} Velg en kommune for å se hvor den ligger."),
        Some((_, member)) => {
            let stands = match standing(member) {
                Standing::Within => t!("Det er innenfor det kommuner av samme størrelse varierer med."),
                Standing::Near => {
                    t!("Det er utenfor grensene for 95 %, der hver tjuende kommune ligger uansett.")
                }
                Standing::Beyond => t!("Det er utenfor grensene for 99,8 %, og verdt å se nærmere på."),
            };
            t!(
                "{place} hadde {} av de ØH-innleggelsene alderen skulle tilsi. {stands} {crowd}",
                percent(member.events / member.years)
            )
        }
    };
    let mut table = Table::new(
        t!("ØH-innleggelser mot ventet for alderen, alle kommuner etter navn"),
        &[
            t!("Kommune"),
            t!("Innleggelser"),
            t!("Ventet"),
            t!("Av ventet"),
            t!("Grenser for 95 %"),
            t!("Grenser for 99,8 %"),
        ],
    )
    .of(&[(3, Measure::EmergencyRatio)]);
    for m in catalogue.municipalities_on(today) {
        let Some((_, member)) = members.iter().find(|(number, _)| *number == m.number) else { continue };
        let limits = |z| Cell::percents(fit.limits(member.years, z), 0);
        table.rows.push(vec![
            m.name.clone().into(),
            Cell::number(member.events, 0),
            Cell::number(member.years, 0),
            Cell::percent(member.events / member.years, 0),
            limits(Z95),
            limits(Z998),
        ]);
    }
    let frame = Frame::new("trakt", t!("Kommunene etter størrelse og ØH-innleggelser").to_owned(), finding)
        .axes(t!("Ventede ØH-innleggelser i perioden"), t!("Innleggelser i prosent av ventet"))
        .sized(1100, 420);
    let mut chart = Funnel::new(frame, members.iter().map(point).collect(), (0..=STEPS).map(limit).collect());
    chart.target = Some(Reference::new(fit.target * 100.0, t!("Som ventet: 100 %")));
    chart.axis.from_zero = false;
    chart.axis.suffix = "\u{a0}%".to_owned();
    Some(Figure::new(chart, table, &[Measure::EmergencyRatio], source))
}

/// Emergency admissions per age group against the country's; `None` where nothing is counted.
pub fn by_age(figures: &Figures, own: &Own, period: Period, place: &str, source: &str) -> Option<Figure> {
    let (here, country) = (&own.facts, &figures.everyone.country);
    if here.admission_months == 0 {
        return None;
    }
    let shown = own.admissions.over(Month::of(period.from()), Month::of(period.to())).cells;
    let mut table = Table::new(
        t!("ØH-innleggelser per 1 000 innbyggere og år etter alder, {place}"),
        &[t!("Alder"), t!("Innleggelser"), t!("Per 1 000"), t!("95 % intervall"), t!("Hele landet")],
    )
    .of(&[(2, Measure::EmergencyRate), (3, Measure::EmergencyRate), (4, Measure::EmergencyRate)]);
    let mut rows = Vec::new();
    let (mut more, mut fewer) = (Vec::new(), Vec::new());
    for (i, group) in AgeGroup::ALL.iter().enumerate() {
        let nation = crude(country.admissions.by_age[i], country.admission_years[i], 1.0)?;
        let rate = crude(here.admissions.by_age[i], here.admission_years[i], 1.0);
        let rate = rate.filter(|_| shown[i].count().is_some());
        let label = group.label().to_owned();
        let (text, effect) = match rate {
            None => (":".to_owned(), Effect::Impossible(t!("for få til å vises").to_owned())),
            Some(rate) => {
                let ratio = |value: f64| value / nation.value * 100.0;
                if rate.lower > nation.value {
                    more.push(label.clone());
                } else if rate.upper < nation.value {
                    fewer.push(label.clone());
                }
                let effect = Effect::Estimate {
                    estimate: ratio(rate.value),
                    low: ratio(rate.lower),
                    high: ratio(rate.upper),
                    size: here.admission_years[i],
                };
                let numbers = [rate.value, nation.value].map(|v| norwegian::number(v, 0));
                (t!("{} mot {}", numbers[0], numbers[1]), effect)
            }
        };
        table.rows.push(vec![
            label.clone().into(),
            shown[i].into(),
            Cell::or_hidden(rate, |rate| Cell::number(rate.value, 1)),
            Cell::or_hidden(rate, |rate| Cell::interval((rate.lower, rate.upper), 1)),
            Cell::number(nation.value, 1),
        ]);
        rows.push(ForestRow { label, effect, text });
    }
    let list = |what: &str, groups: &[String]| {
        (!groups.is_empty()).then(|| t!("Sikkert {what} enn landet: {}.", groups.join(", ")))
    };
    let said: Vec<String> =
        [list(t!("flere"), &more), list(t!("færre"), &fewer)].into_iter().flatten().collect();
    let finding = if said.is_empty() {
        t!("Ingen aldersgruppe skiller seg sikkert fra landet.").to_owned()
    } else {
        said.join(" ")
    };
    let mut frame = Frame::new("oeh-alder", t!("ØH-innleggelser etter alder – {place}"), finding);
    frame.x_title = t!("Innleggelser per 1 000 i prosent av landets; tallene er per 1 000").to_owned();
    let mut chart = Forest::new(frame, rows);
    chart.null = 100.0;
    chart.suffix = "\u{a0}%".to_owned();
    chart.sides = Some((t!("Færre enn landet").to_owned(), t!("Flere").to_owned()));
    Some(Figure::new(chart, table, &[Measure::EmergencyRate], source))
}

/// Emergency admissions per 1 000 month by month with what happened; `None` where nothing is counted.
pub fn over_time(own: &Own, events: &[Event], period: Period, place: &str, source: &str) -> Option<Figure> {
    let months: Vec<Month> = period.each_month().collect();
    let counts: Vec<i64> = months
        .iter()
        .map(|month| {
            let row = own.months.iter().find(|row| row.month == *month);
            row.map_or(0, |row| row.sum.by_age.iter().sum::<f64>().round() as i64)
        })
        .collect();
    if counts.iter().all(|n| *n == 0) {
        return None;
    }
    let shown: Vec<Shown> = months
        .iter()
        .zip(&counts)
        .map(|(month, n)| match own.admissions.month(*month).total {
            Shown::Count(_) => Shown::Count(*n),
            Shown::Hidden => Shown::Hidden,
        })
        .collect();
    let rates: Vec<_> = months
        .iter()
        .zip(&shown)
        .map(|(month, shown)| {
            // A month without a row is missing, not zero.
            own.months.iter().find(|row| row.month == *month)?;
            let years: f64 = own.inhabitants.person_years(Period::months_up_to(*month, 1))?.iter().sum();
            crude(shown.count()? as f64, years, 1.0)
        })
        .collect();
    let mut table = Table::new(
        t!("ØH-innleggelser per 1 000 innbyggere, omregnet til år, {place}"),
        &[t!("Måned"), t!("Innleggelser"), t!("Per 1 000 og år"), t!("95 % intervall")],
    )
    .of(&[(2, Measure::EmergencyRate), (3, Measure::EmergencyRate)]);
    for ((month, shown), rate) in months.iter().zip(&shown).zip(&rates) {
        table.rows.push(vec![
            Cell::Month(*month),
            if *shown == Shown::Hidden { Cell::Hidden } else { Cell::or_missing(*rate, |_| (*shown).into()) },
            Cell::or_missing(*rate, |rate| Cell::number(rate.value, 1)),
            Cell::or_missing(*rate, |rate| Cell::interval((rate.lower, rate.upper), 1)),
        ]);
    }
    let dates: Vec<_> = months.iter().map(|month| month.first_day()).collect();
    let list = EventList::over(events, &dates);
    let total: i64 = counts.iter().sum();
    let (low, high) = poisson_limits(total as f64);
    let (from, to) = (Month::of(period.from()), Month::of(period.to()));
    let whole = own.admissions.over(from, to).total.count().map(|_| total);
    let finding = whole.map_or_else(
        || t!("For få innleggelser til å vises, eller perioden deler et kalenderår med få innleggelser.").to_owned(),
        |n| {
            t!(
                "{} innleggelser i perioden (95 % intervall {}–{}). Om endringer er mer enn tilfeldige, står på Oversikt.",
                norwegian::count(n),
                norwegian::number(low, 0),
                norwegian::number(high, 0)
            )
        },
    );
    let frame = Frame::new("oeh-tid", t!("ØH-innleggelser over tid – {place}"), finding)
        .axes("", t!("Per 1 000 innbyggere, omregnet til år"));
    let values = rates.iter().map(|rate| rate.map(|rate| rate.value)).collect();
    let mut chart = TimeSeries::new(frame, dates, vec![Line::new(place, values)]);
    chart.band = Some(Band {
        name: t!("95 % intervall").to_owned(),
        bounds: rates.iter().map(|rate| rate.map(|rate| (rate.lower, rate.upper))).collect(),
    });
    chart.axis.from_zero = false;
    chart.events = list.marks.clone();
    Some(Figure::new(chart, table, &[Measure::EmergencyRate], source).with_events(&list).with_crosshair())
}

/// Beds that the inhabitants need, year by year as far as the population goes: one per 7 000, and weighted with how
/// often people of each age are admitted as emergencies in the country. `None` without a population.
pub fn bed_needs(figures: &Figures, own: &Own, place: &str, source: &str) -> Option<Figure> {
    let country = &figures.everyone.country;
    let overall = country.admitted() / country.admission_years.iter().sum::<f64>().max(1.0);
    let weight = |i: usize| {
        let years = country.admission_years[i];
        if overall > 0.0 && years > 0.0 { country.admissions.by_age[i] / years / overall } else { 1.0 }
    };
    let years: Vec<(i32, f64, f64)> = (2000..=2060)
        .filter_map(|year| {
            let ages = own.inhabitants.counted(year)?;
            let weighted = ages.iter().enumerate().map(|(i, n)| n * weight(i)).sum();
            Some((year, bed_need(ages.iter().sum()), bed_need(weighted)))
        })
        .collect();
    let (first, last) = (years.first()?, years.last()?);
    let mut table = Table::new(
        t!("Sengebehov etter år, {place}"),
        &[t!("1. januar"), t!("En per 7 000"), t!("Justert for alder")],
    )
    .of(&[(1, Measure::BedNeed), (2, Measure::BedNeed)]);
    for (year, plain, weighted) in &years {
        table.rows.push(vec![Cell::Year(*year), Cell::number(*plain, 1), Cell::number(*weighted, 1)]);
    }
    let finding = t!(
        "En seng per 7 000 innbyggere er {} i {}, mot {} i {}. Regnet med at eldre oftere legges inn som ØH i \
         sykehus, er det {} mot {}.",
        norwegian::number(last.1, 1),
        last.0,
        norwegian::number(first.1, 1),
        first.0,
        norwegian::number(last.2, 1),
        norwegian::number(first.2, 1),
    );
    let frame = Frame::new("sengebehov", t!("Sengebehov – {place}"), finding).axes("", t!("Senger"));
    let dates =
        years.iter().filter_map(|(year, _, _)| chrono::NaiveDate::from_ymd_opt(*year, 1, 1)).collect();
    let line = |name: &str, pick: fn(&(i32, f64, f64)) -> f64| {
        Line::new(name, years.iter().map(|year| Some(pick(year))).collect())
    };
    let lines = vec![line(t!("Én per 7 000"), |y| y.1), line(t!("Justert for alder"), |y| y.2)];
    Some(
        Figure::new(TimeSeries::new(frame, dates, lines), table, &[Measure::BedNeed], source)
            .with_crosshair(),
    )
}

/// What municipalities of the same size are compared by.
pub const COMPARED: [Measure; 4] =
    [Measure::StayRate, Measure::EmergencyRate, Measure::EmergencyRateStandardised, Measure::Readmissions];

/// The municipalities of the same size, by name.
pub fn neighbours(
    figures: &Figures,
    own: &Own,
    query: impl Fn(MunicipalityNumber) -> String,
    gate: Gate,
) -> Table {
    let columns = COMPARED.map(Column::of);
    let mut headings = vec![t!("Kommune"), t!("Innbyggere")];
    headings.extend(columns.iter().map(|column| column.measure.definition().name));
    let measured: Vec<_> = (2..).zip(COMPARED).collect();
    let mut table = Table::new(t!("Kommuner av samme størrelse"), &headings).of(&measured);
    for (number, name, size) in &own.neighbours {
        let Some(facts) = figures.everyone.facts.get(number) else { continue };
        let name = if *number == own.number { t!("{name} (denne)") } else { name.clone() };
        let mut row = vec![name.into(), Cell::number(*size, 0)];
        row.extend(columns.iter().map(|column| column.with_interval((column.read)(facts, gate))));
        table.rows.push(row);
        table.links.push(format!("/kommune?{}", query(*number)));
    }
    table
}
