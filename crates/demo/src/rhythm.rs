//! How admissions to the units vary over years, months, weekdays and hours.

use crate::network::Category;

/// Admissions to units per year once all are open: as published for 2017–19, 2021 and 2022
/// (Helsedirektoratet), invented for the other years.
pub(crate) fn admissions_of_year(year: i32) -> f64 {
    match year {
        ..=2015 => 35_000.0,
        2016 => 36_000.0,
        2017 => 37_250.0,
        2018 => 40_915.0,
        2019 => 39_942.0,
        2020 => 31_200.0,
        2021 => 29_126.0,
        2022 => 32_957.0,
        2023 => 33_900.0,
        2024 => 34_700.0,
        2025 => 35_300.0,
        _ => 35_800.0,
    }
}

/// Share of the country's admissions: the lines of the table of 2022.
pub(crate) fn share(category: Category) -> f64 {
    let admissions = match category {
        Category::SouthEast => 17_790.0,
        Category::West => 6_101.0,
        Category::Mid => 2_775.0,
        Category::North => 2_952.0,
        Category::NorthSykestue => 3_339.0,
    };
    admissions / 32_957.0
}

/// Level of a month (1–12) against its year; each profile has mean 1.
pub(crate) fn month_level(year: i32, month: u32) -> f64 {
    const USUAL: [f64; 12] = [1.07, 1.07, 1.05, 0.99, 0.97, 0.97, 0.93, 0.95, 0.98, 0.99, 1.00, 1.03];
    // The pandemic: referrals stop in March 2020 and come back slowly.
    const YEAR_2020: [f64; 12] = [1.26, 1.24, 0.96, 0.74, 0.84, 0.95, 0.96, 1.00, 1.03, 1.04, 1.00, 0.98];
    const YEAR_2021: [f64; 12] = [0.93, 0.92, 0.91, 0.93, 0.97, 1.01, 1.01, 1.02, 1.06, 1.09, 1.09, 1.06];
    let profile = match year {
        2020 => YEAR_2020,
        2021 => YEAR_2021,
        _ => USUAL,
    };
    profile[(month as usize + 11) % 12]
}

/// Level of a weekday, Monday first; mean 1. Friday is the peak: homes and wards empty before the weekend.
pub(crate) const WEEKDAY: [f64; 7] = [1.06, 1.02, 1.01, 1.03, 1.17, 0.87, 0.84];

/// Weights of the hours of admission.
pub(crate) const ADMISSION_HOUR: [f64; 24] = [
    2.2, 1.8, 1.5, 1.2, 1.0, 0.9, 0.9, 1.2, 2.2, 3.4, 4.6, 5.6, 6.4, 6.9, 7.2, 7.2, 7.0, 6.7, 6.5, 6.2, 5.6,
    4.9, 4.0, 3.0,
];

/// Weights of the hours of discharge: after the ward round.
pub(crate) const DISCHARGE_HOUR: [f64; 24] = [
    0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 2.0, 7.0, 13.0, 17.0, 17.0, 14.0, 10.0, 7.0, 4.0, 2.5, 1.8, 1.3,
    1.0, 0.6, 0.3, 0.2,
];

/// Use of a unit in its first year, by months since the opening: the doctors have to learn of it.
pub(crate) fn beginning(months_open: i32) -> f64 {
    if months_open >= 12 { 1.0 } else { 0.6 + 0.4 * f64::from(months_open.max(0)) / 12.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_have_mean_one() {
        for year in [2019, 2020, 2021] {
            let mean = (1..=12).map(|month| month_level(year, month)).sum::<f64>() / 12.0;
            assert!((mean - 1.0).abs() < 0.005, "{year}: {mean}");
        }
        assert!((WEEKDAY.iter().sum::<f64>() / 7.0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_shares_are_the_table_of_2022() {
        let sum: f64 = Category::ALL.into_iter().map(share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }
}
