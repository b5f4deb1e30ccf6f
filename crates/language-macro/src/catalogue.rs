//! The catalogues: gettext's PO files, whose `msgid` is the bokmål text.

use crate::literal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Translations by the bokmål text.
pub type Catalogue = BTreeMap<String, String>;

/// Nynorsk and English.
pub fn catalogues() -> [&'static Catalogue; 2] {
    static READ: LazyLock<[Catalogue; 2]> = LazyLock::new(|| {
        [include_str!("../../../locales/nn.po"), include_str!("../../../locales/en.po")].map(read)
    });
    [&READ[0], &READ[1]]
}

/// The entries of a PO file that have both parts. A text may go on over several lines of quotes.
fn read(file: &str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let (mut id, mut text, mut in_text) = (String::new(), String::new(), false);
    for line in file.lines().chain(["msgid \"\""]) {
        let (begun, quoted) = match (line.strip_prefix("msgid "), line.strip_prefix("msgstr ")) {
            (Some(rest), _) => (Some(false), rest),
            (_, Some(rest)) => (Some(true), rest),
            _ => (None, line),
        };
        let Some(part) = literal::value(quoted.trim()) else { continue };
        if begun == Some(false) {
            let (id, text) = (std::mem::take(&mut id), std::mem::take(&mut text));
            if !id.is_empty() && !text.is_empty() {
                catalogue.insert(id, text);
            }
        }
        in_text = begun.unwrap_or(in_text);
        if in_text { text += &part } else { id += &part }
    }
    catalogue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_over_lines_and_what_lacks_its_translation_is_left_out() {
        let file = "msgid \"\"\nmsgstr \"Language: nn\\n\"\n\n# a remark\nmsgid \"ikke \"\n\"nå\"\nmsgstr \"ikkje no\"\n\n\
                    msgid \"tom\"\nmsgstr \"\"\n";
        let entries: Vec<_> = read(file).into_iter().collect();
        assert_eq!(entries, [("ikke nå".to_owned(), "ikkje no".to_owned())]);
    }
}
