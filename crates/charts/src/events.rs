//! Events on a time axis: numbers on the marks, the words in a list below the chart, so that many events with long
//! names stay legible at any width.

use crate::time_series::Event;
use chrono::NaiveDate;

/// Events with their numbers. What happened on one day has one number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventList {
    /// One per day, labelled with its number: what a chart draws.
    pub marks: Vec<Event>,
    /// What each number stands for, in their order: day and words.
    pub words: Vec<(NaiveDate, String)>,
}

/// More marks than this would be a fence: the oldest are left out.
const MOST: usize = 20;

impl EventList {
    /// Those of `events` that lie between the first and the last of `dates`, which are sorted: the ones that a
    /// chart over `dates` shows.
    pub fn over(events: &[Event], dates: &[NaiveDate]) -> Self {
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else { return Self::default() };
        let mut within: Vec<&Event> =
            events.iter().filter(|event| (*first..=*last).contains(&event.date)).collect();
        within.sort_by_key(|event| event.date);
        let mut words: Vec<(NaiveDate, String)> = Vec::new();
        for event in within {
            match words.last_mut().filter(|(date, _)| *date == event.date) {
                Some((_, text)) => {
                    text.push_str("; ");
                    text.push_str(&event.label);
                }
                None => words.push((event.date, event.label.clone())),
            }
        }
        words.drain(..words.len().saturating_sub(MOST));
        let mark =
            |(i, (date, _)): (usize, &(NaiveDate, String))| Event { date: *date, label: (i + 1).to_string() };
        Self { marks: words.iter().enumerate().map(mark).collect(), words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(date: &str, label: &str) -> Event {
        Event { date: date.parse().expect("a date of the test"), label: label.into() }
    }

    #[test]
    fn events_of_one_day_share_a_number_and_those_outside_have_none() {
        let dates: Vec<NaiveDate> =
            ["2024-01-01", "2024-06-01"].iter().map(|d| d.parse().expect("a date of the test")).collect();
        let events = [
            event("2024-03-01", "Flere senger"),
            event("2023-12-31", "Før"),
            event("2024-02-01", "Åpning"),
            event("2024-03-01", "Legevakt i samme bygg"),
            event("2024-06-02", "Etter"),
        ];
        let list = EventList::over(&events, &dates);
        let words: Vec<_> = list.words.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["Åpning", "Flere senger; Legevakt i samme bygg"]);
        let marks: Vec<_> =
            list.marks.iter().map(|mark| (mark.date.to_string(), mark.label.as_str())).collect();
        assert_eq!(marks, [("2024-02-01".to_owned(), "1"), ("2024-03-01".to_owned(), "2")]);
        assert_eq!(EventList::over(&events, &[]), EventList::default());
    }
}
