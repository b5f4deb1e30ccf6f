//! Tables as files: the same figure on the page, in every format and from the command line.

use super::*;
use crate::{Arguments, Command};
use ::tables::unguarded;
use app::exports::{Entry, FIGURES, TABLES, find_table};
use calamine::{Data as Value, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use clap::Parser as _;
use demo::Scale;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::io::Cursor;
use store::{Provenance, Store};
use vocabulary::{Month, Municipality, Rows, Unit, UnitKind, norwegian};

/// Part of the made-up country, with files and pages over it.
pub(super) struct Place {
    router: axum::Router,
    pub(super) store: Store,
    folder: tempfile::TempDir,
}

impl Place {
    pub(super) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
        let store = Store::open(&url).await.unwrap();
        // Files hide small numbers whoever asks; so does the page of a visitor.
        let router = router_for_visitors(&store, folder.path(), Utc::now).await;
        Self { router, store, folder }
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    pub(super) async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    async fn string(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path).await).unwrap()
    }

    /// What `kadpuls measure` writes.
    async fn measured(&self, id: &str, query: &str, format: &str) -> Vec<u8> {
        let file = self.folder.path().join("ut");
        let url = format!("sqlite://{}", self.folder.path().join("kadpuls.db").display());
        let mut words =
            vec!["kadpuls".to_owned(), "measure".to_owned(), id.to_owned(), "--database".to_owned(), url];
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            if ["fra", "til", "enhet", "kommune", "helseforetak"].contains(&name) {
                words.extend([format!("--{name}"), value.to_owned()]);
            } else {
                words.extend(["--med".to_owned(), pair.to_owned()]);
            }
        }
        words.extend(["--format".into(), format.into(), "-o".into(), file.display().to_string()]);
        // The command brings its own threads.
        let run = std::thread::spawn(move || {
            let Command::Measure(measure) = Arguments::try_parse_from(words).unwrap().command else {
                panic!()
            };
            measure.run().unwrap();
        });
        tokio::task::spawn_blocking(move || run.join().unwrap()).await.unwrap();
        std::fs::read(file).unwrap()
    }
}

fn sheet_rows(bytes: Vec<u8>) -> Vec<Vec<Value>> {
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(file.sheet_names(), ["Tabell", "Om tabellen"]);
    assert!(file.worksheet_formula("Tabell").unwrap().is_empty());
    file.worksheet_range("Tabell").unwrap().rows().map(<[Value]>::to_vec).collect()
}

/// Excel counts days from the end of 1899.
fn excel_day(cell: &Value) -> chrono::NaiveDate {
    let Value::DateTime(day) = cell else { panic!("{cell:?} is no date") };
    "1899-12-30".parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(day.as_f64() as u64)
}

fn csv_rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The cells of the page's table with this caption, as texts.
fn page_rows(html: &str, caption: &str) -> Option<Vec<Vec<String>>> {
    let caption = caption.replace('&', "&amp;");
    let table = html.split("<table").find(|table| table.contains(&format!(">{caption}</caption>")))?;
    let body = table.split("<tbody>").nth(1)?.split("</tbody>").next()?;
    let rows = body.split("<tr>").skip(1).map(|row| {
        let cells = row.split("</t").filter(|cell| cell.contains("<td") || cell.contains("<th"));
        cells
            .map(|cell| {
                let inner = &cell[cell.find("<t").unwrap()..];
                let mut text = String::new();
                let mut is_tag = false;
                for letter in inner.chars() {
                    match letter {
                        '<' => is_tag = true,
                        '>' if is_tag => is_tag = false,
                        letter if !is_tag => text.push(letter),
                        _ => {}
                    }
                }
                text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")
            })
            .collect()
    });
    Some(rows.collect())
}

/// The numbers and signs in what people read, numbers as programs write them: `40,2–48,1 %` is `40.2 48.1`.
fn read_by_people(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().filter(|letter| *letter != '\u{a0}').collect();
    if text == [':'] || text == ['.', '.'] {
        return vec![text.iter().collect()];
    }
    let digit = |place: usize| text.get(place).is_some_and(char::is_ascii_digit);
    let mut found: Vec<String> = Vec::new();
    let mut number = String::new();
    for (place, letter) in text.iter().enumerate() {
        match letter {
            letter if letter.is_ascii_digit() => number.push(*letter),
            ',' if !number.is_empty() && digit(place + 1) => number.push('.'),
            '\u{2212}' if number.is_empty() && digit(place + 1) => number.push('-'),
            _ if number.is_empty() => {}
            _ => found.push(std::mem::take(&mut number)),
        }
    }
    found.extend((!number.is_empty()).then_some(number));
    found
}

