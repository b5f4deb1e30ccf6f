use super::*;
use clap::CommandFactory as _;

/// What is installed as /etc/kadpuls/kadpuls.toml.
const EXAMPLE: &str = include_str!("../../packaging/kadpuls.toml");

fn program() -> Command {
    crate::Arguments::command()
}

fn file(text: &str) -> File {
    File { path: Some("example.toml".into()), values: read(&program(), text).unwrap() }
}

/// The effective value of a setting, and where it comes from.
fn effective(file: &File, given: &[&str], key: &str) -> (Option<String>, From) {
    let program = file.apply(program());
    let found = program.clone().try_get_matches_from([&["kadpuls", "serve"], given].concat()).unwrap();
    let all = file.effective(&program, &found);
    let one = all.into_iter().find(|one| one.setting.key == key).unwrap();
    (one.value, one.from)
}

/// The example with every line that is commented out counting.
fn whole_example() -> String {
    let counts = |line: &str| {
        let commented =
            line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        commented.unwrap_or(line).to_owned() + "\n"
    };
    EXAMPLE.lines().map(counts).collect()
}

#[test]
fn the_example_has_every_setting_and_no_other_and_names_its_variable() {
    let whole = file(&whole_example());
    let settings = settings(&program());
    let known: Vec<_> = settings.iter().map(|setting| setting.key.clone()).collect();
    assert_eq!(whole.values.keys().cloned().collect::<Vec<_>>(), known);
    for setting in settings {
        assert!(EXAMPLE.contains(&format!("Environment: {}\n", setting.variable)), "{}", setting.variable);
    }
}

#[test]
fn what_the_example_comments_out_is_what_counts_without_it() {
    let (nothing, whole) = (File::default(), file(&whole_example()));
    // These have no value of their own: the example says so in words.
    let chosen = [
        "database",
        "free_beds",
        "https",
        "oidc_acr",
        "oidc_client",
        "oidc_issuer",
        "oidc_key",
        "oidc_key_id",
        "oidc_own_address",
        "oidc_roles",
        "oidc_secret",
        "oidc_trust_claim",
        "oidc_trusts",
        "oidc_unit_claim",
        "oidc_units",
        "replica",
        "site",
        "trusted_proxies",
        "uploads",
    ];
    for setting in settings(&program()) {
        let (default, _) = effective(&nothing, &[], &setting.key);
        if chosen.contains(&setting.key.as_str()) {
            assert_eq!(default, None, "{}", setting.key);
        } else if std::env::var_os(&setting.variable).is_none() {
            assert_eq!(default, effective(&whole, &[], &setting.key).0, "{}", setting.key);
        }
    }
}

#[test]
fn the_file_counts_below_the_command_line() {
    let some = file("idle_minutes = 5\ntrusted_proxies = [\"10.0.0.1\", \"10.0.0.2\"]\nhttps = true\n");
    assert_eq!(effective(&some, &[], "idle_minutes"), (Some("5".into()), From::File));
    assert_eq!(
        effective(&some, &["--idle-minutes", "7"], "idle_minutes"),
        (Some("7".into()), From::CommandLine)
    );
    assert_eq!(effective(&some, &[], "session_hours"), (Some("12".into()), From::Program));
    let program = some.apply(program());
    let found = program.try_get_matches_from(["kadpuls", "serve"]).unwrap();
    let proxies: Vec<_> = found
        .subcommand_matches("serve")
        .unwrap()
        .get_many::<std::net::IpAddr>("trusted_proxies")
        .unwrap()
        .collect();
    assert_eq!(proxies.len(), 2);
    assert_eq!(found.subcommand_matches("serve").unwrap().get_one::<bool>("https"), Some(&true));
}

#[test]
fn every_command_gets_the_database_of_the_file() {
    let program = file("database = \"sqlite://there.db\"\n").apply(program());
    for given in
        [&["kadpuls", "user", "list"][..], &["kadpuls", "import", "enheter", "a.csv"], &["kadpuls", "doctor"]]
    {
        let found = program.clone().try_get_matches_from(given).unwrap();
        let (mut at, mut seen) = (&found, None);
        while let Some((_, below)) = at.subcommand() {
            at = below;
            seen = at.try_get_one::<String>("database").ok().flatten().or(seen);
        }
        assert_eq!(seen.map(String::as_str), Some("sqlite://there.db"), "{given:?}");
    }
}

#[test]
fn what_nobody_understands_is_refused_with_its_key_and_without_secrets() {
    let why = |text: &str| format!("{:#}", read(&program(), text).unwrap_err());
    assert!(why("idle_minuts = 5").contains("'idle_minuts' is no setting; there are: addr,"));
    assert!(
        why("idle_minutes = 0").contains("idle_minutes: invalid value '0'"),
        "{}",
        why("idle_minutes = 0")
    );
    assert!(why("addr = \"3000\"").starts_with("addr: "));
    assert!(why("addr = 1.5").contains("expected text"));
    assert!(why("addr = ").contains("TOML"), "{}", why("addr = "));
    let secret = why("free_beds = \"link:hemmelig\"");
    assert!(secret.starts_with("free_beds: ") && !secret.contains("hemmelig"), "{secret}");
    // What is nothing but a secret is never shown, however short and plain it is.
    let some = file("oidc_secret = \"kort\"\n");
    assert_eq!(effective(&some, &[], "oidc_secret"), (Some("…".into()), From::File));
}

#[test]
fn a_named_file_must_be_there_and_none_is_no_file() {
    let of = |given: &[&str], variable: Option<&str>| {
        let given: Vec<OsString> = given.iter().map(OsString::from).collect();
        File::find(&program(), &given, |_| variable.map(OsString::from))
    };
    assert_eq!(of(&["serve", "--config", "none"], Some("gone.toml")).unwrap().path, None);
    assert_eq!(of(&["serve"], Some("none")).unwrap().path, None);
    for gone in [of(&["serve", "--config=gone.toml"], None), of(&["serve"], Some("gone.toml"))] {
        assert!(format!("{:#}", gone.unwrap_err()).contains("gone.toml"));
    }
}

#[test]
fn secrets_are_not_shown() {
    for (value, shown) in [
        ("postgres://kari:hemmelig@server:5432/kad?password=hemmelig", "postgres://…@server:5432/kad"),
        ("sqlite:///var/lib/kadpuls/kadpuls.db", "sqlite:///var/lib/kadpuls/kadpuls.db"),
        ("link:0123456789abcdef", "link:…"),
        ("token:0123456789abcdef", "token:…"),
        ("127.0.0.1:9464", "127.0.0.1:9464"),
        ("signed-in", "signed-in"),
        ("Hemmelig1", "…"),
    ] {
        assert_eq!(masked(value), shown);
    }
}
