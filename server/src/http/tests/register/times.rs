//! Stays across what is hard about time: New Year, the clock change, a day with two stays of one patient.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A ward whose days are made from stays since 2025.
async fn register(now: fn() -> DateTime<Utc>) -> Application {
    let app = ward_at(now).await;
    let by = By { account: None, person: "test", at: now() };
    app.store.register_stays(&code(), "2025-12-01".parse().unwrap(), &by).await.unwrap();
    app
}

impl Application {
    async fn stayed(&self, id: &str, admitted: &str, discharged: &str, to: &str) {
        self.saved("/enheten/A", &admission(&[("nr", id), ("inn", admitted)])).await;
        let chosen = format!("1.{id}");
        let out = [("handling", "ut"), ("opphold", &*chosen), ("til", to), ("ut", discharged)];
        self.saved("/enheten/A", &out).await;
    }

    /// Census, admissions, discharges and minutes of a day.
    async fn day(&self, date: &str) -> (f64, Option<i64>, Option<i64>, Option<i64>) {
        let day = self.store.day(&code(), date.parse().unwrap()).await.unwrap().unwrap();
        let r = &day.registration;
        (r.occupied, r.admissions, r.discharges, day.bed_minutes)
    }
}

#[tokio::test]
async fn a_transfer_to_hospital_and_back_the_same_day_is_two_stays() {
    let app = register(noon).await;
    app.stayed(ID, "2026-02-28T08:00", "2026-02-28T10:00", "sykehus").await;
    app.saved("/enheten/A", &admission(&[("nr", "h00000000000000bb"), ("inn", "2026-02-28T15:00")])).await;
    assert_eq!(app.day("2026-02-28").await, (1.0, Some(2), Some(1), Some((2 + 9) * 60)));
    assert_eq!(app.patients().await.len(), 1);
    let page = app.page("/enheten/A").await;
    assert!(page.contains("siden 28.2. kl. 15.00") && page.contains("Skrevet ut siste uke"), "{page}");
}

#[tokio::test]
async fn a_stay_over_new_year_is_there_at_midnight_and_gives_each_year_its_hours() {
    let app = register(|| at("2026-01-02T12:00:00Z")).await;
    app.stayed(ID, "2025-12-31T22:00", "2026-01-01T06:00", "hjem").await;
    assert_eq!(app.day("2025-12-31").await, (1.0, Some(1), Some(0), Some(2 * 60)));
    assert_eq!(app.day("2026-01-01").await, (0.0, Some(0), Some(1), Some(6 * 60)));
}

#[tokio::test]
async fn a_stay_over_the_change_to_summer_time_has_the_hours_that_went_by() {
    let app = register(|| at("2026-03-30T12:00:00Z")).await;
    let missing = admission(&[("inn", "2026-03-29T02:30")]);
    let html = app.refused("/enheten/A", &missing, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(
        html.contains("Dette klokkeslettet fantes ikke") && html.contains("value=\"2026-03-29T02:30\""),
        "{html}"
    );
    app.stayed(ID, "2026-03-29T01:00", "2026-03-29T04:00", "hjem").await;
    assert_eq!(app.day("2026-03-29").await, (0.0, Some(1), Some(1), Some(2 * 60)));
}

#[tokio::test]
async fn a_stay_over_the_change_to_winter_time_has_the_hours_that_went_by() {
    let app = register(|| at("2026-10-26T12:00:00Z")).await;
    app.stayed(ID, "2026-10-25T01:00", "2026-10-25T04:00", "hjem").await;
    assert_eq!(app.day("2026-10-25").await, (0.0, Some(1), Some(1), Some(4 * 60)));
}
