//! `kadpuls user`: accounts from the command line.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

mod room;

use room::Room;
use serde_json::Value;

const PASSWORD: &str = "riktig hest batteri\n";

impl Room {
    fn accounts(&self) -> Vec<Value> {
        let outcome = self.run(&["user", "list", "--json"]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        serde_json::from_str(&outcome.stdout).unwrap()
    }
}

#[test]
fn accounts_are_added_listed_disabled_and_given_passwords() {
    let room = Room::new();
    assert!(room.accounts().is_empty());
    let added = room.told(&["user", "add", "Kari@Eksempel.no", "--role", "administrator"], PASSWORD);
    assert_eq!(
        (added.status, added.stdout.as_str()),
        (Some(0), "kari@eksempel.no: added as administrator\n")
    );
    let added = room.told(
        &["user", "add", "ola@eksempel.no", "--role", "registrator", "--unit", "A", "--unit", "B"],
        PASSWORD,
    );
    assert_eq!(added.status, Some(0), "{}", added.stderr);
    let added =
        room.told(&["user", "add", "leder@eksempel.no", "--role", "leser", "--trust", "Akershus"], PASSWORD);
    assert_eq!(added.status, Some(0), "{}", added.stderr);

    let accounts = room.accounts();
    assert_eq!(accounts.len(), 3);
    assert_eq!((&accounts[0]["role"], &accounts[0]["password"]), (&"administrator".into(), &true.into()));
    assert_eq!(accounts[1]["trust"], "Akershus");
    assert_eq!(accounts[2]["units"], serde_json::json!(["A", "B"]));
    assert!(!room.run(&["user", "list", "--json"]).stdout.contains("argon2"));

    assert_eq!(room.run(&["user", "disable", "ola@eksempel.no"]).status, Some(0));
    assert_eq!(room.accounts()[2]["disabled"], true);
    assert_eq!(room.run(&["user", "disable", "--undo", "OLA@eksempel.no"]).status, Some(0));
    assert_eq!(room.accounts()[2]["disabled"], false);
    assert_eq!(room.told(&["user", "password", "ola@eksempel.no"], "en helt ny setning\n").status, Some(0));
}

#[test]
fn what_cannot_be_done_is_refused_with_the_remedy() {
    let room = Room::new();
    room.told(&["user", "add", "kari@eksempel.no", "--role", "administrator"], PASSWORD);
    for (arguments, input, status, remedy) in [
        (&["add", "kari@eksempel.no", "--role", "leser"][..], PASSWORD, 1, "has an account already"),
        (&["add", "ola@eksempel.no", "--role", "leser"], "kort\n", 1, "12 to 128 characters"),
        (&["add", "ola@eksempel.no", "--role", "leser"], "", 1, "12 to 128 characters"),
        (&["add", "ola@eksempel.no", "--role", "leser"], "passordpassord\n", 1, "easy to guess"),
        (
            &["add", "ola@eksempel.no", "--role", "leser", "--trust", "Atlantis"],
            PASSWORD,
            1,
            "no health trust",
        ),
        (&["add", "ola@eksempel.no", "--role", "registrator"], PASSWORD, 2, "--unit CODE"),
        (&["add", "ola@eksempel.no", "--role", "registrator", "--unit", "X"], PASSWORD, 1, "no unit 'X'"),
        (
            &["add", "ola@eksempel.no", "--role", "sjef"],
            PASSWORD,
            2,
            "leser registrator statistikk administrator",
        ),
        (&["add", "ola", "--role", "leser"], PASSWORD, 2, "no e-mail address"),
        (&["disable", "kari@eksempel.no"], "", 1, "last administrator"),
        (&["password", "ukjent@eksempel.no"], PASSWORD, 1, "kadpuls user list"),
    ] {
        let outcome = room.told(&[&["user"], arguments].concat(), input);
        assert_eq!(outcome.status, Some(status), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(remedy), "{arguments:?}: {}", outcome.stderr);
    }
    assert_eq!(room.accounts().len(), 1);
}

#[test]
fn without_accounts_only_this_machine_is_served() {
    let room = Room::new();
    let outcome = room.run(&["serve", "--addr", "0.0.0.0:0"]);
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.contains("kadpuls user add"), "{}", outcome.stderr);
}
