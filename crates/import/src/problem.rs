//! Everything that can be wrong with a file, in words: what is wrong, what was expected, what to do.

use chrono::NaiveDate;
use language::t;
use serde::{Deserialize, Serialize};
use vocabulary::norwegian;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant's text, below, says what it is and what its fields are")]
pub enum Problem {
    // The file.
    Unreadable { detail: String },
    Empty,
    NoRows,
    NotASpreadsheet,
    OldOrLockedExcel,
    Utf16,
    TooLarge { megabytes: u64 },
    TooLargeInside { megabytes: u64 },
    NoSuchSheet { sheets: Vec<String> },
    WrongHeader { expected: String },
    MissingColumn { name: String, similar: Option<String> },
    MissingEither { name: String, other: String, similar: Option<String> },
    DuplicateColumn,
    // A line.
    MixedEncoding,
    MixedSeparators { header: String, line: String },
    CellCount { expected: u64, found: u64 },
    RowTooLong,
    SheetRowTooLong,
    UnclosedQuote,
    // A cell.
    BirthNumber,
    Missing,
    MissingWith { other: String },
    CellError,
    BadText,
    TooLong { most: u64 },
    NotAMunicipality,
    LostZero { meant: String },
    UnknownMunicipality,
    UnknownUnit { similar: Option<String> },
    NotYourUnit,
    NotACode { expected: String },
    NotAReason,
    NotADate,
    NotAMoment,
    NotAMonth,
    ShortYear,
    NoSuchDate,
    NoSuchTime,
    BeforeHistory,
    TooFarAhead,
    Future { today: NaiveDate },
    EndBeforeStart { start: String },
    NotANumber,
    NotWhole,
    Negative,
    TooBig,
    NotAShare,
    NotAnAge,
    YearOutside { first: i32, last: i32 },
    AgeMismatch { group: String },
    BothPlaces,
    TooManyDepartments { most: u64 },
    // A key.
    Duplicate { first_line: u64 },
}

