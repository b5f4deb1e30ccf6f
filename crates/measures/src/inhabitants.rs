//! Inhabitants between two counts: the denominators of monthly rates.

use std::collections::BTreeMap;
use vocabulary::{AgeGroup, Month, MunicipalityNumber, Population};

/// Inhabitants on 1 January by municipality, age group and year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inhabitants {
    counts: BTreeMap<(MunicipalityNumber, AgeGroup), BTreeMap<i32, f64>>,
}

impl Inhabitants {
    /// From the rows of the population table; of two rows with one key the later counts.
    pub fn new(rows: &[Population]) -> Self {
        let mut counts: BTreeMap<_, BTreeMap<i32, f64>> = BTreeMap::new();
        for row in rows {
            let years = counts.entry((row.municipality, row.age_group)).or_default();
            years.insert(row.year, row.inhabitants as f64);
        }
        Self { counts }
    }

    /// Inhabitants in the middle of a month: on the line between 1 January of its year and of the next. After
    /// the last count it stands still; before the first there is none.
    pub fn in_month(&self, municipality: MunicipalityNumber, age_group: AgeGroup, month: Month) -> Option<f64> {
        let years = self.counts.get(&(municipality, age_group))?;
        if let Some(begin) = years.get(&month.year()) {
            let end = years.get(&(month.year() + 1)).unwrap_or(begin);
            let passed = (f64::from(month.month()) - 0.5) / 12.0;
            return Some(begin + (end - begin) * passed);
        }
        let (last, count) = years.last_key_value()?;
        (*last < month.year()).then_some(*count)
    }

    /// Inhabitants of some municipalities in an age group (`None`: every age), on average over the months;
    /// `None` where a month has none at all.
    pub fn mean<'a>(
        &self,
        municipalities: impl IntoIterator<Item = &'a MunicipalityNumber> + Clone,
        age_group: Option<AgeGroup>,
        months: impl IntoIterator<Item = Month>,
    ) -> Option<f64> {
        let groups: Vec<AgeGroup> = age_group.map_or_else(|| AgeGroup::ALL.to_vec(), |group| vec![group]);
        let (mut sum, mut n) = (0.0, 0);
        for month in months {
            let of = |number: &MunicipalityNumber| {
                groups.iter().filter_map(|group| self.in_month(*number, *group, month)).sum::<f64>()
            };
            let here: f64 = municipalities.clone().into_iter().map(of).sum();
            if here <= 0.0 {
                return None;
            }
            sum += here;
            n += 1;
        }
        (n > 0).then(|| sum / f64::from(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inhabitants() -> Inhabitants {
        let row = |year, age_group, inhabitants| Population {
            municipality: "0301".parse().unwrap(),
            year,
            age_group,
            inhabitants,
        };
        Inhabitants::new(&[
            row(2020, AgeGroup::Age80Plus, 1200),
            row(2021, AgeGroup::Age80Plus, 1440),
            row(2020, AgeGroup::Age0To17, 100),
        ])
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn the_middle_of_a_month_lies_on_the_line_between_two_counts() {
        let (all, oslo) = (inhabitants(), "0301".parse().unwrap());
        assert_eq!(all.in_month(oslo, AgeGroup::Age80Plus, month("2020-01")), Some(1210.0));
        assert_eq!(all.in_month(oslo, AgeGroup::Age80Plus, month("2020-12")), Some(1430.0));
    }

    #[test]
    fn after_the_last_count_it_stands_still_and_before_the_first_nobody_is_known() {
        let (all, oslo) = (inhabitants(), "0301".parse().unwrap());
        assert_eq!(all.in_month(oslo, AgeGroup::Age80Plus, month("2023-06")), Some(1440.0));
        assert_eq!(all.in_month(oslo, AgeGroup::Age80Plus, month("2019-12")), None);
        assert_eq!(all.in_month("1101".parse().unwrap(), AgeGroup::Age80Plus, month("2020-12")), None);
    }

    #[test]
    fn a_year_has_its_mean() {
        let all = inhabitants();
        let oslo = ["0301".parse().unwrap()];
        let year = || (1..=12).map(|m| Month::new(2020, m).unwrap());
        assert!((all.mean(&oslo, Some(AgeGroup::Age80Plus), year()).unwrap() - 1320.0).abs() < 1e-9);
        assert!((all.mean(&oslo, None, year()).unwrap() - 1420.0).abs() < 1e-9);
        assert_eq!(all.mean(&[], None, year()), None);
    }
}