/// The same sign beside itself once: a hidden interval is one `:` on the page and two in a file.
fn once(mut tokens: Vec<String>) -> Vec<String> {
    tokens.dedup_by(|a, b| a == b && (a == ":" || a == ".."));
    tokens
}

/// A field as people read it, where its column is of months or days.
fn heads(kind: &str, field: &str) -> String {
    match kind {
        "maaned" => field.parse::<Month>().map_or_else(|_| field.to_owned(), norwegian::short_month),
        "dato" => field.parse().map_or_else(|_| field.to_owned(), norwegian::date),
        _ => field.to_owned(),
    }
}

/// The page with a figure's table: a long one stands where its link leads to.
async fn with_table(place: &Place, html: String, view: &str, id: &str) -> String {
    let links = html.split("<a ").filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag));
    let links = links.filter(|tag| tag.contains("whole-table"));
    let mut queries = links.filter_map(|tag| tag.split("href=\"").nth(1)?.split('#').next());
    match queries.find(|query| query.ends_with(&format!("tabell={id}"))) {
        Some(query) => {
            let path = view.split('?').next().unwrap();
            place.string(&format!("{path}{}", query.replace("&amp;", "&"))).await
        }
        None => html,
    }
}

/// Holds every form of a table against the page's; the measures that it is of, and how many numbers its PDF has.
async fn check(place: &Place, entry: &Entry, query: &str) -> (Vec<String>, usize) {
    let id = entry.id;
    let of = |ending: &str| {
        format!("/tabell/{id}.{ending}{}{query}", if ending.contains('?') { "&" } else { "?" })
    };
    let json: Json = serde_json::from_slice(&place.bytes(&of("json")).await).unwrap();
    let view = json["visning"].as_str().unwrap().split('#').next().unwrap();
    let html = place.string(view).await;
    for ending in ["csv", "xlsx", "json"] {
        assert!(html.contains(&format!("href=\"/tabell/{id}.{ending}?")), "{id}.{ending} isn't on the page");
    }
    let caption = json["tittel"].as_str().unwrap();
    let html = with_table(place, html, view, id).await;
    let page = page_rows(&html, caption).unwrap_or_else(|| panic!("{id}: no table «{caption}»"));
    let plain = csv_rows(&place.string(&of("csv?format=enkel")).await, b',');
    let norway = place.string(&of("csv")).await;
    let norway = csv_rows(norway.strip_prefix('\u{feff}').unwrap(), b';');
    let sheet = sheet_rows(place.bytes(&of("xlsx")).await);
    let columns = json["kolonner"].as_array().unwrap();
    let kinds: Vec<&str> = columns.iter().map(|column| column["type"].as_str().unwrap()).collect();
    let units: Vec<Option<&str>> = columns.iter().map(|column| column["enhet"].as_str()).collect();
    let rows = json["rader"].as_array().unwrap();
    assert!(!page.is_empty() && page.len() == rows.len(), "{id}: {} and {}", page.len(), rows.len());
    assert_eq!((plain.len(), sheet.len()), (rows.len() + 1, rows.len() + 1), "{id}");
    let signs: BTreeSet<(u64, u64, &str)> = json["tegn"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["rad"].as_u64().unwrap(), s["kolonne"].as_u64().unwrap(), s["tegn"].as_str().unwrap()))
        .collect();
    for (r, shown) in page.iter().enumerate() {
        let fields = &plain[r + 1];
        assert_eq!(fields.len(), columns.len(), "{id}");
        if matches!(kinds[0], "tall" | "antall") {
            assert_eq!(read_by_people(&shown[0]), [fields[0].clone()], "{id}, row {r}");
        } else {
            assert_eq!(shown[0], heads(kinds[0], unguarded(&fields[0])), "{id}, row {r}");
        }
        let on_page: Vec<String> = shown[1..].iter().flat_map(|cell| read_by_people(cell)).collect();
        let mut in_file = Vec::new();
        for (c, field) in fields.iter().enumerate() {
            let is_number = field.parse::<f64>().is_ok();
            if c > 0 {
                match kinds[c] {
                    "tekst" => in_file.extend(read_by_people(field)),
                    "dato" => in_file.extend(read_by_people(&heads("dato", field))),
                    _ if is_number || field == ":" || field == ".." => in_file.push(field.clone()),
                    _ => {}
                }
            }
            // The spreadsheet's CSV.
            let there = &norway[r + 1][c];
            match kinds[c] {
                "dato" => assert_eq!(*there, heads("dato", field), "{id}"),
                "antall" | "tall" => assert_eq!(there.replace(',', "."), *field, "{id}"),
                _ => assert_eq!(there, field, "{id}"),
            }
            // JSON.
            let value = &rows[r][c];
            if matches!(field.as_str(), ":" | "..") {
                assert!(
                    value.is_null() && signs.contains(&(r as u64, c as u64, field.as_str())),
                    "{id}: {field}"
                );
            } else if is_number && kinds[c] != "tekst" {
                assert_eq!(
                    value.to_string().parse::<f64>().ok(),
                    field.parse().ok(),
                    "{id}, row {r}: {value}"
                );
            } else {
                assert_eq!(value.as_str().unwrap_or_default(), unguarded(field), "{id}, row {r}");
            }
            // The workbook.
            let cell = sheet[r + 1].get(c).unwrap_or(&Value::Empty);
            let decimals = field.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            match kinds[c] {
                "maaned" | "dato" if field != ".." && !field.is_empty() && field != "ingen" => {
                    let day = excel_day(cell).to_string();
                    assert_eq!(day.get(..field.len()), Some(field.as_str()), "{id}");
                }
                _ if is_number && kinds[c] != "tekst" => {
                    let percent = units[c] == Some("%");
                    let number = cell.as_f64().unwrap() * if percent { 100.0 } else { 1.0 };
                    assert_eq!(format!("{number:.decimals$}"), *field, "{id}, row {r}, column {c}");
                }
                _ => assert_eq!(cell.as_string().unwrap_or_default(), unguarded(field), "{id}"),
            }
        }
        assert_eq!(once(on_page), once(in_file), "{id}, row {r}: {shown:?} and {fields:?}");
    }
    let by_command = place.measured(id, query, "plain").await;
    assert_eq!(csv_rows(&String::from_utf8(by_command).unwrap(), b','), plain, "{id}");
    // The command's other formats come from the same rows.
    if id == "belegg-maaned" {
        let by_command: Json = serde_json::from_slice(&place.measured(id, query, "json").await).unwrap();
        assert_eq!(by_command["rader"], json["rader"], "{id}");
        assert_eq!(sheet_rows(place.measured(id, query, "xlsx").await), sheet, "{id}");
    }
    let is_drawn = FIGURES.iter().any(|figure| figure.id == id);
    let numbers = if is_drawn { agreement::hold_against_pdf(place, &html, id, query).await } else { 0 };
    let defined = json["definisjoner"].as_array().unwrap().iter();
    (defined.map(|definition| definition["id"].as_str().unwrap().to_owned()).collect(), numbers)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_the_same_on_the_page_in_every_file_and_from_the_command_line() {
    let place = Place::empty().await;
    intake::load_reference(&place.store, Utc::now()).await.unwrap();
    let scale = Scale::Trusts(vec!["Finnmark".to_owned(), "Telemark".to_owned()]);
    let until = "2017-06-30T12:00:00Z".parse().unwrap();
    intake::load_demo(&place.store, 2, &scale, until, |_| {}).await.unwrap();
    let catalogue = place.store.catalogue().await.unwrap();
    let days = "fra=2016-01-01&til=2016-12-31";
    let mut views =
        vec![days.to_owned(), format!("{days}&helseforetak=finnmark"), format!("{days}&kommune=5601")];
    views.extend(catalogue.units.iter().take(12).map(|unit| format!("{days}&enhet={}", unit.code)));
    let mut absent = Vec::new();
    let (mut held, mut numbers) = (BTreeSet::new(), 0);
    // Too long for a page: held against another one below.
    for entry in FIGURES.iter().chain(TABLES).filter(|entry| entry.id != "kommuner-maaned") {
        let mut is_found = false;
        for query in &views {
            let status = place.get(&format!("/tabell/{}.json?{query}", entry.id)).await.status();
            assert!(
                matches!(status, StatusCode::OK | StatusCode::NOT_FOUND),
                "{} {query}: {status}",
                entry.id
            );
            if status == StatusCode::OK {
                let (of, drawn) = check(&place, entry, query).await;
                held.extend(of);
                numbers += drawn;
                is_found = true;
                break;
            }
        }
        if !is_found {
            absent.push(entry.id);
        }
    }
    assert!(absent.is_empty(), "in no view: {absent:?}");
    // One chart shows whichever measure of its page is chosen.
    for entry in FIGURES.iter().filter(|entry| entry.id.ends_with("-endring")) {
        for definition in measures::MEASURES.iter().filter(|definition| definition.id != "endring") {
            let query = format!("{days}&maal={}", definition.id);
            let path = format!("/tabell/{}.json?{query}", entry.id);
            let json: Json = serde_json::from_slice(&place.bytes(&path).await).unwrap();
            let defined = json["definisjoner"].as_array().unwrap();
            let is_shown = defined.iter().any(|of| of["id"] == definition.id);
            if is_shown && !held.contains(definition.id) {
                let (of, drawn) = check(&place, entry, &query).await;
                held.extend(of);
                numbers += drawn;
            }
        }
    }
    agreement::every_measure_was_held(&held);
    assert!(numbers > 300, "{numbers} numbers drawn and read in PDF");
    the_long_table_says_what_a_municipality_s_page_says(&place, days).await;
}

