//! What the gate for small numbers keeps from whom: role by view, over numbers that are known and found nowhere else.

use super::*;
use vocabulary::{
    AgeGroup, Destination, EmergencyAdmissions, Month, Population, Referrer, Registration, Rows, Stay,
};

const YEAR: &str = "fra=2025-01-01&til=2025-12-31";

async fn import(store: &Store, rows: Rows) {
    let mut import = store.begin_import(rows.dataset()).await.unwrap();
    import.add(&rows).await.unwrap();
    let provenance = Provenance {
        file_name: "test.csv".into(),
        sha256: "00".into(),
        imported_at: noon(),
        imported_by: "test".into(),
    };
    import.finish(&provenance).await.unwrap();
}

fn months() -> impl Iterator<Item = Month> {
    (1..=12).filter_map(|month| Month::new(2025, month))
}

/// In 2025 both units have 20 stays of 48 hours in every month, but EGEN has three of 185 hours (7.7 days) in March.
/// Two of its other patients were sent by the ambulance service. Oslo has 100 emergency admissions in every month,
/// but three in March: 3 / (5 000 × 31 / 365) × 1 000 = 7.1 per 1 000 and year.
async fn with_numbers() -> House {
    let house = House::new(Settings::default(), noon).await;
    let mut stays = Vec::new();
    let mut days = Vec::new();
    for (unit, home) in [("EGEN", "0301"), ("ANNEN", "1101")] {
        for month in months() {
            let few = unit == "EGEN" && month.month() == 3;
            let noon = month.first_day().and_hms_opt(12, 0, 0).unwrap().and_utc();
            for i in 0..if few { 3 } else { 20 } {
                let discharged = noon + TimeDelta::days(10);
                stays.push(Stay {
                    id: format!("{unit}-{month}-{i}").parse().unwrap(),
                    unit: unit.parse().unwrap(),
                    home: home.parse().unwrap(),
                    admitted: discharged - TimeDelta::hours(if few { 185 } else { 48 }),
                    discharged: Some(discharged),
                    dates_only: false,
                    age_group: AgeGroup::Age80Plus,
                    sex: None,
                    origin: None,
                    referrer: match (unit, i) {
                        ("EGEN", 0) if month.month() < 3 => Referrer::Ambulance,
                        (_, 1..7) => Referrer::GeneralPractitioner,
                        _ => Referrer::OutOfHours,
                    },
                    reason: None,
                    problem: None,
                    purpose: None,
                    alternative: None,
                    destination: Some(Destination::Home),
                });
            }
            days.push(Registration {
                unit: unit.parse().unwrap(),
                date: month.first_day(),
                beds: 10.0,
                occupied: 5.0,
                admissions: Some(if few { 3 } else { 20 }),
                discharges: Some(if few { 3 } else { 20 }),
                rejected: None,
                discharge_ready: None,
            });
        }
    }
    import(&house.store, Rows::Stays(stays)).await;
    import(&house.store, Rows::Registrations(days)).await;
    let population = ["0301", "1101"].into_iter().flat_map(|number| {
        (2024..=2026).flat_map(move |year| {
            AgeGroup::ALL.iter().map(move |age_group| Population {
                municipality: number.parse().unwrap(),
                year,
                age_group: *age_group,
                inhabitants: 1000,
            })
        })
    });
    import(&house.store, Rows::Population(population.collect())).await;
    let admissions = ["0301", "1101"].into_iter().flat_map(|number| {
        months().map(move |month| EmergencyAdmissions {
            municipality: number.parse().unwrap(),
            month,
            age_group: AgeGroup::Age80Plus,
            department: "indremedisin".parse().unwrap(),
            admissions: if number == "0301" && month.month() == 3 { 3 } else { 100 },
            readmissions30: None,
            discharge_ready_days: None,
            bed_days: None,
        })
    });
    import(&house.store, Rows::EmergencyAdmissions(admissions.collect())).await;
    house
}

impl House {
    /// A page as a role sees it, without the marks that the renderer leaves.
    async fn seen_by(&self, role: Role, path: &str) -> String {
        let cookie = self.session(role, noon()).await;
        let response = self.send(request("GET", path, Some(&cookie))).await;
        let (status, html) = (response.status(), text(response).await);
        let account = self.store.account_by_email(&address(role)).await.unwrap().unwrap();
        self.store.end_sessions(account.id).await.unwrap();
        assert_eq!(status, StatusCode::OK, "{role} {path}");
        html.replace("<!>", "").replace("<!---->", "").replace('\u{a0}', " ")
    }
}

