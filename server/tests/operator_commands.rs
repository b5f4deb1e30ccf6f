//! `kadpuls doctor`, `backup` and `restore` from the command line.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

mod room;

use room::Room;
use serde_json::Value;

fn doctor(room: &Room, more: &[&str]) -> (Option<i32>, Value) {
    let done = room.run(&[&["doctor", "--json"], more].concat());
    let told =
        serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{}{}", done.stdout, done.stderr));
    (done.status, told)
}

fn state<'a>(told: &'a Value, name: &str) -> &'a str {
    let checks = told["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).map_or("-", |check| check["state"].as_str().unwrap())
}

fn setting<'a>(told: &'a Value, key: &str) -> (&'a Value, &'a str) {
    let settings = told["settings"].as_array().unwrap();
    let one = settings.iter().find(|one| one["key"] == key).unwrap();
    (&one["value"], one["from"].as_str().unwrap())
}

#[test]
fn the_doctor_tells_every_setting_with_its_origin_and_no_secret() {
    let room = Room::new();
    let config = room.file(
        "kadpuls.toml",
        b"idle_minutes = 5\nfree_beds = \"link:0123456789abcdef\"\nmetrics = \"token:fedcba9876543210\"\n",
    );
    let (status, told) = doctor(&room, &["--config", &config]);
    assert_eq!(status, Some(0), "{told}");
    assert_eq!(setting(&told, "idle_minutes"), (&"5".into(), "file"));
    assert_eq!(setting(&told, "session_hours"), (&"12".into(), "default"));
    assert_eq!(setting(&told, "database").1, "environment");
    assert_eq!(setting(&told, "free_beds"), (&"link:…".into(), "file"));
    let text = room.run(&["doctor", "--config", &config]);
    assert!(text.stdout.contains("idle_minutes") && text.stdout.contains("Checks"), "{}", text.stdout);
    for secret in ["0123456789abcdef", "fedcba9876543210"] {
        assert!(!text.stdout.contains(secret) && !told.to_string().contains(secret));
    }
    for name in ["uploads", "folder", "database", "migrations", "integrity", "clock"] {
        assert_ne!(state(&told, name), "fails", "{told}");
        assert_ne!(state(&told, name), "-", "{name} in {told}");
    }
    let named = room.url();
    let (_, told) = doctor(&room, &["--config", "none", "--database", &named]);
    assert_eq!(setting(&told, "database"), (&named.as_str().into(), "command line"));
}

#[test]
fn the_doctor_fails_on_what_stands_in_the_way_and_makes_nothing() {
    let room = Room::new();
    let none = ["--config", "none"];
    let (status, told) =
        doctor(&room, &[&none[..], &["--database", "postgres://kari:hemmelig@127.0.0.1:1/kad"]].concat());
    assert_eq!((status, state(&told, "database")), (Some(1), "fails"));
    assert!(!told.to_string().contains("hemmelig"), "{told}");
    let (status, told) = doctor(&room, &[&none[..], &["--database", "sqlite://ny.db"]].concat());
    assert_eq!((status, state(&told, "database")), (Some(0), "notable"));
    assert!(!room.holds("ny.db"));
    room.sql("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)");
    let (status, told) = doctor(&room, &none);
    assert_eq!((status, state(&told, "migrations")), (Some(1), "fails"));
    room.sql("DELETE FROM _sqlx_migrations WHERE version = 9999");
    room.sql("INSERT INTO beds (unit, valid_from, beds) VALUES ('FINNES-IKKE', '2024-01-01', 1.0)");
    let (status, told) = doctor(&room, &none);
    assert_eq!((status, state(&told, "integrity")), (Some(1), "fails"), "{told}");
    let config = room.file("feil.toml", b"idle_minuts = 5\n");
    let done = room.run(&["doctor", "--config", &config]);
    assert_eq!(done.status, Some(1));
    assert!(done.stderr.contains("'idle_minuts' is no setting"), "{}", done.stderr);
    assert!(
        room.run(&["--help", "--config", &config]).stdout.contains("doctor"),
        "help is there whatever a file says"
    );
}

/// What is in the database, the database's own notes on numbers that were given aside.
fn contents(room: &Room) -> Vec<String> {
    room.contents().into_iter().filter(|line| !line.starts_with("sqlite_sequence")).collect()
}

#[test]
fn a_backup_is_one_new_file_and_restores_whole_or_not_at_all() {
    let room = Room::new();
    let before = contents(&room);
    let done = room.run(&["backup", "kopi.db", "--json"]);
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    let told: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(told["tables"]["unit"], 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(room.path("kopi.db").metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = room.run(&["backup", "kopi.db"]);
    assert_eq!(again.status, Some(1));
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);

    assert_eq!(room.import("enheter", b"enhet;navn;type\nC;Enhet C;kad\n", &[]).status, Some(0));
    let more = contents(&room);
    assert_ne!(more, before);
    let refused = room.run(&["restore", "kopi.db"]);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stderr.contains("--replace") && refused.stderr.contains("isn't empty"),
        "{}",
        refused.stderr
    );
    let no_backup = room.file("tekst.db", b"enhet;navn\n");
    assert_eq!(room.run(&["restore", &no_backup, "--replace"]).status, Some(1));
    assert_eq!(contents(&room), more, "nothing was changed");
    let done = room.run(&["restore", "kopi.db", "--replace"]);
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""));
    assert_eq!(contents(&room), before);
    // On another machine: a database that isn't there yet.
    let done = room.run(&["restore", "kopi.db", "--database", "sqlite://annen.db"]);
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    assert_eq!(room.integrity(), "ok");
    let left = std::fs::read_dir(room.path(".")).unwrap().filter_map(Result::ok);
    let left: Vec<_> = left.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with(".kadpuls-backup")), "{left:?}");
}

#[test]
fn a_restore_names_the_accounts_that_it_opens_again() {
    let room = Room::new();
    for (email, role) in [("kari@eksempel.no", "statistikk"), ("ola@eksempel.no", "administrator")] {
        let done = room.told(&["user", "add", email, "--role", role], "en helt grei setning\n");
        assert_eq!(done.status, Some(0), "{}", done.stderr);
    }
    assert_eq!(room.run(&["backup", "kopi.db"]).status, Some(0));
    assert_eq!(room.run(&["user", "disable", "kari@eksempel.no"]).status, Some(0));
    let done = room.run(&["restore", "kopi.db", "--replace"]);
    assert!(done.stdout.contains("kadpuls user disable kari@eksempel.no"), "{}", done.stdout);
    assert!(!done.stdout.contains("ola@"), "{}", done.stdout);
    let done = room.run(&["restore", "kopi.db", "--replace", "--json"]);
    let told: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(told["reopened"], serde_json::json!([]), "nobody is closed now");
}

#[test]
fn programs_that_start_at_once_on_a_new_database_fill_it_once() {
    let room = Room::new();
    let url = format!("sqlite://{}", room.path("ny.db").display());
    let mut running: Vec<_> = (0..4).map(|_| room.spawn(&["user", "--database", &url, "list"])).collect();
    for program in &mut running {
        let mut said = String::new();
        std::io::Read::read_to_string(program.stderr.as_mut().unwrap(), &mut said).unwrap();
        assert!(program.wait().unwrap().success(), "{said}");
    }
    let done = room.run(&["backup", "ny-kopi.db", "--json", "--database", &url]);
    let told: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(told["tables"]["import_batch"], 3, "municipalities, border changes, population: {told}");
}
