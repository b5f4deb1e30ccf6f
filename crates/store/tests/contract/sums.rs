//! What pages read: sums by day and month, lengths of stay, categories, borders of today.

use crate::on_both_databases;
use crate::rows::{admissions, day, import, population, registration, stay, unit};
use store::{Dimension, StayFilter, Store};
use vocabulary::{AgeGroup, BorderChange, Month, MunicipalityNumber, Period, Rows, UnitCode};

on_both_databases! {
    days_are_summed_over_the_units_asked_for;
    months_are_sums_of_their_days;
    stays_count_in_the_month_of_discharge;
    stays_that_began_in_a_month_are_told_with_those_still_running;
    categories_tell_unsaid_from_said;
    former_municipalities_are_carried_to_todays_borders;
    homes_are_carried_to_todays_borders;
    places_have_their_own_sums;
    an_empty_database_answers_with_nothing;
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

async fn with_days(store: &Store) {
    import(store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let rows = vec![
        registration("A", "2023-12-31", 4.0, 4.0),
        registration("A", "2024-01-01", 4.0, 0.0),
        registration("B", "2024-01-01", 2.5, 3.0),
        registration("A", "2024-01-31", 4.0, 4.0),
    ];
    import(store, Rows::Registrations(rows)).await.unwrap();
}

async fn days_are_summed_over_the_units_asked_for(store: Store) {
    with_days(&store).await;
    let january = Period::new(day("2024-01-01"), day("2024-01-31")).unwrap();
    let all = store.registration_days(None, january).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].beds, all[0].occupied), (6.5, 3.0));
    let (a, b): (UnitCode, UnitCode) = ("A".parse().unwrap(), "B".parse().unwrap());
    assert_eq!(store.registration_days(Some(&[a, b.clone()]), january).await.unwrap(), all);
    let one = store.registration_days(Some(&[b]), january).await.unwrap();
    assert_eq!(one.iter().map(|day| day.beds).collect::<Vec<_>>(), [2.5]);
    assert!(store.registration_days(Some(&[]), january).await.unwrap().is_empty());
}

async fn months_are_sums_of_their_days(store: Store) {
    with_days(&store).await;
    let months = store.registration_months(None, month("2023-12"), month("2024-01")).await.unwrap();
    assert_eq!(months.len(), 2);
    let january = &months[1].sum;
    assert_eq!((january.days, january.bed_days, january.occupied), (3, 10.5, 7.0));
    assert_eq!((january.full_days, january.empty_days), (2, 1));
    assert_eq!((january.admissions, january.discharges), (Some(3), None));
    let (a, b): (UnitCode, UnitCode) = ("A".parse().unwrap(), "B".parse().unwrap());
    let named = store.registration_months(Some(&[a, b]), month("2023-12"), month("2024-01")).await.unwrap();
    assert_eq!(named, months, "the country is every unit");
    assert_eq!(store.unit_span().await.unwrap(), Some((month("2023-12"), month("2024-01"))));
    let each = store.registrations_by_unit_and_month(month("2024-01"), month("2024-01")).await.unwrap();
    let of: Vec<(&str, Month, f64)> =
        each.iter().map(|(unit, month, sum)| (unit.as_str(), *month, sum.occupied)).collect();
    assert_eq!(of, [("A", month("2024-01"), 4.0), ("B", month("2024-01"), 3.0)]);
    let whole = Period::new(day("2024-01-01"), day("2024-01-31")).unwrap();
    assert_eq!(store.registration_sum(None, whole).await.unwrap(), *january);
    let all_but_one_day = Period::new(day("2024-01-02"), day("2024-01-31")).unwrap();
    let part = store.registration_sum(None, all_but_one_day).await.unwrap();
    assert_eq!((part.days, part.occupied, part.full_days, part.empty_days), (1, 4.0, 1, 0));
    let first_day = Period::new(day("2024-01-01"), day("2024-01-01")).unwrap();
    let both = part.and(store.registration_sum(None, first_day).await.unwrap());
    assert_eq!(both, *january, "days and months give the same sums");
    let with_a_day_before = Period::new(day("2023-12-31"), day("2024-01-31")).unwrap();
    let days = store.registration_days(None, with_a_day_before).await.unwrap();
    let sum = store.registration_sum(None, with_a_day_before).await.unwrap();
    assert!(days.len() > 1 && days[0].date == day("2023-12-31"));
    let of_days = days.iter().fold((0.0, 0.0), |sum, day| (sum.0 + day.beds, sum.1 + day.occupied));
    assert_eq!((sum.bed_days, sum.occupied), of_days);
    let a: UnitCode = "A".parse().unwrap();
    let of_a = store
        .registration_months(Some(std::slice::from_ref(&a)), month("2023-12"), month("2024-01"))
        .await
        .unwrap();
    for period in [whole, all_but_one_day, first_day, with_a_day_before] {
        let from_days = store.registration_sum(Some(std::slice::from_ref(&a)), period).await.unwrap();
        let with_months =
            store.registration_sum_with(Some(std::slice::from_ref(&a)), period, &of_a).await.unwrap();
        assert_eq!(with_months, from_days, "{period:?}");
    }
    assert_eq!(store.newest_registration(None).await.unwrap(), Some(day("2024-01-31")));
    let b: UnitCode = "B".parse().unwrap();
    assert_eq!(store.newest_registration(Some(&[b])).await.unwrap(), Some(day("2024-01-01")));
}

