//! The catalogues hold every text of the program and nothing else.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Macros whose texts are translated where they are shown: of `coded!` what stands before a `;`, of `measure!` all but
/// the id, of `column_table!` what is followed by its English twin.
const LISTS: [&str; 3] = ["coded!", "measure!", "column_table!"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// What of a file matters here: strings with their meaning, and everything else but white space and remarks.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Mark(char),
    Word(String),
}

fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r\"") || rest.starts_with("r#\"") {
            let hashes = rest[1..].chars().take_while(|letter| *letter == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            2 + hashes + rest[2 + hashes..].find(&end).map_or(0, |at| at + end.len())
        } else if first == '"' {
            let mut escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, letter)| {
                let ends = *letter == '"' && !escaped;
                escaped = *letter == '\\' && !escaped;
                ends
            });
            let end = end.map_or(rest.len(), |(at, _)| at + 1);
            pieces.push(Piece::Text(meaning(&rest[1..end - 1])));
            end
        } else if first == '\'' {
            // A letter in quotes, or the name of a lifetime.
            let letter =
                rest.char_indices().nth(2).filter(|(_, close)| *close == '\'' && !rest.starts_with("'\\"));
            let escaped = rest
                .strip_prefix("'\\")
                .and_then(|more| more.char_indices().skip(1).find(|(_, c)| *c == '\''));
            letter.map(|(at, _)| at + 1).or(escaped.map(|(at, _)| at + 3)).unwrap_or(1)
        } else if first.is_alphanumeric() || first == '_' {
            let end =
                rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
            pieces.push(Piece::Word(rest[..end].to_owned()));
            end
        } else {
            if !first.is_whitespace() {
                pieces.push(Piece::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    pieces
}

fn meaning(written: &str) -> String {
    let mut text = String::new();
    let mut rest = written.chars().peekable();
    while let Some(letter) = rest.next() {
        match if letter == '\\' { rest.next() } else { None } {
            None => text.push(letter),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('\n') => while rest.next_if(|next| next.is_whitespace()).is_some() {},
            Some('u') => {
                let code: String = rest.by_ref().skip(1).take_while(|next| *next != '}').collect();
                text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
            }
            Some(other) => text.push(other),
        }
    }
    text
}

/// The texts in a file that are shown in the reader's language.
fn keys(pieces: &[Piece]) -> Vec<String> {
    let mut keys = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Word(name) = piece else { continue };
        if pieces.get(at + 1) != Some(&Piece::Mark('!')) {
            continue;
        }
        let list = LISTS.contains(&format!("{name}!").as_str());
        if let ("t" | "key", Some(Piece::Mark('(')), Some(Piece::Text(text))) =
            (name.as_str(), pieces.get(at + 2), pieces.get(at + 3))
        {
            keys.push(text.clone());
        } else if list && matches!(pieces.get(at + 2), Some(Piece::Mark('(' | '{'))) {
            keys.extend(listed(name, &pieces[at + 2..]));
        }
    }
    keys
}

fn listed(name: &str, pieces: &[Piece]) -> Vec<String> {
    let (mut depth, mut keys, mut texts) = (0_usize, Vec::new(), 0);
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Mark('(' | '{' | '[') => depth += 1,
            Piece::Mark(')' | '}' | ']') => depth -= 1,
            Piece::Text(text) => {
                texts += 1;
                let next = pieces.get(at + 1);
                let shown = match name {
                    "coded" => next == Some(&Piece::Mark(';')),
                    "measure" => texts > 1 && !text.is_empty(),
                    _ => {
                        next == Some(&Piece::Mark(',')) && matches!(pieces.get(at + 2), Some(Piece::Text(_)))
                    }
                };
                if shown {
                    keys.push(text.clone());
                }
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    keys
}

/// Every text of the program, and a file it stands in.
fn texts() -> BTreeMap<String, PathBuf> {
    let mut files = Vec::new();
    for folder in ["app/src", "server/src", "crates"] {
        sources(&root().join(folder), &mut files);
    }
    let mut texts = BTreeMap::new();
    for file in files.into_iter().filter(|file| {
        !file.components().any(|part| {
            let part = part.as_os_str();
            part == "language" || part == "language-macro" || part == "tests"
        })
    }) {
        for text in keys(&pieces(&std::fs::read_to_string(&file).unwrap())) {
            // Numbers and signs alone are the same everywhere.
            if without_gaps(&text).chars().any(char::is_alphabetic) || text.starts_with("{}.") {
                texts.entry(text).or_insert_with(|| file.clone());
            }
        }
    }
    texts
}

fn without_gaps(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let file = std::fs::read_to_string(root().join(format!("locales/{language}.po"))).unwrap();
    let mut entries = BTreeMap::new();
    let mut id = String::new();
    for line in file.lines() {
        if let Some(text) = line.strip_prefix("msgid ") {
            id = quoted(text);
        } else if let Some(text) = line.strip_prefix("msgstr ") {
            let fresh = id.is_empty() || entries.insert(id.clone(), quoted(text)).is_none();
            assert!(fresh, "{language}.po has «{id}» twice");
        }
    }
    entries
}

/// The text between the first and the last quote of a line.
fn quoted(line: &str) -> String {
    let line = line.trim();
    meaning(&line[1..line.len() - 1])
}

#[test]
fn every_text_has_a_translation_and_every_translation_a_text() {
    let texts = texts();
    assert!(texts.len() > 1500, "the texts were not found");
    for language in ["nn", "en"] {
        let catalogue = catalogue(language);
        let missing: Vec<_> = texts.iter().filter(|(text, _)| !catalogue.contains_key(*text)).collect();
        assert!(missing.is_empty(), "locales/{language}.po lacks {missing:#?}");
        let unused: Vec<_> =
            catalogue.keys().filter(|id| !id.is_empty() && !texts.contains_key(*id)).collect();
        assert!(unused.is_empty(), "locales/{language}.po has what no code shows: {unused:#?}");
    }
}

#[test]
fn translations_have_the_same_gaps_and_blanks_at_their_ends() {
    let gaps = |text: &str| -> BTreeSet<String> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(gap, _)| gap.to_owned())
            .collect()
    };
    let ends = |text: &str| (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    for language in ["nn", "en"] {
        for (id, text) in catalogue(language) {
            assert!(id.is_empty() || !text.is_empty(), "{language}: «{id}» is empty");
            assert_eq!(gaps(&id), gaps(&text), "{language}: «{id}»");
            if !id.is_empty() {
                assert_eq!(ends(&id), ends(&text), "{language}: «{id}»");
            }
        }
    }
}

#[test]
fn translations_stand_in_the_order_of_their_texts() {
    for language in ["nn", "en"] {
        let file = std::fs::read_to_string(root().join(format!("locales/{language}.po"))).unwrap();
        let ids: Vec<_> = file.lines().filter_map(|line| line.strip_prefix("msgid ")).collect();
        let mut sorted = ids.clone();
        sorted.sort_by_key(|id| quoted(id));
        assert_eq!(ids, sorted, "locales/{language}.po is out of order");
    }
}

#[test]
fn texts_are_found_in_every_form() {
    let source = r##"
        // t!("remark")
        let a = t!("en \
                    to {n}", 'x', "not this");
        const B: &str = key!("tre\u{a0}fire");
        coded! { Kind { Kad = "kad", "KAD"; } }
        measure!(Beds, "id", "Navn", "", FROM, "Merk");
        column_table! { A: "enhet", need(), Text, "Enheten", "The unit"; }
        let c = r#"t!("raw")"#;
    "##;
    let found = keys(&pieces(source));
    assert_eq!(found, ["en to {n}", "tre\u{a0}fire", "KAD", "Navn", "Merk", "Enheten"]);
}