/// The cells of every row that begins with this heading, in all tables of a page.
fn rows(html: &str, heading: &str) -> Vec<String> {
    let texts = |row: &str| {
        let cells = row.split("<t").filter(|cell| cell.starts_with('h') || cell.starts_with('d'));
        let text = |cell: &str| {
            let mut text = String::new();
            let mut inside = true;
            for letter in cell.chars() {
                match letter {
                    '<' => inside = true,
                    '>' => inside = false,
                    letter if !inside => text.push(letter),
                    _ => {}
                }
            }
            text.trim().to_owned()
        };
        cells.map(text).collect::<Vec<_>>()
    };
    let rows = html.split("<tr").map(|row| texts(row.split("</tr>").next().unwrap_or_default()));
    rows.filter(|row| row.first().is_some_and(|first| first == heading))
        .map(|row| row[1..].join(" "))
        .collect()
}

/// A view, what it would give away, and whether leser, registrator, statistikk and administrator see it.
#[rustfmt::skip]
const SECRETS: &[(&str, &str, &str)] = &[
    // The mean of March's three stays.
    ("/liggetid?enhet=EGEN", "7,7", "-+-+"),
    ("/liggetid?enhet=EGEN&enhetstype=kad", "7,7", "-+-+"),
    ("/liggetid?enhet=EGEN&aldersgruppe=80%2B", "7,7", "-+-+"),
    ("/liggetid?helseforetak=akershus", "7,7", "-+-+"),
    ("/liggetid?kommune=0301", "7,7", "---+"),
    ("/liggetid", "7,7", "----"),
    // Two of 223 by ambulance.
    ("/innleggelsesveier?enhet=EGEN", "0,9 %", "-+-+"),
    ("/innleggelsesveier?kommune=0301", "0,9 %", "---+"),
    ("/aarsrapport?aar=2025&enhet=EGEN", "<td class=num>2</td>", "-+-+"),
    // March's three admissions per 1 000.
    ("/kommune?kommune=0301", "<td>7,1</td>", "---+"),
    ("/?kommune=0301", "<td>7,1</td>", "---+"),
];

#[tokio::test]
async fn small_numbers_are_for_those_who_have_the_right_in_every_view() {
    let house = with_numbers().await;
    for (path, secret, expected) in SECRETS {
        let sign = if path.contains('?') { '&' } else { '?' };
        let path = if path.contains("aar=") { (*path).to_owned() } else { format!("{path}{sign}{YEAR}") };
        let mut found = String::new();
        for role in Role::ALL {
            let html = house.seen_by(*role, &path).await;
            found.push(if html.contains(secret) { '+' } else { '-' });
        }
        assert_eq!(&found, expected, "{path}: {secret}");
    }
}

#[tokio::test]
async fn a_small_count_stands_in_no_cell_of_its_month() {
    let house = with_numbers().await;
    for page in ["/liggetid?enhet=EGEN", "/innleggelsesveier?enhet=EGEN", "/liggetid?helseforetak=akershus"] {
        let html = house.seen_by(Role::Reader, &format!("{page}&{YEAR}")).await;
        let march = rows(&html, "mars 2025");
        let hidden = |row: &String| row.starts_with(':') || row.starts_with("..");
        assert!(!march.is_empty() && march.iter().all(hidden), "{page}: {march:?}");
        assert!(march.iter().all(|row| !row.split(' ').any(|cell| cell == "3")), "{page}: {march:?}");
        let own = house.seen_by(Role::Registrar, &format!("{page}&{YEAR}")).await;
        assert!(
            rows(&own, "mars 2025").iter().any(|row| row.starts_with('3') || row.contains('(')),
            "{page}"
        );
    }
}

/// The completed stays of a period in the key figure of a page; `None` where they are hidden.
async fn stays_in(house: &House, page: &str, first: u32, last: u32) -> Option<i64> {
    let (first, last) = (Month::new(2025, first).unwrap(), Month::new(2025, last).unwrap());
    let path = format!("/{page}?enhet=EGEN&fra={}&til={}", first.first_day(), last.last_day());
    let html = house.seen_by(Role::Reader, &path).await;
    let tile = html.split("/metode#opphold\"").nth(1).unwrap().split("<dd>").nth(1).unwrap();
    tile.split('<').next().unwrap().parse().ok()
}

