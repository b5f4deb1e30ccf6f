//! What is known of a place over some months, and the figures that follow from it.
//!
//! Facts add up: months to a period, units and municipalities to a trust. Figures are read from the sum, so that
//! a tile, a sparkline and a cell of the table can't follow different rules.

use measures::inhabitants::ByAge;
use measures::occupancy::{Occupancy, share_of_days};
use measures::rates::{self, Rate, Stratum};
use measures::{Gate, Shown, length_of_stay};
use store::{AdmissionSum, RegistrationSum};

/// Sums over units, municipalities and months.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts {
    /// Registered days.
    pub registration: RegistrationSum,
    /// Completed stays in the units.
    pub stays: i64,
    /// Their lengths in minutes, summed.
    pub minutes: i64,
    /// Stays that would otherwise have gone to hospital.
    pub adequate: i64,
    /// Stays whose alternative is known.
    pub answered: i64,
    /// Completed stays of the inhabitants, wherever they stayed.
    pub home_stays: f64,
    /// Inhabitants × years.
    pub person_years: f64,
    /// Emergency admissions of the inhabitants.
    pub admissions: AdmissionSum,
    /// Inhabitants × years of the municipalities and months that have emergency admissions, per age group.
    pub admission_years: ByAge,
    /// The country's inhabitants × years in the same months: the standard.
    pub standard: ByAge,
    /// Municipality-months with emergency admissions.
    pub admission_months: i64,
    /// What may not be shown of it although it isn't small.
    pub withheld: Withheld,
}

/// Which counts may not be shown, because others could be worked out from them. It doesn't add up: whoever sums
/// facts says it of the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Withheld {
    /// Completed stays in the units.
    pub stays: bool,
    /// Completed stays of the inhabitants.
    pub home_stays: bool,
    /// Emergency admissions.
    pub admissions: bool,
}

/// A figure as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// There are no data.
    Missing,
    /// It rests on too few patients.
    Hidden,
    /// A number without an interval: everything was counted.
    Counted(f64),
    /// A number with its 95 % interval.
    Estimated(Rate),
}

impl Reading {
    /// The number where it may be shown.
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Missing | Self::Hidden => None,
            Self::Counted(value) => Some(value),
            Self::Estimated(rate) => Some(rate.value),
        }
    }

    /// The interval where there is one.
    pub const fn interval(self) -> Option<(f64, f64)> {
        match self {
            Self::Estimated(rate) => Some((rate.lower, rate.upper)),
            _ => None,
        }
    }

    fn counted(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Counted)
    }

    /// Hidden where the gate says so.
    fn gated(value: Option<Rate>, gate: impl FnOnce(Rate) -> Option<Rate>) -> Self {
        value.map_or(Self::Missing, |rate| gate(rate).map_or(Self::Hidden, Self::Estimated))
    }
}

/// A decimal count as the whole number that the gate judges.
fn whole(count: f64) -> i64 {
    count.round() as i64
}