impl Problem {
    /// In bokmål.
    #[allow(clippy::too_many_lines, reason = "one sentence for each problem, best read in one place")]
    pub fn norwegian(&self) -> String {
        match self {
            Self::Unreadable { detail } => t!("Filen kan ikke leses ({detail}). Kontroller at den finnes, er hel og ikke er låst."),
            Self::Empty => t!("Filen er tom. Lagre regnearket på nytt og velg den nye filen.").into(),
            Self::NoRows => t!("Filen har overskrifter, men ingen rader under dem.").into(),
            Self::NotASpreadsheet => t!("Filen er ikke et regneark. Bruk CSV eller XLSX («Lagre som» i regnearket).").into(),
            Self::OldOrLockedExcel => t!("Filen er i gammelt Excel-format (.xls) eller låst med passord. Lagre den som XLSX uten passord.").into(),
            Self::Utf16 => t!("Filen er lagret som «Unicode-tekst» (UTF-16). Lagre den som «CSV UTF-8» eller XLSX.").into(),
            Self::TooLarge { megabytes } => t!("Filen er større enn {megabytes} MB. Del den, for eksempel ett år i hver fil."),
            Self::TooLargeInside { megabytes } => t!("Arbeidsboken er pakket ut større enn {megabytes} MB. Lagre bare de nødvendige kolonnene, eller bruk CSV."),
            Self::NoSuchSheet { sheets } => t!("Arbeidsboken har ikke noe ark med dette navnet. Arkene er: {}.", sheets.join(", ")),
            Self::WrongHeader { expected } => t!("Første linje må være kolonnenavnene, men ingen av dem er kjent. Ventet: {expected}. Er det riktig slags fil, og står det noe over overskriftene?"),
            Self::MissingColumn { name, similar: Some(found) } => t!("Kolonnen «{name}» mangler. Filen har «{found}», som ligner: rett navnet til «{name}»."),
            Self::MissingColumn { name, similar: None } => t!("Kolonnen «{name}» mangler. Legg den til med dette navnet i første linje."),
            Self::MissingEither { name, other, similar } => {
                let hint = similar.as_ref().map(|found| t!(" Filen har «{found}», som ligner: rett navnet.")).unwrap_or_default();
                t!("Kolonnen «{name}» eller «{other}» må være med.{hint}")
            }
            Self::DuplicateColumn => t!("Kolonnen står mer enn én gang. Slett eller gi nytt navn til den som ikke skal leses.").into(),
            Self::MixedEncoding => t!("Linjen har bokstaver i en annen tegnkoding enn resten av filen (UTF-8 og Windows-1252 blandet). Lagre hele filen på nytt som «CSV UTF-8».").into(),
            Self::MixedSeparators { header, line } => t!("Linjen er delt med {line}, men overskriften med {header}. Bruk samme skilletegn i hele filen."),
            Self::CellCount { expected, found } => t!("Linjen har {found} celler, men overskriften har {expected}. Se etter manglende eller ekstra skilletegn, og sett tekst som inneholder skilletegnet, i anførselstegn."),
            Self::RowTooLong => t!("Linjen er lengre enn 1 MB. Trolig mangler et avsluttende anførselstegn («\"»).").into(),
            Self::SheetRowTooLong => t!("Raden har mer enn 1 MB tekst. Se etter en celle der det er limt inn noe som ikke hører hjemme.").into(),
            Self::UnclosedQuote => t!("Et anførselstegn («\"») på denne linjen avsluttes ikke, så linjene etter er lest som én celle. Fjern det, eller sett det avsluttende inn.").into(),
            Self::BirthNumber => t!("Verdien ser ut som et fødselsnummer. Slikt skal aldri i filen: fjern det, også i kolonner som ikke leses.").into(),
            Self::Missing => t!("Verdien mangler. Fyll ut cellen.").into(),
            Self::MissingWith { other } => t!("Verdien mangler. Den må være med når «{other}» er fylt ut."),
            Self::CellError => t!("Cellen inneholder en feil fra regnearket (som #N/A eller #REF!). Rett formelen eller skriv inn verdien.").into(),
            Self::BadText => t!("Teksten har tegn som ikke kan leses. Skriv den på nytt.").into(),
            Self::TooLong { most } => t!("Teksten er for lang: høyst {most} tegn."),
            Self::NotAMunicipality => t!("Dette er ikke et kommunenummer: ventet fire siffer, for eksempel 0301.").into(),
            Self::LostZero { meant } => t!("Kommunenummer har fire siffer; nullen foran er trolig falt bort (mente du {meant}?). Formater kolonnen som tekst i regnearket og lagre på nytt."),
            Self::UnknownMunicipality => t!("Kommunenummeret er ukjent, både i dag og tidligere. Rett det, eller les inn kommunene først.").into(),
            Self::UnknownUnit { similar: Some(code) } => t!("Enheten er ukjent. Mente du «{code}»? Rett koden, eller les inn enhetene først."),
            Self::UnknownUnit { similar: None } => t!("Enheten er ukjent. Rett koden, eller les inn enhetene først.").into(),
            Self::NotYourUnit => t!("Kontoen din registrerer ikke for denne enheten. Ta bort raden, eller be en administrator om tilgang til enheten.").into(),
            Self::NotACode { expected } => t!("Ukjent kode. Ventet en av: {expected}."),
            Self::NotAReason => t!("Ventet ICPC-2: et kapittel (for eksempel R) eller en kode (for eksempel R81). Ikke ICD-10 og ikke fritekst.").into(),
            Self::NotADate => t!("Dette er ikke en dato: ventet 2025-12-31 eller 31.12.2025. I XLSX: formater cellen som dato.").into(),
            Self::NotAMoment => t!("Dette er ikke et tidspunkt: ventet 2025-12-31 14:05, 31.12.2025 14:05 eller bare datoen.").into(),
            Self::NotAMonth => t!("Dette er ikke en måned: ventet 2025-12 eller en dato i måneden.").into(),
            Self::ShortYear => t!("Skriv årstallet med fire siffer: 2025-12-31 eller 31.12.2025.").into(),
            Self::NoSuchDate => t!("Datoen finnes ikke. Se etter byttet dag og måned og månedens lengde.").into(),
            Self::NoSuchTime => t!("Klokkeslettet finnes ikke: enten over 23:59, eller i timen som hoppes over når sommertiden begynner. Rett klokken, eller oppgi forskyvning (+01:00).").into(),
            Self::BeforeHistory => t!("Datoen er før år 1900. Se etter en skrivefeil i årstallet.").into(),
            Self::TooFarAhead => t!("Datoen er etter år 2100. Se etter en skrivefeil i årstallet (uten sluttdato: la cellen stå tom).").into(),
            Self::Future { today } => t!("Datoen ligger i framtiden (i dag er {}). Bare det som har skjedd, kan registreres.", norwegian::date(*today)),
            Self::EndBeforeStart { start } => t!("Slutten er før begynnelsen ({start}). Er de to byttet om?"),
            Self::NotANumber => t!("Dette er ikke et tall: ventet siffer, eventuelt med desimalkomma eller -punktum, uten enhet og tusenskille.").into(),
            Self::NotWhole => t!("Ventet et helt tall uten desimaler, punktum eller komma (også uten tusenskille).").into(),
            Self::Negative => t!("Tallet er negativt. Ventet 0 eller mer.").into(),
            Self::TooBig => t!("Tallet er for stort til å være riktig. Se etter sammenslåtte celler eller et manglende desimaltegn.").into(),
            Self::NotAShare => t!("Andelen må ligge fra 0 til 1 (25 % skrives 0,25).").into(),
            Self::NotAnAge => t!("Alder må være hele år fra 0 til 130.").into(),
            Self::YearOutside { first, last } => t!("Årstallet må ligge fra {first} til {last}."),
            Self::AgeMismatch { group } => t!("Alder og aldersgruppe stemmer ikke: alderen hører til {group}. Rett den ene."),
            Self::BothPlaces => t!("Både enhet og kommune er fylt ut. Oppgi den ene.").into(),
            Self::TooManyDepartments { most } => t!("Filen har mer enn {most} ulike fagområder. Er det riktig kolonne?"),
            Self::Duplicate { first_line } => t!("Samme nøkkel står allerede på linje {first_line}. Behold den ene."),
        }
    }

