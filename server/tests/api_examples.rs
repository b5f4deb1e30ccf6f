//! The examples in docs/examples, each run where its interpreter is. Nothing here runs Power Query: of its example only
//! the addresses, options and fields are held against the API.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

mod room;

use room::Room;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command};

const DAYS: [&str; 2] = ["fra=2024-01-01", "til=2024-12-31"];

/// A server on a year of days of one unit, with a token for it.
struct House {
    room: Room,
    child: Child,
    address: String,
    token: String,
}

impl Drop for House {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl House {
    fn new() -> Self {
        let room = Room::new();
        let mut days = "enhet;dato;senger;belagt;innleggelser\n".to_owned();
        for (month, day) in (1..=12).flat_map(|month| (1..=28).map(move |day| (month, day))) {
            writeln!(days, "A;2024-{month:02}-{day:02};4;{};6", day % 5).unwrap();
        }
        assert_eq!(room.import("registreringer", days.as_bytes(), &[]).status, Some(0));
        let added =
            room.told(&["user", "add", "stat@eksempel.no", "--role", "statistikk"], "riktig hest batteri\n");
        assert_eq!(added.status, Some(0), "{}", added.stderr);
        let token = room.run(&["token", "add", "stat@eksempel.no", "eksempel"]).stdout.trim().to_owned();
        let mut child = room.spawn(&["serve", "--addr", "127.0.0.1:0"]);
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening =
            lines.find_map(|line| line.unwrap().split("listening on ").nth(1).map(str::to_owned)).unwrap();
        // What it says later mustn't fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { room, child, address: listening.trim().trim_end_matches('/').to_owned(), token }
    }

    /// What an example writes; what it says where it fails.
    fn run(&self, interpreter: &str, file: &str, words: &[&str]) -> Result<String, String> {
        let mut command = Command::new(interpreter);
        command
            .arg(example(file))
            .args(words)
            .env("KADPULS", &self.address)
            .env("KADPULS_TOKEN", &self.token);
        let output = command.env("PYTHONIOENCODING", "utf-8").output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
    }

    /// What `kadpuls measure` says of the same.
    fn expected(&self) -> Value {
        let asked =
            ["measure", "belegg-maaned", "--from", "2024-01-01", "--to", "2024-12-31", "--format", "json"];
        serde_json::from_str(&self.room.run(&asked).stdout).unwrap()
    }
}

fn example(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/examples").join(file)
}

/// Whether this runs here; a line says so where it doesn't.
fn is_there(interpreter: &str, words: &[&str]) -> bool {
    let there = Command::new(interpreter).args(words).output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("NOT RUN: `{interpreter} {}` doesn't work here", words.join(" "));
    }
    there
}

#[test]
fn the_python_example_gives_the_rows_of_a_table_from_all_its_pages() {
    if !is_there("python3", &["--version"]) {
        return;
    }
    let house = House::new();
    let expected = house.expected();
    for size in ["antall=1000", "antall=5"] {
        let said = house.run("python3", "hent.py", &["belegg-maaned", DAYS[0], DAYS[1], size]).unwrap();
        let rows: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let sent = expected["rader"].as_array().unwrap();
        assert_eq!(rows.len(), sent.len());
        for (row, sent) in rows.iter().zip(sent) {
            for (column, value) in
                expected["kolonner"].as_array().unwrap().iter().zip(sent.as_array().unwrap())
            {
                assert_eq!(row[column["navn"].as_str().unwrap()], *value, "{row}");
            }
        }
    }
    let told = house.run("python3", "hent.py", &["belegg-maaned", "fraa=2024-01-01"]).unwrap_err();
    assert!(told.starts_with("400: «fraa» finnes ikke her."), "{told}");
}

#[test]
fn the_r_example_gives_the_rows_of_a_table_from_all_its_pages() {
    if !is_there("Rscript", &["-e", "library(jsonlite)"]) {
        return;
    }
    let house = House::new();
    let rows = house.expected()["rader"].as_array().unwrap().len();
    for size in ["antall=1000", "antall=5"] {
        let said = house.run("Rscript", "hent.R", &["belegg-maaned", DAYS[0], DAYS[1], size]).unwrap();
        assert_eq!(said.lines().count(), rows + 1, "{said}");
        assert!(said.contains("\"2024-12\""), "{said}");
    }
}

#[test]
fn the_power_query_example_asks_for_what_there_is() {
    let text = std::fs::read_to_string(example("hent.pq")).unwrap();
    let quoted = |before: &str| text.split_once(before).unwrap().1.split('"').nth(1).unwrap().to_owned();
    let mut query = String::new();
    for pair in text.split_once("Valg = [").unwrap().1.split(']').next().unwrap().split(", ") {
        let (name, value) = pair.split_once(" = ").unwrap();
        write!(query, "{name}={}&", value.trim_matches('"')).unwrap();
    }
    assert!(text.contains("[side = Text.From(nummer)]"));
    let path = format!("/{}{}?{query}side=1", quoted("RelativePath = "), quoted("Navn = "));
    let house = House::new();
    let host = house.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let token = &house.token;
    // Of HTTP/1.0, so that the body comes as it is.
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "{answer}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert!(text.contains("[svar][sider][av]") && body["sider"]["av"].is_u64());
    assert!(text.contains("{0}[kolonner], each [navn]") && body["kolonner"][0]["navn"].is_string());
    assert!(text.contains("each [rader]") && body["rader"].as_array().is_some_and(|rows| !rows.is_empty()));
}
