//! *Oversikt* over a small country: two trusts, three municipalities, one unit.
//!
//! Every municipality has 1 000 inhabitants in each of the five age groups in every year.

use crate::http::access::Settings;
use crate::http::assets::Files;
use crate::http::tests::{router_for, router_for_visitors, text};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Days, NaiveDate, Utc};
use store::{Provenance, Store};
use tower::ServiceExt as _;
use vocabulary::{
    AgeGroup, Alternative, Beds, Department, Destination, EmergencyAdmissions, Month, Municipality,
    Population, Referrer, Registration, Rows, Stay, Unit, UnitKind, UnitMunicipality,
};

/// A database that goes with the test.
pub struct Database {
    pub store: Store,
    pub folder: tempfile::TempDir,
}

pub fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Database {
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { store: Store::open(&url).await.unwrap(), folder }
    }

    pub async fn import(&self, rows: Rows) {
        let mut import = self.store.begin_import(rows.dataset()).await.unwrap();
        import.add(&rows).await.unwrap();
        let provenance = Provenance {
            file_name: "liten-fil.csv".into(),
            sha256: "00".into(),
            imported_at: now(),
            imported_by: "test".into(),
        };
        import.finish(&provenance).await.unwrap();
    }

    pub async fn get(&self, path: &str) -> String {
        Self::page(router_for_visitors(&self.store, self.folder.path(), now).await, path).await
    }

    /// As who runs a database without accounts sees it.
    pub async fn get_as_operator(&self, path: &str) -> String {
        let app = router_for(Settings::default(), &self.store, self.folder.path(), now, Files::Absent);
        Self::page(app, path).await
    }

    async fn page(app: axum::Router, path: &str) -> String {
        let response = app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        text(response).await.replace("<!>", "").replace('\u{a0}', " ")
    }

    /// Two trusts, three municipalities, and their inhabitants.
    pub async fn with_country() -> Self {
        let database = Self::empty().await;
        let places =
            [("1101", "Åker", "Stavanger"), ("1103", "Berg", "Stavanger"), ("0301", "Oslo", "Akershus")];
        let municipality = |(number, name, trust): (&str, &str, &str)| {
            Municipality::new(number.parse().unwrap(), name, "Helse Test RHF", trust)
        };
        database.import(Rows::Municipalities(places.map(municipality).into())).await;
        let mut population = Vec::new();
        for (number, _, _) in places {
            for year in 2020..=2026 {
                let of = |age_group: &AgeGroup| Population {
                    municipality: number.parse().unwrap(),
                    year,
                    age_group: *age_group,
                    inhabitants: 1000,
                };
                population.extend(AgeGroup::ALL.iter().map(of));
            }
        }
        database.import(Rows::Population(population)).await;
        database
    }

    /// The country with a unit in Åker that serves Berg too: half full in 2025, a quarter full in 2024.
    pub async fn with_data() -> Self {
        let database = Self::with_country().await;
        let code = || "ENHET-1".parse::<vocabulary::UnitCode>().unwrap();
        let unit = Unit {
            host: "1101".parse().ok(),
            opened: Some(day("2020-01-01")),
            ..Unit::new(code(), "Åker KAD", UnitKind::Kad)
        };
        database.import(Rows::Units(vec![unit])).await;
        let serves = |number: &str| UnitMunicipality {
            unit: code(),
            municipality: number.parse().unwrap(),
            from: day("2020-01-01"),
            to: None,
            share: None,
        };
        database.import(Rows::UnitMunicipalities(vec![serves("1101"), serves("1103")])).await;
        let beds = Beds { unit: code(), from: day("2020-01-01"), beds: 4.5 };
        database.import(Rows::Beds(vec![beds])).await;
        let first = day("2024-01-01");
        let registration = |date: NaiveDate| Registration {
            unit: code(),
            date,
            beds: 4.0,
            occupied: if date < day("2025-01-01") { 1.0 } else { 2.0 },
            admissions: None,
            discharges: None,
            rejected: None,
            discharge_ready: None,
        };
        let days = (0..366 + 365).map(|i| registration(first + Days::new(i)));
        database.import(Rows::Registrations(days.collect())).await;
        database.import(Rows::Stays((0..11).map(stay).collect())).await;
        let mut admissions = Vec::new();
        for (number, count) in [("1101", 10), ("1103", 12), ("0301", 30)] {
            for month in 0..36 {
                admissions.push(EmergencyAdmissions {
                    municipality: number.parse().unwrap(),
                    month: "2023-01".parse::<Month>().unwrap().plus(month),
                    age_group: AgeGroup::Age80Plus,
                    department: Department::all(),
                    admissions: count,
                    bed_days: None,
                    readmissions30: None,
                    discharge_ready_days: None,
                });
            }
        }
        database.import(Rows::EmergencyAdmissions(admissions)).await;
        database
    }
}