async fn the_long_table_says_what_a_municipality_s_page_says(place: &Place, days: &str) {
    let json = async |path: &str| -> Json { serde_json::from_slice(&place.bytes(path).await).unwrap() };
    let all = json(&format!("/tabell/kommuner-maaned.json?{days}")).await;
    let rows = all["rader"].as_array().unwrap();
    // Every municipality of today, twelve months.
    let numbers: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str().unwrap()).collect();
    assert!(numbers.len() > 300 && rows.len() == numbers.len() * 12);
    let own: Vec<&Json> = rows.iter().filter(|row| row[1] == "5601").collect();
    let page = json(&format!("/tabell/oeh-tid.json?{days}&kommune=5601")).await;
    let page = page["rader"].as_array().unwrap();
    assert!(own.len() == 12 && own.iter().any(|row| !row[4].is_null()));
    for (own, page) in own.into_iter().zip(page) {
        assert_eq!(own[3], page[0]);
        // Hidden here may be more: the trust's other municipalities stand beside it.
        if !own[4].is_null() {
            assert_eq!([&own[4], &own[5], &own[6], &own[7]], [&page[1], &page[2], &page[3], &page[4]]);
        }
    }
}

#[tokio::test]
async fn an_address_of_nothing_says_what_there_is() {
    let place = Place::empty().await;
    let response = place.get("/tabell/finnes-ikke.csv").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let said = text(response).await;
    assert!(said.contains("belegg-dag") && said.contains("kompletthet"), "{said}");
    for path in ["/tabell/belegg-dag", "/tabell/belegg-dag.pdf", "/tabell/belegg-dag.csv?format=tull"] {
        assert_eq!(place.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    // The page has it for a unit alone.
    let response = place.get("/tabell/belegg-dag.csv").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(text(response).await.contains("Den vises bare for én enhet"));
    assert!(find_table("belegg-dag").is_some());
}

#[tokio::test]
async fn a_name_that_looks_like_a_formula_stays_a_name() {
    let place = Place::empty().await;
    let names = ["=HYPERLINK(\"http://x\";\"y\")", "@SUM(A1)", "<script>æøå\u{202e}", "-2+3", "+1"];
    let units = names.iter().enumerate().map(|(i, name)| Unit {
        host: "1101".parse().ok(),
        opened: "2024-01-01".parse().ok(),
        ..Unit::new(format!("E{i}").parse().unwrap(), *name, UnitKind::Kad)
    });
    let town = Municipality::new("1101".parse().unwrap(), "=Å", "Helse Test RHF", "=Foretak");
    for rows in [Rows::Municipalities(vec![town]), Rows::Units(units.collect())] {
        let mut import = place.store.begin_import(rows.dataset()).await.unwrap();
        import.add(&rows).await.unwrap();
        let provenance = Provenance {
            file_name: "=1".into(),
            sha256: "00".into(),
            imported_at: noon(),
            imported_by: "test".into(),
        };
        import.finish(&provenance).await.unwrap();
    }
    let query = "kommune=1101&fra=2024-01-01&til=2024-01-31";
    for (path, delimiter) in [("csv?format=enkel&", b','), ("csv?", b';')] {
        let text = place.string(&format!("/tabell/kompletthet.{path}{query}")).await;
        let rows = csv_rows(text.trim_start_matches('\u{feff}'), delimiter);
        for field in rows.iter().flatten().filter(|field| field.parse::<f64>().is_err()) {
            assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field}");
        }
        let first: BTreeSet<&str> = rows[1..6].iter().map(|row| unguarded(&row[0])).collect();
        assert_eq!(first, BTreeSet::from(names));
    }
    let response = place.get(&format!("/tabell/kompletthet.xlsx?{query}")).await;
    let name = header(&response, header::CONTENT_DISPOSITION);
    assert!(
        name.starts_with("attachment; filename=\"kompletthet_aa_2024-01-01_2024-01-31.xlsx\"; filename*=UTF-8''kompletthet%20%3D%C3%85%20"),
        "{name}"
    );
    let rows = sheet_rows(response.into_body().collect().await.unwrap().to_bytes().to_vec());
    let first: BTreeSet<String> = rows[1..6].iter().map(|row| row[0].to_string()).collect();
    assert_eq!(first, names.iter().map(|name| (*name).to_owned()).collect());
}