async fn stays_count_in_the_month_of_discharge(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let rows = vec![
        stay("A", "1", "2023-12-30T10:00:00Z", Some("2024-01-02T10:00:00Z")),
        stay("A", "2", "2024-01-02T10:00:00Z", Some("2024-01-05T10:01:00Z")),
        stay("A", "3", "2024-01-31T10:00:00Z", None),
    ];
    import(&store, Rows::Stays(rows)).await.unwrap();
    let filter =
        StayFilter { units: None, home: None, age_group: None, from: month("2024-01"), to: month("2024-12") };
    let sums = store.stay_months(filter).await.unwrap();
    assert_eq!(sums.len(), 1);
    assert_eq!((sums[0].stays, sums[0].minutes, sums[0].over_72h, sums[0].adequate), (2, 8641, 1, 2));
    let numbers: Vec<MunicipalityNumber> = ["1101", "0301"].map(|number| number.parse().unwrap()).into();
    let by_home = StayFilter { home: Some(&numbers), ..filter };
    assert_eq!(store.stay_months(by_home).await.unwrap(), sums, "the rollup and the rows agree");
    for none in [&numbers[1..], &[]] {
        let elsewhere = StayFilter { home: Some(none), ..filter };
        assert!(store.stay_months(elsewhere).await.unwrap().is_empty());
        assert!(store.completed_by_month(elsewhere).await.unwrap().months.is_empty());
    }
    let units: Vec<UnitCode> = vec!["A".parse().unwrap()];
    let of_unit = StayFilter { units: Some(&units), home: Some(&numbers), ..filter };
    assert_eq!(store.stay_months(of_unit).await.unwrap(), sums, "months one by one and as a range agree");
    let no_unit = StayFilter { units: Some(&[]), ..filter };
    assert!(store.completed_by_month(no_unit).await.unwrap().months.is_empty());
    let mut completed = store.completed_by_month(filter).await.unwrap();
    let mut minutes: Vec<_> = completed.months.remove(0).1.iter().map(|stay| stay.minutes).collect();
    minutes.sort_unstable();
    assert_eq!(minutes, [4320, 4321]);
    assert_eq!(store.open_stays(None).await.unwrap(), 1);
}

