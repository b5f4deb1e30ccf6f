//! Stays in letters: every code comes back, and what the letters say follows units and stays.

use crate::on_both_databases;
use crate::rows::{import, stay, unit};
use store::{CompletedStays, Dimension, StayFilter, Store};
use vocabulary::{
    AgeGroup, Alternative, Destination, Month, MunicipalityNumber, Origin, Purpose, Reason, Referrer, Rows,
    Stay, UnitKind,
};

on_both_databases! {
    every_code_reads_back;
    the_kind_of_a_stay_follows_its_unit;
    a_stay_that_is_brought_again_stands_once;
    stays_of_a_home_are_those_of_the_letters;
}

fn march() -> StayFilter<'static> {
    let month: Month = "2024-03".parse().unwrap();
    StayFilter { units: None, home: None, age_group: None, from: month, to: month }
}

async fn completed(store: &Store, filter: StayFilter<'_>) -> CompletedStays {
    store.completed_by_month(filter).await.unwrap()
}

fn codes(completed: &CompletedStays, dimension: Dimension) -> Vec<String> {
    let found = completed.categories(dimension, march().from, march().to);
    found.into_iter().filter_map(|category| category.code).collect()
}

fn sorted<T>(all: &[T], code: impl Fn(&T) -> String) -> Vec<String> {
    let mut codes: Vec<String> = all.iter().map(code).collect();
    codes.sort_unstable();
    codes
}

fn a_stay(id: usize) -> Stay {
    stay("A", &id.to_string(), "2024-03-01T10:00:00Z", Some("2024-03-02T10:00:00Z"))
}

async fn every_code_reads_back(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let chapters: Vec<String> = Reason::chapters().map(|(letter, _)| letter.to_string()).collect();
    let rows = (0..chapters.len().max(Referrer::ALL.len())).map(|i| Stay {
        referrer: Referrer::ALL[i % Referrer::ALL.len()],
        origin: Some(Origin::ALL[i % Origin::ALL.len()]),
        destination: Some(Destination::ALL[i % Destination::ALL.len()]),
        age_group: AgeGroup::ALL[i % AgeGroup::ALL.len()],
        alternative: Some(Alternative::ALL[i % Alternative::ALL.len()]),
        purpose: Some(Purpose::ALL[i % Purpose::ALL.len()]),
        reason: chapters[i % chapters.len()].parse().ok(),
        ..a_stay(i)
    });
    import(&store, Rows::Stays(rows.collect())).await.unwrap();
    let completed = completed(&store, march()).await;
    assert_eq!(codes(&completed, Dimension::Referrer), sorted(Referrer::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::Origin), sorted(Origin::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::Destination), sorted(Destination::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::AgeGroup), sorted(AgeGroup::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::Alternative), sorted(Alternative::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::Purpose), sorted(Purpose::ALL, |v| v.code().to_owned()));
    assert_eq!(codes(&completed, Dimension::Chapter), sorted(&chapters, Clone::clone));
}

async fn the_kind_of_a_stay_follows_its_unit(store: Store) {
    for kind in UnitKind::ALL {
        import(&store, Rows::Units(vec![vocabulary::Unit { kind: *kind, ..unit("A") }])).await.unwrap();
        import(&store, Rows::Stays(vec![a_stay(1)])).await.unwrap();
        let completed = completed(&store, march()).await;
        assert_eq!(
            completed.within(march().from, march().to).map(store::PackedStay::kind).collect::<Vec<_>>(),
            [*kind]
        );
    }
}

async fn a_stay_that_is_brought_again_stands_once(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    import(&store, Rows::Stays(vec![a_stay(1), a_stay(2)])).await.unwrap();
    // Corrected: discharged in April after all.
    let later = stay("A", "1", "2024-03-01T10:00:00Z", Some("2024-04-02T10:00:00Z"));
    import(&store, Rows::Stays(vec![later])).await.unwrap();
    let both = StayFilter { to: "2024-04".parse().unwrap(), ..march() };
    let months: Vec<_> = completed(&store, both)
        .await
        .months
        .iter()
        .map(|(month, stays)| (month.to_string(), stays.len()))
        .collect();
    assert_eq!(months, [("2024-03".to_owned(), 1), ("2024-04".to_owned(), 1)]);
}

async fn stays_of_a_home_are_those_of_the_letters(store: Store) {
    import(&store, Rows::Units(vec![unit("A")])).await.unwrap();
    let elsewhere = Stay { home: "0301".parse().unwrap(), origin: None, ..a_stay(2) };
    import(&store, Rows::Stays(vec![a_stay(1), elsewhere])).await.unwrap();
    let home: [MunicipalityNumber; 2] = ["1101", "0301"].map(|number| number.parse().unwrap());
    let all = completed(&store, march()).await;
    let of_both = completed(&store, StayFilter { home: Some(&home), ..march() }).await;
    assert_eq!(
        of_both.lengths_by(Dimension::Origin, march().from, march().to),
        all.lengths_by(Dimension::Origin, march().from, march().to)
    );
    let of_one = StayFilter { home: Some(&home[1..]), ..march() };
    assert_eq!(codes(&completed(&store, of_one).await, Dimension::Origin), [""; 0]);
    let in_units = store.completed_in_units(of_one).await.unwrap();
    assert_eq!(in_units.completed, completed(&store, of_one).await);
    assert_eq!(in_units.flows(march().from, march().to, ToString::to_string).len(), 1);
}
