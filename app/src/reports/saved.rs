//! Reports that people put together: which views, in which order, with which words between them, over which period.

use super::quarterly::Quarter;
use super::{Block, Report, SIGNS, foot};
use crate::data::{Data, DataError};
use crate::exports::{Entry, FigureSet, find_table};
use crate::selection::slug;
use chrono::NaiveDate;
use language::{key, t, text};
use serde::{Deserialize, Serialize};
use store::SavedReport;
use vocabulary::{Month, Period};

/// What its address begins with, before its code.
pub const ADDRESS: &str = "/rapporter/lagret/";
/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest text between two views.
pub const LONGEST_WORDS: usize = 4_000;
/// The most parts.
pub const MOST_PARTS: usize = 60;
/// The longest query of a view, all names and values together.
const LONGEST_QUERY: usize = 2_000;

/// Which days the views are shown over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Span {
    /// Each over its own.
    #[default]
    Own,
    /// The last quarter that is over.
    Quarter,
    /// The last twelve whole months.
    Year,
    /// The same days always.
    Fixed,
}

impl Span {
    /// All, with their names in forms and what people call them.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Own, "egen", key!("Hver visning sin egen")),
        (Self::Quarter, "kvartal", key!("Siste kvartal")),
        (Self::Year, "aar", key!("Siste 12 måneder")),
        (Self::Fixed, "fast", key!("Fast periode")),
    ];

    /// By its name in a form.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, of, _)| *of == name).map(|(span, _, _)| *span)
    }
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Own words; a line that begins with `#` is a heading.
    Words(String),
    /// A chart or table of a view.
    View {
        /// Its id in the registry.
        id: String,
        /// What the page's address says.
        query: Vec<(String, String)>,
    },
}

/// Period and parts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// Which days.
    #[serde(default)]
    pub span: Span,
    /// The first day, where they are fixed.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day, where they are fixed.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// What stands in it, in order.
    #[serde(default)]
    pub parts: Vec<Part>,
}

impl Content {
    /// As it is saved; empty where it can't be read.
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// For saving.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is wrong with a report of this title: a field's name and a sentence.
    pub fn faults(&self, title: &str) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |field: String, words: &str| faults.push((field, words.to_owned()));
        let gone = t!("Ta ut fødselsnummeret: her skal det ikke stå noe om pasienter.");
        if title.trim().is_empty() || title.chars().count() > LONGEST_TITLE {
            fault("tittel".into(), t!("Gi rapporten en tittel på høyst 200 tegn."));
        } else if import::holds_birth_number(title) {
            fault("tittel".into(), gone);
        }
        if self.span == Span::Fixed && self.fixed().is_none() {
            fault("fra".into(), t!("Velg første og siste dag for den faste perioden, i rekkefølge."));
        }
        if self.parts.len() > MOST_PARTS {
            fault(String::new(), t!("Rapporten kan ha høyst 60 deler. Ta ut noen."));
        }
        for (i, part) in self.parts.iter().enumerate() {
            match part {
                Part::Words(words) if words.chars().count() > LONGEST_WORDS => {
                    fault(format!("ord-{i}"), t!("Teksten kan være høyst 4 000 tegn. Del den i to."));
                }
                Part::Words(words) if import::holds_birth_number(words) => fault(format!("ord-{i}"), gone),
                Part::Words(_) => {}
                Part::View { id, query } => {
                    let length: usize = query.iter().map(|(name, value)| name.len() + value.len()).sum();
                    let told = query.iter().any(|(_, value)| import::holds_birth_number(value));
                    if find_table(id).is_none() || length > LONGEST_QUERY || told {
                        fault(String::new(), t!("En av visningene kan ikke stå i en rapport. Ta den ut."));
                    }
                }
            }
        }
        faults
    }

    fn fixed(&self) -> Option<Period> {
        Period::new(self.from?, self.to?).ok()
    }

    /// Does what a button of the form says: `opp-2`, `ned-2`, `fjern-2`, `ord`.
    pub fn act(&mut self, action: &str) {
        if action == "ord" {
            self.parts.push(Part::Words(String::new()));
        }
        let Some((what, place)) = action.split_once('-') else { return };
        let Some(place) = place.parse().ok().filter(|place| *place < self.parts.len()) else { return };
        match what {
            "opp" if place > 0 => self.parts.swap(place - 1, place),
            "ned" if place + 1 < self.parts.len() => self.parts.swap(place, place + 1),
            "fjern" => drop(self.parts.remove(place)),
            _ => {}
        }
    }

    /// The days on which the views are shown; `None`: each over its own.
    fn period(&self, newest: NaiveDate) -> Option<Period> {
        match self.span {
            Span::Own => None,
            Span::Quarter => Some(Quarter::over_by(newest).period()),
            Span::Year => {
                let month = Month::of(newest);
                let last = if newest == month.last_day() { month } else { month.plus(-1) };
                Some(Period::months_up_to(last, 12))
            }
            Span::Fixed => self.fixed(),
        }
    }
}

