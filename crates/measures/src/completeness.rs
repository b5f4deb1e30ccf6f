//! How complete the data behind a figure are: days missing, stays left open, census against stays, newest day.
//!
//! It judges nothing: no threshold says what is good enough.

use chrono::{DateTime, Days, NaiveDate, Utc};
use vocabulary::{Period, UnitKind, oslo_date};

/// Registered unit-days against those that should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Registered unit-days.
    pub registered: i64,
    /// Unit-days in operation, up to yesterday.
    pub expected: i64,
}

impl Coverage {
    /// Share of days registered; `None` where none was expected. A day more than expected (today's) is not
    /// held against the others: at most 1.
    pub fn share(self) -> Option<f64> {
        (self.expected > 0).then(|| (self.registered as f64 / self.expected as f64).min(1.0))
    }

    /// Two units or periods together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { registered: self.registered + other.registered, expected: self.expected + other.expected }
    }
}

/// The days of a period on which a unit was in operation; `None` where there is none.
pub fn in_operation(opened: Option<NaiveDate>, closed: Option<NaiveDate>, period: Period) -> Option<Period> {
    let from = opened.map_or(period.from(), |opened| opened.max(period.from()));
    let to = closed.map_or(period.to(), |closed| closed.min(period.to()));
    Period::new(from, to).ok()
}

/// Those of them that are over: the days that should be registered; `None` where there is none.
pub fn days_due(
    opened: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    period: Period,
    today: NaiveDate,
) -> Option<Period> {
    let open = in_operation(opened, closed, period)?;
    Period::new(open.from(), open.to().min(today - Days::new(1))).ok()
}

/// The days of `due` that are not in `registered` (rising), as stretches of days in order.
pub fn missing(registered: &[NaiveDate], due: Period) -> Vec<Period> {
    let mut gaps = Vec::new();
    let mut next = due.from();
    let within = registered.iter().filter(|day| due.contains(**day));
    for day in within.copied().chain([due.end()]) {
        if next < day {
            gaps.extend(Period::new(next, day - Days::new(1)));
        }
        next = next.max(day + Days::new(1));
    }
    gaps
}

/// A stay's first and last moment, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Admitted.
    pub admitted: DateTime<Utc>,
    /// Discharged; `None` while the patient is there.
    pub discharged: Option<DateTime<Utc>>,
}

/// Stays that lie in the unit at the end of each day of the period: admitted that day or before, and
/// discharged on a later day or not at all. Days are Norway's.
pub fn census(spans: &[Span], period: Period) -> Vec<i64> {
    let days = period.days();
    let place = |day: NaiveDate| (day - period.from()).num_days().clamp(0, days) as usize;
    let mut steps = vec![0_i64; days as usize + 1];
    for span in spans {
        steps[place(oslo_date(span.admitted))] += 1;
        if let Some(discharged) = span.discharged {
            steps[place(oslo_date(discharged).max(oslo_date(span.admitted)))] -= 1;
        }
    }
    steps.truncate(days as usize);
    let mut lying = 0;
    for step in &mut steps {
        lying += *step;
        *step = lying;
    }
    steps
}

/// On how many days the registered census is that of the stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreement {
    /// Days with both numbers.
    pub days: i64,
    /// Days on which they are equal.
    pub equal: i64,
}

impl Agreement {
    /// Of pairs (registered, of the stays). Less than half a bed apart counts as equal: registered beds may be
    /// decimal.
    pub fn of(pairs: impl IntoIterator<Item = (f64, i64)>) -> Self {
        pairs.into_iter().fold(Self::default(), |sum, (registered, stays)| Self {
            days: sum.days + 1,
            equal: sum.equal + i64::from((registered - stays as f64).abs() < 0.5),
        })
    }

    /// Share of equal days; `None` where there are none.
    pub fn share(self) -> Option<f64> {
        (self.days > 0).then(|| self.equal as f64 / self.days as f64)
    }

    /// Two units or periods together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { days: self.days + other.days, equal: self.equal + other.equal }
    }
}