#[tokio::test]
async fn no_two_periods_give_a_small_month_by_subtraction() {
    let house = with_numbers().await;
    assert_eq!(stays_in(&house, "liggetid", 1, 12).await, Some(223), "the year is shown");
    assert_eq!(stays_in(&house, "liggetid", 10, 12).await, Some(60), "and months without few stays");
    for page in ["liggetid", "innleggelsesveier"] {
        assert_eq!(stays_in(&house, page, 3, 3).await, None);
        for first in 1..3 {
            let (to_february, to_march) =
                (stays_in(&house, page, first, 2).await, stays_in(&house, page, first, 3).await);
            assert!(to_february.is_none() || to_march.is_none(), "{page} from {first}");
        }
        for last in 4..=12 {
            let (from_march, from_april) =
                (stays_in(&house, page, 3, last).await, stays_in(&house, page, 4, last).await);
            assert!(from_march.is_none() || from_april.is_none(), "{page} to {last}");
        }
    }
    // Days make no difference: stays count in whole months.
    let days = |path: &'static str| house.seen_by(Role::Reader, path);
    let three = days("/belegg?enhet=EGEN&fra=2025-03-01&til=2025-03-31").await;
    let part = days("/belegg?enhet=EGEN&fra=2025-03-02&til=2025-03-20").await;
    let tile = |html: &str| -> String {
        let tile = html.split("/metode#innleggelser_kad\"").nth(1);
        tile.map(|tile| tile.chars().take(60).collect()).unwrap_or_default()
    };
    assert!(tile(&three).contains("<dd>:</dd>"), "{}", tile(&three));
    assert!(tile(&part).is_empty() || tile(&part).contains("<dd>:</dd>"), "{}", tile(&part));
    let path = "/belegg?enhet=EGEN&fra=2025-03-01&til=2025-03-31";
    assert!(house.seen_by(Role::Registrar, path).await.contains("<dd>3</dd>"));
}

#[tokio::test]
async fn one_place_shows_nothing_that_tells_another_by_the_sum_of_both() {
    let house = with_numbers().await;
    // The country's March is shown as 23, so ANNEN's 20 would tell EGEN's three.
    let country = house.seen_by(Role::Statistics, &format!("/liggetid?{YEAR}")).await;
    let other = house.seen_by(Role::Statistics, &format!("/liggetid?enhet=ANNEN&{YEAR}")).await;
    let count = |html: &str, month: &str| rows(html, month)[0].split(' ').next().unwrap().to_owned();
    let (all, other_march) = (count(&country, "mars 2025"), count(&other, "mars 2025"));
    assert!(all == ":" || other_march == ":", "{all} less {other_march}");
    assert_eq!(count(&country, "mai 2025"), "40");
}

#[tokio::test]
async fn the_long_file_of_municipalities_hides_small_months_the_running_one_too_from_everybody() {
    let house = with_numbers().await;
    let now = Month::of(noon().date_naive());
    let running = ["0301", "1101"].map(|number| EmergencyAdmissions {
        municipality: number.parse().unwrap(),
        month: now,
        age_group: AgeGroup::Age80Plus,
        department: "indremedisin".parse().unwrap(),
        admissions: if number == "0301" { 3 } else { 100 },
        readmissions30: None,
        discharge_ready_days: None,
        bed_days: None,
    });
    import(&house.store, Rows::EmergencyAdmissions(running.into())).await;
    let path = format!("/tabell/kommuner-maaned.csv?format=enkel&fra=2025-01-01&til={}", now.last_day());
    for role in [Role::Statistics, Role::Administrator] {
        let file = house.seen_by(role, &path).await;
        let admissions = |number: &str, month: &str| -> String {
            let row = file.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let mut row = row.filter(|row| row.get(1) == Some(&number) && row.get(3) == Some(&month));
            row.next().and_then(|row| row.get(4).copied()).unwrap_or_default().to_owned()
        };
        assert_eq!(admissions("0301", "2025-02"), "100", "{role}: {file}");
        assert_eq!(admissions("0301", "2025-03"), ":", "{role}");
        assert_eq!(admissions("0301", &now.to_string()), ":", "{role}");
    }
}
