//! *Metode*: every definition has its address, and imports are listed.

use crate::http::tests::oversikt::Database;
use measures::MEASURES;

#[tokio::test]
async fn every_measure_has_its_place_that_tiles_link_to() {
    let html = Database::empty().await.get("/metode").await;
    assert_eq!(html.matches("<h1").count(), 1);
    for measure in MEASURES {
        assert_eq!(html.matches(&format!(" id=\"{}\"", measure.id)).count(), 1, "{}", measure.id);
    }
    assert!(html.contains("SSB: 120 / 250 = 48 %.") && html.contains("120 / (10 × 30) = 40 %."));
    assert!(html.contains("9 / 10 = 90 %") && html.contains("Antall pasienter fra 1 til 4 vises ikke"));
    assert!(html.contains("Ingenting er importert ennå."));
}

#[tokio::test]
async fn imports_are_listed_with_when_and_how_many_and_for_those_who_import_by_whom() {
    let database = Database::with_data().await;
    let html = database.get_as_operator("/metode").await;
    assert!(html.contains("<td>liten-fil.csv</td><td>test</td>"), "{html}");
    let html = database.get("/metode").await;
    assert!(html.contains("Sist importert 15.01.2026 kl. 13.00. Nyeste døgnregistrering: 31.12.2025."));
    assert!(!html.contains("liten-fil.csv") && !html.contains("<td>test</td>"));
    let edition = format!("<li>Definisjoner: utgave {}</li>", measures::definitions_version());
    assert!(html.contains(&edition) && html.contains("<li>registreringer nr. "), "{html}");
    assert!(html.contains("<th scope=row>15.01.2026 kl. 13.00</th><td>Døgnregistreringer</td>"));
    assert!(html.contains("<td class=num>731</td>"), "rows read");
}