/// Eleven stays of two days in June 2025: eight from Åker, three from Berg.
fn stay(i: usize) -> Stay {
    Stay {
        id: i.to_string().parse().unwrap(),
        unit: "ENHET-1".parse().unwrap(),
        home: if i < 8 { "1101" } else { "1103" }.parse().unwrap(),
        admitted: "2025-06-10T10:00:00Z".parse().unwrap(),
        discharged: "2025-06-12T10:00:00Z".parse().ok(),
        dates_only: false,
        age_group: AgeGroup::Age80Plus,
        sex: None,
        origin: None,
        referrer: Referrer::GeneralPractitioner,
        reason: None,
        problem: None,
        purpose: None,
        alternative: Some(if i < 6 { Alternative::Hospital } else { Alternative::Home }),
        destination: Some(Destination::Home),
    }
}

/// What stands in the tile that links to `/metode#id`, without tags.
fn tile(html: &str, id: &str) -> String {
    let begin = html.find(&format!("/metode#{id}\"")).unwrap_or_else(|| panic!("no tile {id}"));
    let rest = &html[begin..];
    let rest = &rest[..rest.find("</div>").unwrap()];
    let mut text = String::new();
    let mut inside = true;
    for letter in rest.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}

/// Where the table's row of a place begins: its name leads to the place.
fn row_start(html: &str, place: &str) -> usize {
    html.find(&format!("\">{place}</a></th>")).unwrap_or_else(|| panic!("no row {place}"))
}

