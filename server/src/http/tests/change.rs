//! Changes that are more than chance, and the page on a municipality, over the small country of *Oversikt*:
//! occupancy is a quarter through 2024 and a half through 2025.

use super::oversikt::Database;

const YEARS: &str = "fra=2024-01-01&til=2025-12-31";

#[tokio::test]
async fn a_change_is_named_because_a_rule_says_so_and_not_once_the_limits_begin_anew() {
    let database = Database::with_data().await;
    let html = database.get("/?fra=2025-01-01&til=2025-12-31").await;
    assert!(
        html.contains("Endringen er mer enn tilfeldig: januar 2025 til desember 2025 lå over øvre grense")
    );
    let anew = database
        .get("/?fra=2025-01-01&til=2025-12-31&maal=belegg_ssb&ny_basis=2025-01&grunn=Flere+%C3%A5pne")
        .await;
    assert!(!anew.contains("Endringen er mer enn tilfeldig"));
    assert!(anew.contains("Nytt nivå: Flere åpne"));
}

#[tokio::test]
async fn a_new_level_without_a_reason_is_not_made() {
    let database = Database::with_data().await;
    let html = database.get(&format!("/belegg?{YEARS}&ny_basis=2025-01")).await;
    assert!(html.contains("Et nytt nivå trenger en grunn"));
    assert!(html.contains("Ja: januar 2025 til desember 2025 lå over øvre grense"));
    let odd = database.get(&format!("/belegg?{YEARS}&ny_basis=snart&grunn=x")).await;
    assert!(odd.contains("«snart» er ingen måned"));
}

#[tokio::test]
async fn few_months_are_not_judged() {
    let html = Database::with_data().await.get("/belegg?fra=2025-01-01&til=2025-06-30").await;
    assert!(html.contains("Det vet vi ikke ennå: bare 6 måneder"));
}

#[tokio::test]
async fn a_municipality_shows_its_unit_its_rates_and_those_of_its_size() {
    let database = Database::with_data().await;
    let html = database.get("/kommune?kommune=1101&fra=2025-01-01&til=2025-12-31").await;
    assert!(html.contains("<h1>Kommune – Åker</h1>") && html.contains("Åker KAD"));
    // 120 admissions of 5 000 inhabitants; the ages are the country's. Of its 8 stays nothing is said: the trust's 11
    // less them would tell Berg's 3.
    assert!(!html.contains(">1,6<") && html.contains(">24,0<"), "{html}");
    // 120 of 624 / 3 that the ages lead to expect: 57,7 %.
    assert!(html.contains("Åker hadde 58 % av de ØH-innleggelsene alderen skulle tilsi"));
    assert!(html.contains("Åker (denne)") && html.contains("/kommune?kommune=1103"));
    let all = database.get("/kommune?fra=2025-01-01&til=2025-12-31").await;
    assert!(all.contains("<h1>Kommuner</h1>") && all.contains("av 3 kommuner ligger utenfor grensene"));
    let unit = database.get("/kommune?enhet=ENHET-1").await;
    assert!(unit.contains("Velg en av kommunene som Åker KAD betjener"));
}