/// The report for who asks, over its own period or another. A view that isn't for her is said to be so.
///
/// # Errors
/// [`DataError`].
pub async fn report(data: &Data, saved: &SavedReport, span: Option<Span>) -> Result<Report, DataError> {
    let mut content = Content::read(&saved.content);
    if let Some(span) = span {
        content.span = span;
    }
    let newest = data.catalogue().await?.newest_registration.unwrap_or_else(|| data.today());
    let period = content.period(newest);
    let data = &data.handed_on();
    let mut blocks = Vec::new();
    let mut tables = false;
    for part in content.parts {
        match part {
            Part::Words(words) => blocks.extend(paragraphs(&words)),
            Part::View { id, query } => {
                let block = match find_table(&id) {
                    Some(entry) => shown(data, entry, &query, period).await?,
                    None => Block::Note(t!("Figuren «{id}» finnes ikke lenger.")),
                };
                tables |= matches!(block, Block::Table { .. });
                blocks.push(block);
            }
        }
    }
    if blocks.is_empty() {
        blocks.push(Block::Words(t!("Rapporten er tom ennå.").to_owned()));
    }
    if tables {
        blocks.push(Block::Note(text(SIGNS).to_owned()));
    }
    Ok(Report {
        title: saved.title.clone(),
        name: format!("rapport-{}", slug(&saved.title).chars().take(60).collect::<String>()),
        blocks,
        foot: foot(data).await?,
        one_page: false,
        problems: Vec::new(),
    })
}

/// Own words: paragraphs apart by empty lines, headings by `#`.
fn paragraphs(words: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    for line in words.lines().map(str::trim).chain([""]) {
        let heading = line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim());
        if (line.is_empty() || heading.is_some()) && !paragraph.is_empty() {
            blocks.push(Block::Words(std::mem::take(&mut paragraph)));
        }
        match heading {
            Some("") => {}
            Some(heading) => blocks.push(Block::Heading(heading.to_owned())),
            None if line.is_empty() => {}
            None => {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
            }
        }
    }
    blocks
}