async fn stays_that_began_in_a_month_are_told_with_those_still_running(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let rows = vec![
        stay("A", "1", "2024-01-10T12:00:00Z", Some("2024-02-01T12:00:00Z")),
        stay("A", "2", "2024-01-20T12:00:00Z", None),
        stay("A", "3", "2024-02-02T12:00:00Z", None),
        stay("B", "1", "2024-01-15T12:00:00Z", None),
    ];
    import(&store, Rows::Stays(rows)).await.unwrap();
    let a: UnitCode = "A".parse().unwrap();
    let (january, a) = (month("2024-01"), [a]);
    let begun = store.begun_stays(&a, None, january, january).await.unwrap();
    let minutes: Vec<_> = begun.iter().map(|stay| stay.minutes).collect();
    assert_eq!(minutes, [Some(22 * 1440), None]);
    let since = "2024-01-20T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!((begun[0].since, begun[1].since), (None, Some(since)));
    let old = store.begun_stays(&a, Some(AgeGroup::Age80Plus), january, month("2024-02")).await.unwrap();
    assert_eq!(old.len(), 3);
    assert!(store.begun_stays(&a, Some(AgeGroup::Age0To17), january, january).await.unwrap().is_empty());
    assert!(store.begun_stays(&[], None, january, january).await.unwrap().is_empty());
    let all = StayFilter { units: None, home: None, age_group: None, from: january, to: month("2024-02") };
    let completed = store.completed_by_month(all).await.unwrap();
    assert_eq!(
        completed.lengths_by(Dimension::AgeGroup, january, month("2024-02")),
        [(Some("80+"), vec![22 * 1440])]
    );
    assert!(completed.lengths_by(Dimension::AgeGroup, january, january).is_empty());
    let in_units = store.completed_in_units(all).await.unwrap();
    assert_eq!(in_units.completed, completed);
    assert_eq!(in_units.units(january, month("2024-02")), [&a[0]]);
    assert!(in_units.units(january, january).is_empty());
    let flows = in_units.flows(january, month("2024-02"), |unit| format!("Enhet {unit}"));
    let flows: Vec<_> =
        flows.iter().map(|f| (f.units.as_str(), f.referrer, f.destination, f.stays)).collect();
    assert_eq!(flows, [("Enhet A", "legevaktslege", "hjem", 1)]);
    assert!(in_units.flows(january, january, ToString::to_string).is_empty());
}

async fn categories_tell_unsaid_from_said(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let mut unsaid = stay("A", "2", "2024-01-01T10:00:00Z", Some("2024-01-02T10:00:00Z"));
    unsaid.origin = None;
    unsaid.age_group = AgeGroup::Age67To79;
    let said = stay("A", "1", "2024-01-01T10:00:00Z", Some("2024-01-02T10:00:00Z"));
    import(&store, Rows::Stays(vec![said, unsaid])).await.unwrap();
    let filter =
        StayFilter { units: None, home: None, age_group: None, from: month("2024-01"), to: month("2024-01") };
    let categories = async |filter: StayFilter<'_>, dimension| -> Vec<(Option<String>, i64)> {
        let completed = store.completed_by_month(filter).await.unwrap();
        let found = completed.categories(dimension, filter.from, filter.to);
        found.into_iter().map(|category| (category.code, category.stays)).collect()
    };
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(categories(filter, Dimension::Origin).await, [(None, 1), (code("hjem"), 1)]);
    assert_eq!(categories(filter, Dimension::AgeGroup).await, [(code("67-79"), 1), (code("80+"), 1)]);
    assert_eq!(categories(filter, Dimension::Purpose).await, [(None, 2)]);
    let old = StayFilter { age_group: Some(AgeGroup::Age80Plus), ..filter };
    assert_eq!(categories(old, Dimension::Chapter).await, [(code("R"), 1)]);
}