/// Stays that should have been discharged long ago: running for more days than are flagged in this kind of unit.
pub fn left_open(spans: &[Span], kind: UnitKind, now: DateTime<Utc>) -> i64 {
    let limit = kind.long_stay_days() * 24 * 60;
    let open = spans.iter().filter(|span| span.discharged.is_none());
    open.filter(|span| (now - span.admitted).num_minutes() > limit).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    fn span(admitted: &str, discharged: Option<&str>) -> Span {
        Span { admitted: admitted.parse().unwrap(), discharged: discharged.map(|time| time.parse().unwrap()) }
    }

    #[test]
    fn missing_days_are_told_as_stretches() {
        let registered = ["2026-03-01", "2026-03-02", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-10"];
        let registered: Vec<_> = registered.map(day).into();
        let march = period("2026-03-01", "2026-03-12");
        assert_eq!(
            missing(&registered, march),
            [
                period("2026-03-03", "2026-03-05"),
                period("2026-03-09", "2026-03-09"),
                period("2026-03-11", "2026-03-12")
            ]
        );
        assert_eq!(missing(&[], march), [march]);
        assert!(missing(&registered, period("2026-03-06", "2026-03-08")).is_empty());
    }

    #[test]
    fn a_day_is_due_when_the_unit_was_open_and_the_day_is_over() {
        let year = period("2026-01-01", "2026-12-31");
        let today = day("2026-03-05");
        assert_eq!(days_due(None, None, year, today), Some(period("2026-01-01", "2026-03-04")));
        assert_eq!(
            days_due(Some(day("2026-02-01")), Some(day("2026-02-28")), year, today),
            Some(period("2026-02-01", "2026-02-28"))
        );
        assert_eq!(days_due(Some(today), None, year, today), None, "opened today");
        assert_eq!(days_due(None, Some(day("2025-12-31")), year, today), None, "closed last year");
    }

    #[test]
    fn coverage_is_days_over_days_and_today_adds_nothing() {
        assert_eq!(Coverage { registered: 49, expected: 50 }.share(), Some(0.98));
        assert_eq!(Coverage { registered: 5, expected: 4 }.share(), Some(1.0));
        assert_eq!(Coverage::default().share(), None);
    }

    #[test]
    fn the_census_is_who_lies_there_at_midnight() {
        let spans = [
            // Before the period and still there.
            span("2026-02-20T10:00:00Z", None),
            // One night.
            span("2026-03-01T10:00:00Z", Some("2026-03-02T09:00:00Z")),
            // In and out the same day: no midnight.
            span("2026-03-02T08:00:00Z", Some("2026-03-02T20:00:00Z")),
            // Half past midnight in Norway is the next day.
            span("2026-03-02T23:30:00Z", Some("2026-03-04T10:00:00Z")),
            // Gone before the period.
            span("2026-02-01T10:00:00Z", Some("2026-02-03T10:00:00Z")),
        ];
        assert_eq!(census(&spans, period("2026-03-01", "2026-03-04")), [2, 1, 2, 1]);
    }

    #[test]
    fn the_census_of_a_night_of_the_clock_change_is_counted_once() {
        // Summer time begins on 29 March 2026; the night has 23 hours.
        let spans = [span("2026-03-28T22:30:00Z", Some("2026-03-29T21:30:00Z"))];
        assert_eq!(census(&spans, period("2026-03-28", "2026-03-30")), [1, 0, 0]);
    }

    #[test]
    fn agreement_allows_for_decimal_beds() {
        let agreement = Agreement::of([(3.0, 3), (3.4, 3), (4.0, 3), (0.0, 0)]);
        assert_eq!((agreement.days, agreement.equal, agreement.share()), (4, 3, Some(0.75)));
        assert_eq!(Agreement::default().share(), None);
    }

    #[test]
    fn a_stay_is_left_open_beyond_the_limit_of_its_kind() {
        let spans = [
            span("2026-03-01T10:00:00Z", None),
            span("2026-03-10T10:00:00Z", None),
            span("2026-01-01T10:00:00Z", Some("2026-02-01T10:00:00Z")),
        ];
        let now = "2026-03-11T11:00:00Z".parse().unwrap();
        assert_eq!(left_open(&spans, UnitKind::Kad, now), 1, "ten days and an hour");
        assert_eq!(left_open(&spans, UnitKind::Sykestue, now), 0, "fourteen there");
    }

    proptest! {
        #[test]
        fn registered_and_missing_days_make_up_the_period(days in prop::collection::btree_set(0..60_u64, 0..60)) {
            let due = period("2026-01-11", "2026-02-20");
            let registered: Vec<_> = days.iter().map(|n| day("2026-01-01") + Days::new(*n)).collect();
            let gaps = missing(&registered, due);
            let lost: i64 = gaps.iter().map(|gap| gap.days()).sum();
            let found = registered.iter().filter(|day| due.contains(**day)).count() as i64;
            prop_assert_eq!(lost + found, due.days());
            prop_assert!(gaps.iter().all(|gap| !registered.iter().any(|day| gap.contains(*day))));
            prop_assert!(gaps.windows(2).all(|pair| pair[0].end() < pair[1].from()));
        }

        #[test]
        fn the_census_agrees_with_asking_day_by_day(
            stays in prop::collection::vec((0..50_i64, prop::option::of(0..40_i64)), 0..20)
        ) {
            let march = period("2026-03-01", "2026-03-31");
            let noon: DateTime<Utc> = "2026-02-15T11:00:00Z".parse().unwrap();
            let spans: Vec<_> = stays.iter().map(|(start, length)| Span {
                admitted: noon + chrono::Duration::days(*start),
                discharged: length.map(|length| noon + chrono::Duration::days(start + length)),
            }).collect();
            let counted: Vec<i64> = march.each_day().map(|day| {
                let there = |span: &&Span| oslo_date(span.admitted) <= day
                    && span.discharged.is_none_or(|end| oslo_date(end) > day);
                spans.iter().filter(there).count() as i64
            }).collect();
            prop_assert_eq!(census(&spans, march), counted);
        }
    }
}