/// A view as a block, or why it isn't there.
async fn shown(
    data: &Data,
    entry: &Entry,
    pairs: &[(String, String)],
    period: Option<Period>,
) -> Result<Block, DataError> {
    let mut query = entry.query(pairs);
    if let Some(period) = period {
        query.replace("fra", period.from().to_string());
        query.replace("til", period.to().to_string());
    }
    let mut set = match entry.page.figures(data, &query).await {
        Ok(set) => set,
        Err(DataError::Forbidden(advice)) => {
            return Ok(Block::Note(t!("En visning i rapporten er ikke for kontoen din. {advice}")));
        }
        Err(error) => return Err(error),
    };
    if let Some(block) = Block::figure(&mut set, entry, &query) {
        return Ok(block);
    }
    let FigureSet { tables, place, selection, line, .. } = set;
    let Some(listed) = tables.into_iter().find(|listed| listed.id == entry.id) else {
        return Ok(Block::Note(t!("«{}» kan ikke vises for {place}. {}", entry.id, text(entry.absent))));
    };
    let pairs = selection.as_ref().map_or_else(Vec::new, crate::selection::Selection::pairs);
    let complete = line.of(&listed.measures).unwrap_or_default();
    Ok(Block::Table {
        source: format!("{} {complete}", listed.source).trim_end().to_owned(),
        address: entry.address(&pairs, &query),
        table: Box::new(listed.table),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(id: &str, value: &str) -> Part {
        Part::View { id: id.to_owned(), query: vec![("enhet".to_owned(), value.to_owned())] }
    }

    fn faults(title: &str, parts: Vec<Part>) -> Vec<String> {
        let content = Content { parts, ..Content::default() };
        content.faults(title).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn what_must_not_stand_in_a_report_is_refused() {
        let words = |text: &str| Part::Words(text.to_owned());
        assert!(faults("Møte på Ås <script>", vec![words("Kort."), view("belegg-dag", "A")]).is_empty());
        assert_eq!(faults(" ", vec![]), ["tittel"]);
        assert_eq!(faults(&"x".repeat(201), vec![]), ["tittel"]);
        assert_eq!(faults("Om 01010100050", vec![]), ["tittel"]);
        assert_eq!(faults("A", vec![words(""), words("Gjelder 01010100050")]), ["ord-1"]);
        assert_eq!(faults("A", vec![words(&"x".repeat(4001))]), ["ord-0"]);
        assert_eq!(faults("A", vec![view("finnes-ikke", "A")]), [""]);
        assert_eq!(faults("A", vec![view("belegg-dag", "01010100050")]), [""]);
        assert_eq!(faults("A", vec![words(""); 61]), [""]);
        let fixed = Content { span: Span::Fixed, ..Content::default() };
        assert_eq!(fixed.faults("A")[0].0, "fra");
    }

    #[test]
    fn parts_are_moved_and_taken_out_and_nothing_else_happens() {
        let mut content =
            Content { parts: vec![view("a", ""), view("b", ""), view("c", "")], ..Content::default() };
        let ids = |content: &Content| -> String {
            content
                .parts
                .iter()
                .map(|part| if let Part::View { id, .. } = part { id.as_str() } else { "-" })
                .collect()
        };
        for (action, expected) in [
            ("opp-0", "abc"),
            ("opp-2", "acb"),
            ("ned-0", "cab"),
            ("ned-2", "cab"),
            ("fjern-1", "cb"),
            ("fjern-9", "cb"),
            ("ord", "cb-"),
            ("lagre", "cb-"),
            ("opp--1", "cb-"),
            ("opp-x", "cb-"),
        ] {
            content.act(action);
            assert_eq!(ids(&content), expected, "{action}");
        }
    }

    #[test]
    fn what_is_saved_is_read_back_and_what_cannot_be_read_is_empty() {
        let content = Content {
            span: Span::Fixed,
            from: "2025-01-01".parse().ok(),
            to: "2025-03-31".parse().ok(),
            parts: vec![Part::Words("# Æ\n«ord»".into()), view("belegg-dag", "A")],
        };
        assert_eq!(Content::read(&content.json()), content);
        assert_eq!(Content::read("tull"), Content::default());
    }

    #[test]
    fn a_rolling_period_ends_with_the_newest_data() {
        let period = |span, newest: &str| {
            let content = Content { span, ..Content::default() };
            content.period(newest.parse().unwrap()).map(|days| format!("{}–{}", days.from(), days.to()))
        };
        assert_eq!(period(Span::Quarter, "2025-12-30").as_deref(), Some("2025-07-01–2025-09-30"));
        assert_eq!(period(Span::Year, "2025-11-29").as_deref(), Some("2024-11-01–2025-10-31"));
        assert_eq!(period(Span::Own, "2025-11-29"), None);
    }

    #[test]
    fn lines_with_a_hash_are_headings_and_empty_lines_part_paragraphs() {
        let kinds: String = paragraphs("Først\nmer\n\n## Så <b>\nsist\n#\n")
            .iter()
            .map(|block| match block {
                Block::Heading(words) => format!("[{words}]"),
                Block::Words(words) => format!("({words})"),
                _ => String::new(),
            })
            .collect();
        assert_eq!(kinds, "(Først mer)[Så <b>](sist)");
    }
}