/// The cells of the table's row of a place.
fn row(html: &str, place: &str) -> Vec<String> {
    let begin = row_start(html, place);
    let row = &html[begin..];
    let row = &row[..row.find("</tr>").unwrap()];
    let cells = row.split("<td>").skip(1);
    cells.map(|cell| cell.split("</td>").next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn an_empty_database_welcomes_and_says_how_to_begin() {
    for database in [Database::empty().await, Database::with_country().await] {
        let html = database.get("/").await;
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(html.contains("Velkommen til KADpuls") && html.contains("kadpuls import enheter"));
        assert!(html.contains("href=\"/import\"") && !html.contains("class=\"tile\""));
    }
}

#[tokio::test]
async fn a_trust_stands_beside_the_country_and_the_year_before() {
    let html = Database::with_data().await.get("/?helseforetak=stavanger").await;
    assert!(html.contains("Oversikt – Stavanger"));
    assert!(
        html.contains("I 2025 var 50,0 % av de åpne sengedøgnene belagt, mot 50,0 % i hele landet og 25,0 %")
    );
    let occupancy = tile(&html, "belegg_ssb");
    assert!(occupancy.contains(" 50,0 % "), "{occupancy}");
    assert!(occupancy.contains("Året før: 25,0 % (+25,0 prosentpoeng)"), "{occupancy}");
    assert!(occupancy.contains("Registrert: 100 % av enhetsdøgnene"), "{occupancy}");
    assert!(tile(&html, "liggetid_snitt").contains(" 2,0 døgn "));
    // 11 stays among 2 × 5 000 inhabitants in one year.
    assert!(tile(&html, "opphold_rate").contains(" 1,1 "), "{}", tile(&html, "opphold_rate"));
    // 6 of 11.
    assert!(tile(&html, "adekvat").contains(" 54,5 % "));
    // 12 × 22 admissions among 10 000; in the country 12 × 52 among 15 000. All ages weigh the same everywhere.
    for id in ["oeh_rate", "oeh_rate_aldersjustert"] {
        let rate = tile(&html, id);
        assert!(rate.contains(" 26,4 ") && rate.contains("Hele landet: 41,6"), "{rate}");
        assert!(rate.contains("95 % intervall 23,"), "{rate}");
    }
    assert!(html.contains("færre enn de 41,6 i hele landet"));
    assert!(tile(&html, "plasser").contains(" 4,5 "));
    // 10 000 / 7 000.
    assert!(tile(&html, "sengebehov").contains(" 1,4 "));
    assert!(tile(&html, "reinnleggelser").contains("Ingen tall for perioden"), "unsaid isn't none");
}

#[tokio::test]
async fn small_numbers_are_hidden_in_tiles_and_table_and_cant_be_subtracted() {
    let database = Database::with_data().await;
    let html = database.get("/?kommune=1103").await;
    let rate = tile(&html, "opphold_rate");
    assert!(rate.contains(" : ") && rate.contains("For få pasienter til å vises"), "{rate}");
    let html = database.get("/?helseforetak=stavanger").await;
    for place in ["Berg", "Åker"] {
        // 8 and 3 stays: the trust's 11 would give the 3 away.
        assert_eq!(row(&html, place)[3], ":", "{place}");
    }
}

#[tokio::test]
async fn places_are_sorted_by_name_and_lead_on() {
    let html =
        Database::with_data().await.get("/?helseforetak=stavanger&fra=2025-01-01&til=2025-12-31").await;
    assert!(row_start(&html, "Berg") < row_start(&html, "Åker"), "Å comes last in Norwegian");
    assert!(html.contains("<a href=\"/?kommune=1103&amp;fra=2025-01-01&amp;til=2025-12-31\">Berg</a>"));
    assert_eq!(row(&html, "Berg")[5], "28,8", "12 × 12 admissions among 5 000");
}

#[tokio::test]
async fn the_country_lists_its_trusts() {
    let html = Database::with_data().await.get("/").await;
    assert_eq!(row(&html, "Akershus")[0], "..", "a trust without units");
    assert_eq!(row(&html, "Akershus")[5], "72,0");
    assert_eq!(row(&html, "Stavanger")[0], "50,0 %");
    assert!(html.contains("href=\"/?helseforetak=stavanger"));
}

#[tokio::test]
async fn a_period_of_days_is_widened_to_whole_months_and_says_so() {
    let html = Database::with_data().await.get("/?fra=2025-02-10&til=2025-03-05").await;
    assert!(html.contains("Siden regner i hele måneder og viser februar 2025 – mars 2025."));
}

#[tokio::test]
async fn months_without_counts_are_no_denominator() {
    let database = Database::with_country().await;
    // Only Åker reports, and only half of the year.
    let admissions = (0..6).map(|month| EmergencyAdmissions {
        municipality: "1101".parse().unwrap(),
        month: "2025-01".parse::<Month>().unwrap().plus(month),
        age_group: AgeGroup::Age80Plus,
        department: Department::all(),
        admissions: 10,
        bed_days: None,
        readmissions30: None,
        discharge_ready_days: None,
    });
    database.import(Rows::EmergencyAdmissions(admissions.collect())).await;
    let html = database.get("/?fra=2025-01-01&til=2025-12-31").await;
    // 60 among 5 000 × 181/365 years: 24,2; over all three and the whole year it would be 4,0.
    let rate = tile(&html, "oeh_rate");
    assert!(rate.contains(" 24,2 ") && rate.contains("Registrert: 17 % av kommunemånedene"), "{rate}");
}
