//! *Liggetid* and *Innleggelsesveier* over a small set of stays whose figures are computed by hand.

use super::{router_for_visitors, text};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Duration, Utc};
use store::{Provenance, Store};
use tower::ServiceExt as _;
use vocabulary::{
    AgeGroup, Alternative, BorderChange, Destination, Municipality, Origin, Referrer, Rows, Stay, Unit,
    UnitKind,
};

const SPRING: &str = "fra=2024-01-01&til=2024-03-31";

fn unit(code: &str, kind: UnitKind) -> Unit {
    Unit { host: "1101".parse().ok(), ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), kind) }
}

fn municipality(number: &str, name: &str) -> Municipality {
    Municipality::new(number.parse().unwrap(), name, "Helse Vest RHF", "Stavanger")
}

fn stay(unit: &str, id: usize, discharged: &str, hours: i64) -> Stay {
    let discharged: DateTime<Utc> = discharged.parse().unwrap();
    Stay {
        id: format!("{unit}{id}").parse().unwrap(),
        unit: unit.parse().unwrap(),
        home: "1101".parse().unwrap(),
        admitted: discharged - Duration::hours(hours),
        discharged: Some(discharged),
        dates_only: false,
        age_group: AgeGroup::Age80Plus,
        sex: None,
        origin: None,
        referrer: Referrer::OutOfHours,
        reason: "R81".parse().ok(),
        problem: None,
        purpose: None,
        alternative: None,
        destination: Some(Destination::Home),
    }
}

/// Unit A, a KAD: 20 stays in January (ten of 48 hours, ten of 96), 8 of 48 hours in February, 3 of 24 hours in
/// March, and 5 of 24 hours a year before. Unit B, a sykestue: 6 stays of 15 days. Unit C: none.
fn stays() -> Vec<Stay> {
    let mut stays = Vec::new();
    for i in 0..31 {
        let (day, hours) = match i {
            0..10 => ("2024-01-20T10:00:00Z", 48),
            10..20 => ("2024-01-25T10:00:00Z", 96),
            20..28 => ("2024-02-20T10:00:00Z", 48),
            _ => ("2024-03-20T10:00:00Z", 24),
        };
        let mut stay = stay("A", i, day, hours);
        stay.referrer = match i {
            0..6 => Referrer::EmergencyDepartment,
            6..9 => Referrer::GeneralPractitioner,
            9..11 => Referrer::Ambulance,
            _ => Referrer::OutOfHours,
        };
        stay.alternative = match i {
            0..17 => Some(Alternative::Hospital),
            17..25 => Some(Alternative::ShortTerm),
            _ => None,
        };
        stay.origin = (i < 15).then_some(Origin::Home);
        stay.destination = Some(if i < 9 { Destination::Hospital } else { Destination::Home });
        if i < 7 {
            stay.home = "1103".parse().unwrap();
        }
        stays.push(stay);
    }
    for i in 100..105 {
        let mut stay = stay("A", i, "2023-01-20T10:00:00Z", 24);
        stay.home = "1102".parse().unwrap();
        stays.push(stay);
    }
    stays.extend((0..6).map(|i| stay("B", i, "2024-01-20T10:00:00Z", 360)));
    stays
}

/// A page over the small set, of a database of its own.
async fn page(address: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("test.db").display())).await.unwrap();
    let now: fn() -> DateTime<Utc> = || DateTime::from_timestamp(1_721_000_000, 0).unwrap_or_default();
    let change = BorderChange {
        from: "1102".parse().unwrap(),
        to: "1103".parse().unwrap(),
        share: 1.0,
        last_year: 2023,
    };
    for rows in [
        Rows::Municipalities(vec![municipality("1101", "Eigersund"), municipality("1103", "Stavanger")]),
        Rows::BorderChanges(vec![change]),
        Rows::Units(vec![unit("A", UnitKind::Kad), unit("B", UnitKind::Sykestue), unit("C", UnitKind::Kad)]),
        Rows::Stays(stays()),
    ] {
        let mut import = store.begin_import(rows.dataset()).await.unwrap();
        import.add(&rows).await.unwrap();
        let provenance = Provenance {
            file_name: "fil.csv".into(),
            sha256: "00".into(),
            imported_at: now(),
            imported_by: "test".into(),
        };
        import.finish(&provenance).await.unwrap();
    }
    let request = Request::get(address).body(Body::empty()).unwrap();
    let response = router_for_visitors(&store, folder.path(), now).await.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    let html = text(response).await;
    assert_eq!(html.matches("<h1").count(), 1, "{address}");
    assert!(!html.contains(" style="), "{address}");
    plain(&html)
}

