//! What the address of a page with figures may say: each option with its words and form. Pages answer what they don't
//! understand with a sentence and the default; who hands figures on to programs refuses it ([`Page::faults`]).

use super::Page;
use crate::pages::{kart, kompletthet};
use language::{key, t};
use measures::MEASURES;
use vocabulary::{AgeGroup, UnitKind};

/// How the value of an option is written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Any text.
    Text,
    /// A day: `2025-12-31` or `31.12.2025`.
    Day,
    /// A month: `2025-12`.
    Month,
    /// Four digits.
    Municipality,
    /// Kroner.
    Amount,
    /// One of these.
    OneOf(fn() -> Vec<&'static str>),
    /// Some of these, with commas between them.
    SomeOf(fn() -> Vec<&'static str>),
    /// One of these, with `-` before it for the largest first.
    Order(fn() -> Vec<&'static str>),
}

/// Something that an address may say.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Its name in the address.
    pub name: &'static str,
    /// What people call it (bokmål).
    pub label: &'static str,
    /// How it is written.
    pub form: Form,
}

const fn choice(name: &'static str, label: &'static str, form: Form) -> Choice {
    Choice { name, label, form }
}

/// What a [`Selection`](crate::selection::Selection) reads.
pub const SELECTION: &[Choice] = &[
    choice("helseforetak", key!("Helseforetak"), Form::Text),
    choice("kommune", key!("Kommune"), Form::Municipality),
    choice("enhet", key!("Enhet"), Form::Text),
    choice("enhetstype", key!("Enhetstype"), Form::SomeOf(kinds)),
    choice("aldersgruppe", key!("Aldersgruppe"), Form::OneOf(ages)),
    choice("fra", key!("Første dag"), Form::Day),
    choice("til", key!("Siste dag"), Form::Day),
];

const MEASURE: Choice = choice("maal", key!("Mål"), Form::OneOf(measures));
const REBASE: Choice = choice("ny_basis", key!("Nytt nivå fra"), Form::Month);
const REASON: Choice = choice("grunn", key!("Grunn til nytt nivå"), Form::Text);
const WEEK: Choice = choice("uke", key!("Uken time for time"), Form::OneOf(|| vec!["vis"]));
const BY: Choice = choice("etter", key!("Delt etter"), Form::OneOf(|| vec!["alder", "henviser", "aarsak"]));
const DEPARTMENT: Choice = choice("fagomraade", key!("Fagområde"), Form::Text);
const COST: Choice = choice("doegnkostnad", key!("Kostnad per døgn i sykehus, kr"), Form::Amount);
const PAYMENT: Choice = choice("betaling", key!("Kommunens betaling per døgn, kr"), Form::Amount);
const MAP_ORDER: Choice = choice("sorter", key!("Sortert etter"), Form::Order(|| kart::CODES.to_vec()));
const ORDER: Choice = choice("sorter", key!("Sortert etter"), Form::Order(kompletthet::codes));

fn kinds() -> Vec<&'static str> {
    UnitKind::ALL.iter().map(|kind| kind.code()).collect()
}

fn ages() -> Vec<&'static str> {
    AgeGroup::ALL.iter().map(|age| age.code()).collect()
}

fn measures() -> Vec<&'static str> {
    MEASURES.iter().map(|definition| definition.id).collect()
}

/// What is wrong with an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its name as it was sent.
    pub name: String,
    /// Its value as it was sent.
    pub value: String,
    /// What to do (bokmål).
    pub words: String,
}

impl Page {
    /// What its address may say beside the selection.
    pub const fn own_choices(self) -> &'static [Choice] {
        match self {
            Self::Overview => &[MEASURE, REBASE, REASON],
            Self::Occupancy => &[MEASURE, REBASE, REASON, WEEK],
            Self::LengthOfStay => &[MEASURE, REBASE, REASON, BY],
            Self::Pathways | Self::MapMonths => &[],
            Self::Municipality => &[COST, PAYMENT],
            Self::Map => &[MEASURE, MAP_ORDER],
            Self::Effect | Self::EffectChecks => &[DEPARTMENT],
            Self::Completeness => &[ORDER],
        }
    }

    /// What its address may say.
    pub fn choices(self) -> impl Iterator<Item = &'static Choice> {
        SELECTION.iter().chain(self.own_choices())
    }

    /// What of an address it would pass over or not understand: names that it doesn't have, names sent twice, values
    /// written otherwise. Whether there is such a unit or period, only the data tell.
    pub fn faults(self, sent: &[(String, String)]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, (name, value)) in sent.iter().enumerate() {
            let mut fault = |words: String| {
                faults.push(Fault { name: name.clone(), value: value.clone(), words });
            };
            let Some(choice) = self.choices().find(|choice| choice.name == name) else {
                let names: Vec<&str> = self.choices().map(|choice| choice.name).collect();
                fault(t!("«{name}» finnes ikke her. Bruk: {}.", names.join(", ")));
                continue;
            };
            if sent[..place].iter().any(|(other, _)| other == name) {
                fault(t!("«{name}» står flere ganger. Send det én gang."));
            } else if let Some(expected) = choice.form.fault(value) {
                fault(t!("«{value}» passer ikke i «{name}»: {expected}."));
            }
        }
        faults
    }
}