impl Facts {
    /// Both together.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let ages = |a: ByAge, b: ByAge| -> ByAge { std::array::from_fn(|i| a[i] + b[i]) };
        Self {
            registration: self.registration.and(other.registration),
            stays: self.stays + other.stays,
            minutes: self.minutes + other.minutes,
            adequate: self.adequate + other.adequate,
            answered: self.answered + other.answered,
            home_stays: self.home_stays + other.home_stays,
            person_years: self.person_years + other.person_years,
            admissions: AdmissionSum {
                by_age: ages(self.admissions.by_age, other.admissions.by_age),
                followed: self.admissions.followed + other.admissions.followed,
                readmissions30: self.admissions.readmissions30 + other.admissions.readmissions30,
            },
            admission_years: ages(self.admission_years, other.admission_years),
            standard: ages(self.standard, other.standard),
            admission_months: self.admission_months + other.admission_months,
            withheld: Withheld::default(),
        }
    }

    /// All together.
    pub fn sum<'a>(facts: impl IntoIterator<Item = &'a Self>) -> Self {
        facts.into_iter().fold(Self::default(), Self::and)
    }

    /// Completed stays in the units as they may be shown.
    pub fn stays_shown(&self, gate: Gate) -> Shown {
        if gate.lets(self.withheld.stays) { gate.count(self.stays) } else { Shown::Hidden }
    }

    /// Completed stays of the inhabitants as they may be shown.
    pub fn home_stays_shown(&self, gate: Gate) -> Shown {
        if gate.lets(self.withheld.home_stays) { gate.count(whole(self.home_stays)) } else { Shown::Hidden }
    }

    /// Emergency admissions of all ages.
    pub fn admitted(&self) -> f64 {
        self.admissions.by_age.iter().sum()
    }

    /// Occupied share of open bed-days. Operational: not a count of patients.
    pub fn occupancy(&self, _: Gate) -> Reading {
        Reading::counted(Occupancy::ssb(self.registration.occupied, self.registration.bed_days).share())
    }

    /// Share of unit-days with every open bed occupied. Operational.
    pub fn full_days(&self, _: Gate) -> Reading {
        Reading::counted(share_of_days(self.registration.full_days, self.registration.days))
    }

    /// Mean stay in days.
    pub fn mean_stay(&self, gate: Gate) -> Reading {
        let Some(hours) = length_of_stay::mean(self.minutes, self.stays) else { return Reading::Missing };
        let mean = gate.derived(self.stays, hours / 24.0).filter(|_| gate.lets(self.withheld.stays));
        mean.map_or(Reading::Hidden, Reading::Counted)
    }

    /// Completed stays per 1 000 inhabitants and year; missing where no stay was ever reported.
    pub fn stay_rate(&self, gate: Gate) -> Reading {
        let rate = rates::crude(self.home_stays, self.person_years, 1.0).filter(|_| self.home_stays > 0.0);
        let lets = gate.lets(self.withheld.home_stays);
        Reading::gated(rate, |rate| gate.derived(whole(self.home_stays), rate).filter(|_| lets))
    }

    /// Share of stays with a known alternative that would have gone to hospital.
    pub fn adequate(&self, gate: Gate) -> Reading {
        let share = rates::share(self.adequate as f64, self.answered as f64);
        let lets = gate.lets(self.withheld.stays);
        Reading::gated(share, |share| gate.of_share(self.adequate, self.answered, share).filter(|_| lets))
    }

    /// Emergency admissions per 1 000 inhabitants and year.
    pub fn emergency(&self, gate: Gate) -> Reading {
        let years = self.admission_years.iter().sum();
        let rate = rates::crude(self.admitted(), years, 1.0).filter(|_| self.admission_months > 0);
        let lets = gate.lets(self.withheld.admissions);
        Reading::gated(rate, |rate| gate.derived(whole(self.admitted()), rate).filter(|_| lets))
    }

    /// The same with the country's ages.
    pub fn standardised(&self, gate: Gate) -> Reading {
        let strata: [Stratum; 5] = std::array::from_fn(|i| Stratum {
            events: self.admissions.by_age[i],
            inhabitants: self.admission_years[i],
            standard: self.standard[i],
        });
        let rate = rates::standardised(&strata, 1.0).filter(|_| self.admission_months > 0);
        let lets = gate.lets(self.withheld.admissions);
        Reading::gated(rate, |rate| gate.derived(whole(self.admitted()), rate).filter(|_| lets))
    }

    /// Share of emergency admissions that followed within 30 days of a discharge.
    pub fn readmissions(&self, gate: Gate) -> Reading {
        let (part, all) = (self.admissions.readmissions30, self.admissions.followed);
        let lets = gate.lets(self.withheld.admissions);
        Reading::gated(rates::share(part, all), |share| {
            gate.of_share(whole(part), whole(all), share).filter(|_| lets)
        })
    }
}