/// Without the marks that the renderer leaves between texts, and with plain spaces.
fn plain(html: &str) -> String {
    html.replace("<!>", "").replace("<!---->", "").replace('\u{a0}', " ")
}

/// The cells of the row that begins with `head` in the table with this caption.
fn row(html: &str, caption: &str, head: &str) -> Vec<String> {
    let table = html.split("<caption").find(|table| table.contains(&format!("\">{caption}</caption>")));
    let table = table.unwrap_or_else(|| panic!("no table «{caption}»"));
    let rows = table.split("</table>").next().unwrap().split("<tr>");
    let row = rows.into_iter().find(|row| row.starts_with(&format!("<th scope=row>{head}</th>")));
    let row = row.unwrap_or_else(|| panic!("no row «{head}» in «{caption}»"));
    row.split("<td>").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned()).collect()
}

/// The value and the notes of a key figure.
fn tile<'a>(html: &'a str, id: &str) -> &'a str {
    let start = html.find(&format!("/metode#{id}\"")).unwrap_or_else(|| panic!("no key figure {id}"));
    html[start..].split("</div>").next().unwrap()
}

#[tokio::test]
async fn lengths_of_a_unit_are_those_computed_by_hand() {
    let html = page(&format!("/liggetid?enhet=A&{SPRING}")).await;
    // 1 896 hours / 31 = 61.2 hours; sorted, the 16th is 48 and the 28th 96 hours; 10 of 31 over 72 hours.
    assert!(tile(&html, "liggetid_snitt").contains(">2,5 døgn<"), "{}", tile(&html, "liggetid_snitt"));
    assert!(tile(&html, "liggetid_median").contains(">2,0 døgn<"));
    assert!(tile(&html, "liggetid_p90").contains(">4,0 døgn<"));
    assert!(tile(&html, "over_72_timer").contains(">32,3 %<"));
    assert!(tile(&html, "opphold").contains(">31<"));
    assert!(tile(&html, "liggetid_snitt").contains("1,0 døgn i samme måneder året før"));
    assert!(tile(&html, "liggetid_snitt").contains("2,5 døgn for KAD i hele landet"));
    assert_eq!(
        row(&html, "Liggetid i døgn etter utskrivingsmåned, Enhet A", "jan. 2024"),
        ["20", "3,0", "3,0", "4,0"]
    );
    assert!(html.contains("Veilederens grense for snittet er 3 døgn"));
}

#[tokio::test]
async fn a_month_with_few_stays_is_hidden_and_so_is_the_one_that_would_tell_it() {
    let html = page(&format!("/liggetid?enhet=A&{SPRING}")).await;
    let caption = "Liggetid i døgn etter utskrivingsmåned, Enhet A";
    assert_eq!(row(&html, caption, "mars 2024"), [":", ":", ":", ":"], "three stays");
    assert_eq!(row(&html, caption, "feb. 2024"), [":", ":", ":", ":"], "31 − 20 − 8 would tell them");
    assert!(html.contains("2 måneder vises ikke"));
}

#[tokio::test]
async fn the_guideline_follows_the_kinds_in_view() {
    let sykestue = page(&format!("/liggetid?enhet=B&{SPRING}")).await;
    assert!(sykestue.contains("Veilederens grense for snittet er 7 døgn"));
    assert_eq!(
        row(&sykestue, "Liggetid etter enhetstype, Enhet B", "Sykestue"),
        ["6", "15,0 døgn", "høyst 7 døgn", "over 14 døgn", "6", "100,0 %"]
    );
    let country = page(&format!("/liggetid?{SPRING}")).await;
    assert!(country.contains("utvalget blander enhetstyper"));
    assert!(!country.contains("Veilederens grense for snittet er"));
    let kad = page(&format!("/liggetid?enhetstype=kad&{SPRING}")).await;
    assert!(kad.contains("Veilederens grense for snittet er 3 døgn"));
    assert!(tile(&kad, "opphold").contains(">31<"));
}