impl Form {
    /// What was expected; `None` for a value that fits. An empty value says nothing, as in a form.
    pub fn fault(self, value: &str) -> Option<String> {
        let fits = value.is_empty()
            || match self {
                Self::Text => value.chars().count() <= LONGEST && !value.contains(char::is_control),
                Self::Day => crate::selection::period::date(value).is_some(),
                Self::Month => value.len() == 7 && format!("{value}-01").parse::<chrono::NaiveDate>().is_ok(),
                Self::Municipality => value.len() == 4 && is_digits(value),
                Self::Amount => {
                    let value = value.replace(',', ".");
                    let (whole, decimals) = value.split_once('.').unwrap_or((&value, "0"));
                    is_digits(whole) && is_digits(decimals) && value.parse::<f64>().is_ok_and(|n| n <= 1e6)
                }
                // A `+` in an address is a space once it is decoded.
                Self::OneOf(codes) => {
                    codes().contains(&value) || codes().contains(&value.replace(' ', "+").as_str())
                }
                Self::SomeOf(codes) => value.split(',').all(|one| codes().contains(&one)),
                Self::Order(codes) => codes().contains(&value.strip_prefix('-').unwrap_or(value)),
            };
        (!fits).then(|| self.words())
    }

    /// How a value is written (bokmål).
    pub fn words(self) -> String {
        match self {
            Self::Text => t!("tekst, høyst {LONGEST} tegn"),
            Self::Day => t!("en dato, som 2025-12-31").to_owned(),
            Self::Month => t!("en måned, som 2025-12").to_owned(),
            Self::Municipality => t!("et kommunenummer med fire siffer, som 0301").to_owned(),
            Self::Amount => t!("et beløp mellom 0 og 1 000 000 kroner").to_owned(),
            Self::OneOf(codes) => t!("en av {}", codes().join(", ")),
            Self::SomeOf(codes) => t!("en eller flere av {}, med komma mellom", codes().join(", ")),
            Self::Order(codes) => {
                t!("en av {}, med - foran for de største først", codes().join(", "))
            }
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The longest text in an address, in characters.
pub const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(page: Page, query: &[(&str, &str)]) -> Vec<String> {
        let sent: Vec<_> = query.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        page.faults(&sent).into_iter().map(|fault| fault.words).collect()
    }

    #[test]
    fn what_a_page_reads_is_taken_as_it_stands() {
        let all = [
            ("enhet", "DE-11"),
            ("kommune", ""),
            ("enhetstype", "kad,sykestue"),
            ("aldersgruppe", "80 "),
            ("fra", "01.01.2024"),
            ("til", "2024-12-31"),
            ("maal", "beleggsprosent"),
            ("ny_basis", "2024-03"),
            ("grunn", "Ny seng & bad"),
            ("uke", "vis"),
        ];
        let all: Vec<_> = all.into_iter().filter(|(name, _)| *name != "maal").collect();
        assert_eq!(faults(Page::Occupancy, &all), [""; 0]);
        assert_eq!(faults(Page::Map, &[("maal", MEASURES[0].id), ("sorter", "-verdi")]), [""; 0]);
        assert_eq!(faults(Page::Municipality, &[("betaling", "5508,50")]), [""; 0]);
    }

    #[test]
    fn each_option_that_would_be_passed_over_is_told() {
        for (page, name, value) in [
            (Page::Occupancy, "enheter", "DE-11"),
            (Page::Pathways, "maal", "belegg"),
            (Page::Occupancy, "fra", "2024-02-31"),
            (Page::Occupancy, "kommune", "30"),
            (Page::Occupancy, "aldersgruppe", "80-90"),
            (Page::Occupancy, "enhetstype", "kad,kro"),
            (Page::Occupancy, "maal", "finnes-ikke"),
            (Page::Occupancy, "ny_basis", "mars"),
            (Page::Municipality, "betaling", "-1"),
            (Page::Municipality, "betaling", "NaN"),
            (Page::Completeness, "sorter", "farge"),
        ] {
            assert_eq!(faults(page, &[("til", "2024-12-31"), (name, value)]).len(), 1, "{name}={value}");
        }
        let twice = faults(Page::Occupancy, &[("enhet", "A"), ("enhet", "B"), ("x", "")]);
        assert!(twice.len() == 2 && twice[0].contains("flere ganger") && twice[1].contains("helseforetak"));
    }
}