    /// In English.
    #[allow(clippy::too_many_lines, reason = "one sentence for each problem, best read in one place")]
    pub fn english(&self) -> String {
        match self {
            Self::Unreadable { detail } => format!("the file can't be read ({detail}); check that it exists, is whole and isn't locked"),
            Self::Empty => "the file is empty; save the spreadsheet again and choose the new file".into(),
            Self::NoRows => "the file has headers but no rows below them".into(),
            Self::NotASpreadsheet => "the file is no spreadsheet; use CSV or XLSX".into(),
            Self::OldOrLockedExcel => "the file is in the old Excel format (.xls) or locked with a password; save it as XLSX without a password".into(),
            Self::Utf16 => "the file is UTF-16 ('Unicode text'); save it as 'CSV UTF-8' or XLSX".into(),
            Self::TooLarge { megabytes } => format!("the file is larger than {megabytes} MB; split it, for instance one file a year"),
            Self::TooLargeInside { megabytes } => format!("the workbook unpacks to more than {megabytes} MB; save only the columns needed, or use CSV"),
            Self::NoSuchSheet { sheets } => format!("the workbook has no sheet of this name; its sheets: {}", sheets.join(", ")),
            Self::WrongHeader { expected } => format!("the first line must name the columns, but none of them is known; expected: {expected}; is it the right kind of file, and does anything stand above the headers?"),
            Self::MissingColumn { name, similar: Some(found) } => format!("column '{name}' is missing; the file has '{found}', which is like it: rename it to '{name}'"),
            Self::MissingColumn { name, similar: None } => format!("column '{name}' is missing; add it with this name in the first line"),
            Self::MissingEither { name, other, similar } => {
                let hint = similar.as_ref().map(|found| format!("; the file has '{found}', which is like it: rename it")).unwrap_or_default();
                format!("column '{name}' or '{other}' must be there{hint}")
            }
            Self::DuplicateColumn => "the column stands more than once; remove or rename the one that shall not be read".into(),
            Self::MixedEncoding => "the line has letters in another encoding than the rest of the file (UTF-8 and Windows-1252 mixed); save the whole file again as 'CSV UTF-8'".into(),
            Self::MixedSeparators { header, line } => format!("the line is parted by {line}, but the header by {header}; use one separator in the whole file"),
            Self::CellCount { expected, found } => format!("the line has {found} cells, but the header has {expected}; look for a missing or extra separator, and put text that holds the separator in quotation marks"),
            Self::RowTooLong => "the line is longer than 1 MB; probably a closing quotation mark is missing".into(),
            Self::SheetRowTooLong => "the row holds more than 1 MB of text; look for a cell into which something was pasted that doesn't belong there".into(),
            Self::UnclosedQuote => "a quotation mark on this line isn't closed, so the lines after it were read as one cell; remove it, or add the closing one".into(),
            Self::BirthNumber => "the value looks like a birth number; such never belongs in the file: remove it, also from columns that aren't read".into(),
            Self::Missing => "the value is missing; fill in the cell".into(),
            Self::MissingWith { other } => format!("the value is missing; it is required where '{other}' is filled in"),
            Self::CellError => "the cell holds a spreadsheet error (such as #N/A or #REF!); correct the formula or type the value".into(),
            Self::BadText => "the text has characters that can't be read; type it again".into(),
            Self::TooLong { most } => format!("the text is too long: at most {most} characters"),
            Self::NotAMunicipality => "no municipality number: expected four digits, such as 0301".into(),
            Self::LostZero { meant } => format!("a municipality number has four digits; its leading zero was probably lost (did you mean {meant}?): format the column as text and save again"),
            Self::UnknownMunicipality => "the municipality number is unknown, today and formerly; correct it, or import the municipalities first".into(),
            Self::UnknownUnit { similar: Some(code) } => format!("unknown unit; did you mean '{code}'? correct the code, or import the units first"),
            Self::UnknownUnit { similar: None } => "unknown unit; correct the code, or import the units first".into(),
            Self::NotYourUnit => "your account doesn't register for this unit; remove the row, or ask an administrator for access to the unit".into(),
            Self::NotACode { expected } => format!("unknown code; expected one of: {expected}"),
            Self::NotAReason => "expected ICPC-2: a chapter (such as R) or a code (such as R81); not ICD-10 and no free text".into(),
            Self::NotADate => "no date: expected 2025-12-31 or 31.12.2025; in XLSX format the cell as a date".into(),
            Self::NotAMoment => "no point in time: expected 2025-12-31 14:05, 31.12.2025 14:05 or the date alone".into(),
            Self::NotAMonth => "no month: expected 2025-12 or a date in the month".into(),
            Self::ShortYear => "write the year with four digits: 2025-12-31 or 31.12.2025".into(),
            Self::NoSuchDate => "the date doesn't exist; look for day and month swapped, and the length of the month".into(),
            Self::NoSuchTime => "the time doesn't exist: later than 23:59, or in the hour skipped when summer time begins; correct it, or give the offset (+01:00)".into(),
            Self::BeforeHistory => "the date is before 1900; look for a slip in the year".into(),
            Self::TooFarAhead => "the date is after 2100; look for a slip in the year (no end: leave the cell blank)".into(),
            Self::Future { today } => format!("the date lies in the future (today is {today}); only what has happened can be registered"),
            Self::EndBeforeStart { start } => format!("the end is before the start ({start}); are the two swapped?"),
            Self::NotANumber => "no number: expected digits, with a decimal comma or point if need be, without unit and thousands separator".into(),
            Self::NotWhole => "expected a whole number without decimals, point or comma (no thousands separator either)".into(),
            Self::Negative => "the number is negative; expected 0 or more".into(),
            Self::TooBig => "the number is too large to be right; look for merged cells or a missing decimal sign".into(),
            Self::NotAShare => "the share must lie from 0 to 1 (25 % is written 0.25)".into(),
            Self::NotAnAge => "the age must be whole years from 0 to 130".into(),
            Self::YearOutside { first, last } => format!("the year must lie from {first} to {last}"),
            Self::AgeMismatch { group } => format!("age and age group disagree: the age belongs to {group}; correct one of them"),
            Self::BothPlaces => "both unit and municipality are filled in; give one".into(),
            Self::TooManyDepartments { most } => format!("the file has more than {most} different departments; is it the right column?"),
            Self::Duplicate { first_line } => format!("the same key stands already on line {first_line}; keep one of them"),
        }
    }
}