#[tokio::test]
async fn a_municipality_is_its_inhabitants_under_former_numbers_too() {
    let html = page(&format!("/liggetid?kommune=1103&{SPRING}")).await;
    assert!(tile(&html, "opphold").contains(">7<"));
    assert!(tile(&html, "opphold").contains(">5 i samme måneder året før<"), "{}", tile(&html, "opphold"));
    assert!(html.contains("Tallene gjelder innbyggere i Stavanger, uansett hvilken enhet de lå i."));
}

#[tokio::test]
async fn a_period_of_days_is_counted_in_whole_months_and_says_so() {
    let html = page("/liggetid?enhet=A&fra=2024-01-22&til=2024-03-02").await;
    assert!(html.contains("måneder er regnet hele"));
    assert!(tile(&html, "opphold").contains(">31<"));
}

#[tokio::test]
async fn nothing_to_count_is_said_in_words() {
    for address in [format!("enhet=C&{SPRING}"), "fra=2019-01-01&til=2019-12-31".to_owned()] {
        let html = page(&format!("/liggetid?{address}")).await;
        assert!(html.contains("Ingen opphold ble avsluttet i perioden."), "{address}");
        assert!(tile(&html, "liggetid_snitt").contains("<dd>-</dd>"), "{address}");
        let html = page(&format!("/innleggelsesveier?{address}")).await;
        assert!(html.contains("Ingen opphold ble avsluttet i perioden."), "{address}");
        assert!(tile(&html, "adekvat").contains("<dd>-</dd>"), "{address}");
    }
}

#[tokio::test]
async fn ways_in_and_out_are_those_computed_by_hand() {
    let html = page(&format!("/innleggelsesveier?enhet=A&{SPRING}")).await;
    assert!(tile(&html, "fra_akuttmottak").contains(">19,4 %<"), "{}", tile(&html, "fra_akuttmottak"));
    assert!(tile(&html, "videre_til_sykehus").contains(">29,0 %<"));
    // 17 of 25; statsmodels' proportion_confint(17, 25, method="wilson"): 0.4841, 0.8279.
    assert!(tile(&html, "adekvat").contains(">68,0 %<"));
    assert!(tile(&html, "adekvat").contains("95 % intervall 48,4–82,8 %"), "{}", tile(&html, "adekvat"));
    assert_eq!(row(&html, "Hvor pasientene kom fra, Enhet A", "Ikke besvart"), ["16", "51,6 %"]);
    assert_eq!(row(&html, "Hvor pasientene kom fra, Enhet A", "Sykehus"), ["0", "0,0 %"]);
    assert_eq!(row(&html, "Innleggelsesårsak, Enhet A", "R Luftveier"), ["31", "100,0 %"]);
    assert_eq!(row(&html, "Alder, Enhet A", "80 år og eldre"), ["31", "100,0 %"]);
}

#[tokio::test]
async fn few_of_a_kind_are_hidden_in_the_distribution_and_over_time() {
    let html = page(&format!("/innleggelsesveier?enhet=A&{SPRING}")).await;
    let caption = "Hvem henviste, Enhet A";
    assert_eq!(row(&html, caption, "Fastlege"), [":", ":"], "three");
    assert_eq!(row(&html, caption, "AMK/ambulanse"), [":", ":"], "two");
    assert_eq!(row(&html, caption, "Legevaktslege"), ["20", "64,5 %"]);
    let over_time = "Hvem henviste, over tid, antall og andel, Enhet A";
    let march = row(&html, over_time, "mars 2024");
    assert!(march.iter().all(|cell| cell == ":" || cell == "0"), "three stays in all: {march:?}");
    assert!(html.contains("Kategorier med få opphold, og det som ville røpet dem, vises ikke."));
}

#[tokio::test]
async fn a_share_of_few_is_hidden_in_the_key_figures() {
    // Of Stavanger's seven, six came from the emergency department: the seventh would be told.
    let html = page(&format!("/innleggelsesveier?kommune=1103&{SPRING}")).await;
    assert!(tile(&html, "fra_akuttmottak").contains("<dd>:</dd>"), "{}", tile(&html, "fra_akuttmottak"));
}