async fn former_municipalities_are_carried_to_todays_borders(store: Store) {
    let change = |to: &str, share: f64| BorderChange {
        from: "1507".parse().unwrap(),
        to: to.parse().unwrap(),
        share,
        last_year: 2023,
    };
    let rows = vec![
        admissions("1507", "2023-12", "indremedisin", 80),
        admissions("1507", "2023-12", "kirurgi", 20),
        admissions("1508", "2024-01", "indremedisin", 90),
    ];
    import(&store, Rows::EmergencyAdmissions(rows)).await.unwrap();
    import(&store, Rows::BorderChanges(vec![change("1508", 0.862), change("1580", 0.138)])).await.unwrap();
    import(&store, Rows::Population(vec![population("1507", 2023, 1000), population("1508", 2024, 870)]))
        .await
        .unwrap();
    let series = store.admission_series(None).await.unwrap();
    let found: Vec<_> = series.iter().map(|s| (s.municipality.to_string(), s.months.clone())).collect();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].0, "1508");
    assert!(near(found[0].1[0].1, 86.2) && near(found[0].1[1].1, 90.0), "{found:?}");
    assert!(found[1].0 == "1580" && near(found[1].1[0].1, 13.8), "{found:?}");
    let surgery = store.admission_series(Some("kirurgi")).await.unwrap();
    assert_eq!(surgery.len(), 2);
    assert!(near(surgery[0].months[0].1, 17.24) && surgery[0].months.len() == 1, "{surgery:?}");
    assert_eq!(store.departments().await.unwrap(), ["indremedisin", "kirurgi"]);
    let year = |year| (Month::new(year, 1).unwrap(), Month::new(year, 12).unwrap());
    let (from, to) = year(2023);
    let of_2023 = store.admissions_by_age_and_department(from, to).await.unwrap();
    let of_2023: Vec<_> = of_2023.iter().map(|(_, department, n)| (department.as_str(), *n)).collect();
    assert_eq!(of_2023, [("indremedisin", 80), ("kirurgi", 20)]);
    assert_eq!(store.admissions_by_age_and_department(from, year(2024).1).await.unwrap()[0].2, 170);
    let inhabitants: Vec<_> = store
        .population()
        .await
        .unwrap()
        .iter()
        .map(|p| (p.municipality.to_string(), p.year, p.inhabitants))
        .collect();
    assert_eq!(
        inhabitants,
        [("1508".into(), 2023, 862), ("1508".into(), 2024, 870), ("1580".into(), 2023, 138)]
    );
    let one: MunicipalityNumber = "1580".parse().unwrap();
    let months = store.admission_months(Some(&[one]), month("2023-12"), month("2024-01")).await.unwrap();
    assert!(months.len() == 1 && near(months[0].admissions, 13.8));
    assert_eq!(store.admission_span().await.unwrap(), Some((month("2023-12"), month("2024-01"))));
}

async fn an_empty_database_answers_with_nothing(store: Store) {
    let (from, to) = (month("2024-01"), month("2024-12"));
    assert_eq!(store.version().await.unwrap(), 0);
    assert_eq!(store.newest_registration(None).await.unwrap(), None);
    assert_eq!(store.admission_span().await.unwrap(), None);
    assert!(store.registration_months(None, from, to).await.unwrap().is_empty());
    assert!(store.admission_series(None).await.unwrap().is_empty());
    assert!(store.events().await.unwrap().is_empty());
    store.ping().await.unwrap();
}

async fn homes_are_carried_to_todays_borders(store: Store) {
    import(&store, Rows::Units(vec![unit("A"), unit("B")])).await.unwrap();
    let mut former = stay("A", "1", "2023-12-01T10:00:00Z", Some("2023-12-03T10:00:00Z"));
    former.home = "1507".parse().unwrap();
    let mut elsewhere = stay("B", "1", "2023-12-01T10:00:00Z", Some("2023-12-03T10:00:00Z"));
    elsewhere.home = "1508".parse().unwrap();
    let open = stay("B", "2", "2023-12-01T10:00:00Z", None);
    import(&store, Rows::Stays(vec![former, elsewhere, open])).await.unwrap();
    let change = BorderChange {
        from: "1507".parse().unwrap(),
        to: "1508".parse().unwrap(),
        share: 1.0,
        last_year: 2023,
    };
    import(&store, Rows::BorderChanges(vec![change])).await.unwrap();
    let (from, to) = (month("2023-12"), month("2023-12"));
    let home: MunicipalityNumber = "1508".parse().unwrap();
    assert_eq!(store.home_stays(None, None, from, to).await.unwrap(), [(home, 2.0)]);
    let b: UnitCode = "B".parse().unwrap();
    let in_b = std::slice::from_ref(&b);
    assert_eq!(store.home_stays(Some(&[home]), Some(in_b), from, to).await.unwrap(), [(home, 1.0)]);
    assert_eq!(store.home_stays_by_month(Some(&[home]), None, from, to).await.unwrap(), [(from, 2.0)]);
    assert!(store.home_stays_by_month(Some(&[]), None, from, to).await.unwrap().is_empty());
    let by_age = store.stays_by_home_and_age(from, to).await.unwrap();
    assert_eq!(by_age, [(home, [0.0, 0.0, 0.0, 0.0, 2.0])]);
    let by_unit = store.stays_by_unit(Some(in_b), from, to).await.unwrap();
    assert_eq!((by_unit.len(), by_unit[0].stays, by_unit[0].minutes), (1, 1, 2880));
    let a: UnitCode = "A".parse().unwrap();
    let by_month = store.stays_by_unit_and_month(from, to).await.unwrap();
    assert_eq!(by_month, [(a, from, 1), (b.clone(), from, 1)]);
    assert_eq!(store.stays_by_home_and_month(None, from, to).await.unwrap(), [(home, from, 2.0)]);
    assert_eq!(store.stays_by_home_and_month(Some(in_b), from, to).await.unwrap(), [(home, from, 1.0)]);
}

async fn places_have_their_own_sums(store: Store) {
    with_days(&store).await;
    let (december, january) = (month("2023-12"), month("2024-01"));
    let units = store.registrations_by_unit(None, december, january).await.unwrap();
    let units: Vec<_> = units.iter().map(|(unit, sum)| (unit.as_str(), sum.days, sum.occupied)).collect();
    assert_eq!(units, [("A", 3, 8.0), ("B", 1, 3.0)]);

    let patients = store.patients_by_unit_and_month(december, january).await.unwrap();
    let patients: Vec<_> = patients.iter().map(|(unit, month, n)| (unit.as_str(), *month, *n)).collect();
    assert_eq!(patients, [("A", december, [1, 0, 0]), ("A", january, [2, 0, 0]), ("B", january, [1, 0, 0])]);

    let mut young = admissions("1101", "2024-01", "indremedisin", 40);
    young.age_group = AgeGroup::Age0To17;
    let mut followed = admissions("1101", "2024-01", "indremedisin", 60);
    followed.readmissions30 = Some(6);
    let rows = vec![young, followed, admissions("1103", "2023-12", "kirurgi", 5)];
    import(&store, Rows::EmergencyAdmissions(rows)).await.unwrap();
    let months = store.admissions_by_month(None, december, january).await.unwrap();
    assert_eq!((months.len(), months[1].month, months[1].municipalities), (2, january, 1));
    assert_eq!(months[1].sum.by_age.to_vec(), vec![40.0, 0.0, 0.0, 0.0, 60.0]);
    assert_eq!((months[1].sum.followed, months[1].sum.readmissions30), (60.0, 6.0), "unsaid isn't none");
    let places = store.admissions_by_municipality(None, december, january).await.unwrap();
    let (stavanger, sola) = (places[0], places[1]);
    assert_eq!((stavanger.municipality.to_string(), stavanger.months), ("1101".to_owned(), 1));
    assert_eq!((sola.sum.by_age[4], sola.sum.followed), (5.0, 0.0));
    let by_month = store.admissions_by_municipality_and_month(december, january).await.unwrap();
    assert_eq!(by_month, [(stavanger.municipality, january, 100.0), (sola.municipality, december, 5.0)]);
    let who = store.admission_places_by_month(Some(&[sola.municipality]), december, january).await.unwrap();
    assert_eq!(who, [(december, sola.municipality)]);
}
