//! What every variable of the extract is: as a table for programs and as a page for people. A heading that isn't here is
//! in no table, for the tables take their headings from here.

use crate::exports::Versions;
use chrono::{DateTime, SecondsFormat, Utc};
use measures::{MEASURES, Measure};
use serde_json::json;
use std::fmt::Write as _;
use std::io::{Error, Seek, Write};
use tables::{Archive, Value, definition};

/// Months of municipalities.
pub const MUNICIPALITIES: &str = "kommune_maaned.csv";
/// Months of units.
pub const UNITS_BY_MONTH: &str = "enhet_maaned.csv";
/// Years of the country, as its pages have them.
pub const COUNTRY: &str = "landet_aar.csv";
/// Years of emergency admissions in the country.
pub const ADMISSIONS: &str = "oeh_aar.csv";
/// The municipalities.
pub const PLACES: &str = "kommuner.csv";
/// The units.
pub const UNITS: &str = "enheter.csv";
/// Which unit serves whom.
pub const SERVES: &str = "enhetskommuner.csv";
/// Places over time.
pub const BEDS: &str = "senger.csv";

/// A column: table, name, unit, what it is, codes.
type Variable = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MONTH: &str = "ÅÅÅÅ-MM";
const DAY: &str = "ÅÅÅÅ-MM-DD";
const SHOWN: &str = "heltall, : skjult, .. mangler";
const YES: &str = "ja, nei, tom: ukjent";

/// Every column of every table, in its place.
#[rustfmt::skip]
const VARIABLES: &[Variable] = &[
    (MUNICIPALITIES, "kommune", "", "Kommunenummer etter dagens inndeling", "4 siffer, se kommuner.csv"),
    (MUNICIPALITIES, "maaned", "", "Måned", MONTH),
    (MUNICIPALITIES, "innbyggere", "personer", "Innbyggere på månedens første dag, interpolert mellom to 1. januar; etter det nyeste folketallet uendret", "tall, .. mangler"),
    (MUNICIPALITIES, "oeh_innleggelser", "antall", "Øyeblikkelig hjelp-innleggelser i sykehus for kommunens innbyggere, alle aldre; tidligere kommuner er ført over til dagens grenser og avrundet", SHOWN),
    (MUNICIPALITIES, "opphold_bosatte", "antall", "Avsluttede opphold i kommunale enheter blant kommunens innbyggere, etter utskrivingsmåned; 0: ingen registrert", SHOWN),
    (UNITS_BY_MONTH, "enhet", "", "Enhetens kode", "se enheter.csv"),
    (UNITS_BY_MONTH, "maaned", "", "Måned", MONTH),
    (UNITS_BY_MONTH, "registrerte_doegn", "døgn", "Døgn med registrering", "heltall, .. ingen registrering"),
    (UNITS_BY_MONTH, "sengedoegn_aapne", "sengedøgn", "Bemannede senger, summert over registrerte døgn", "tall, .. mangler"),
    (UNITS_BY_MONTH, "sengedoegn_belagt", "sengedøgn", "Belagte senger ved døgnskifte, summert over registrerte døgn", "tall, .. mangler"),
    (UNITS_BY_MONTH, "fulle_doegn", "døgn", "Døgn der alle åpne senger var belagt", "heltall, .. mangler"),
    (UNITS_BY_MONTH, "tomme_doegn", "døgn", "Døgn med åpne senger og ingen pasient", "heltall, .. mangler"),
    (UNITS_BY_MONTH, "sengedoegn_utskrivningsklare", "sengedøgn", "Sengedøgn brukt av pasienter som var utskrivningsklare fra sykehus", "tall, .. ikke sagt"),
    (UNITS_BY_MONTH, "innleggelser", "antall", "Innleggelser i enheten, fra døgnregistreringene", SHOWN),
    (UNITS_BY_MONTH, "utskrivinger", "antall", "Utskrivinger fra enheten, fra døgnregistreringene", SHOWN),
    (UNITS_BY_MONTH, "avvist", "antall", "Avvist fordi enheten var full", SHOWN),
    (UNITS_BY_MONTH, "opphold", "antall", "Avsluttede opphold etter utskrivingsmåned; 0: ingen i et år der enheten registrerer opphold", SHOWN),
    (COUNTRY, "aar", "", "Kalenderår som er over", "ÅÅÅÅ"),
    (COUNTRY, "tabell", "", "Tabellen på siden, samme navn som i /tabell og /api/v1: belegg, liggetid, hvem som henviste, alder, årsak, hvor pasientene kom fra og reiste til, og flere", "f.eks. veier-henviser, liggetid-fordeling, belegg-maaned"),
    (COUNTRY, "rad", "", "Det som står først i raden: en kategori, en måned eller et mål", ""),
    (COUNTRY, "variabel", "", "Kolonnens overskrift; for nøkkeltall er målet raden", ""),
    (COUNTRY, "enhet", "", "Det verdien måles i", "%, døgn, kr, tom"),
    (COUNTRY, "verdi", "", "Verdien med de desimalene siden viser", "tall, : skjult, .. mangler"),
    (ADMISSIONS, "aar", "", "Kalenderår som er over", "ÅÅÅÅ"),
    (ADMISSIONS, "aldersgruppe", "", "Pasientens alder", "0-17, 18-49, 50-66, 67-79, 80+, alle"),
    (ADMISSIONS, "avdeling", "", "Avdelingen som la inn", "navn som i importen, alle"),
    (ADMISSIONS, "oeh_innleggelser", "antall", "Øyeblikkelig hjelp-innleggelser i sykehus i hele landet", "heltall, : skjult"),
    (PLACES, "kommune", "", "Kommunenummer", "4 siffer"),
    (PLACES, "navn", "", "Navn", ""),
    (PLACES, "fylke", "", "Fylke", ""),
    (PLACES, "helseregion", "", "Regionalt helseforetak", ""),
    (PLACES, "helseforetak", "", "Helseforetak i dag", ""),
    (PLACES, "lokalsykehusomraade", "", "Lokalsykehusområde", ""),
    (UNITS, "enhet", "", "Enhetens kode", ""),
    (UNITS, "navn", "", "Navn", ""),
    (UNITS, "type", "", "Type enhet", "kad, sykestue, intermediaer, dms"),
    (UNITS, "vertskommune", "", "Kommunen som driver enheten", "se kommuner.csv"),
    (UNITS, "aapnet", "", "Første dag i drift", DAY),
    (UNITS, "nedlagt", "", "Siste dag i drift", DAY),
    (UNITS, "samlokalisert_legevakt", "", "Ligger ved legevakten", YES),
    (UNITS, "legeberedskap", "", "Legeberedskap", "doegn_stede, doegn_tilkalling, dagtid, tom: ukjent"),
    (UNITS, "direkte_fra_akuttmottak", "", "Tar imot direkte fra akuttmottak", YES),
    (SERVES, "enhet", "", "Enhetens kode", "se enheter.csv"),
    (SERVES, "kommune", "", "Kommune som bruker enheten", "se kommuner.csv"),
    (SERVES, "fra", "", "Første dag", DAY),
    (SERVES, "til", "", "Siste dag", "ÅÅÅÅ-MM-DD, tom: gjelder fortsatt"),
    (SERVES, "andel", "", "Andelen av enheten som kommunen betaler for", "0–1, tom: ukjent"),
    (BEDS, "enhet", "", "Enhetens kode", "se enheter.csv"),
    (BEDS, "fra", "", "Første dag med dette antallet", DAY),
    (BEDS, "senger", "senger", "Plasser; kan være desimaltall", "tall"),
];

/// The headings of a table.
pub fn headings(table: &str) -> Vec<&'static str> {
    VARIABLES.iter().filter(|variable| variable.0 == table).map(|variable| variable.1).collect()
}

const INTRODUCTION: &str = "# Uttrekk fra KADpuls

Måneder per kommune og per enhet, og år for hele landet. Filene er CSV med komma, desimalpunktum og UTF-8; hver rad er én
kommune eller enhet i én måned, eller ett tall for landet i ett år.

- `:` er et tall som ikke vises: det gjelder 1–4 pasienter, eller det ville røpet et slikt tall ved subtraksjon. Hva som
  skjules, avgjøres for hele landet og hele kalenderår, likt her og på sidene. Summer ikke rader med `:`.
- `..` er et tall som mangler. 0 er null.
- Belagte senger og sengedøgn er driftstall og skjules ikke.
- Inneværende måned er ikke over, og rettede filer kan endre tall bakover: oppgi utgaven (`utgave.json`).
- Alder, henviser, årsak, liggetid og avdeling står for hele landet per år, ikke per kommune eller enhet: der er de vurdert
  for ett sted om gangen, og ville sagt mer sammen enn hver for seg.
- En tekst som regneark kunne tatt for en formel, har en apostrof foran.

";

/// Codebook, definitions and edition.
pub fn write<W: Write + Seek>(
    archive: &mut Archive<W>,
    versions: &Versions,
    made: DateTime<Utc>,
) -> Result<(), Error> {
    archive.table("kodebok.csv", &["fil", "variabel", "enhet", "beskrivelse", "verdier"])?;
    for (table, name, unit, what, codes) in VARIABLES {
        archive.line(&[*table, *name, *unit, *what, *codes].map(Value::Text))?;
    }
    let headings = ["id", "navn", "enhet", "teller", "nevner", "merknad", "kilde"];
    archive.table("definisjoner.csv", &headings)?;
    for d in MEASURES {
        archive
            .line(&[d.id, d.name, d.unit, d.numerator, d.denominator, d.note, d.source].map(Value::Text))?;
    }
    archive.text("kodebok.md", &page(versions))?;
    archive.text("utgave.json", &edition(versions, made))
}

fn page(versions: &Versions) -> String {
    let mut page = String::from(INTRODUCTION);
    _ = writeln!(page, "Laget av {}.", versions.line());
    let mut table = "";
    for (of, name, unit, what, codes) in VARIABLES {
        if *of != table {
            table = of;
            _ = writeln!(page, "\n## {table}\n\n| variabel | enhet | hva | verdier |\n|---|---|---|---|");
        }
        _ = writeln!(page, "| `{name}` | {unit} | {what} | {codes} |");
    }
    page.push_str("\n## Definisjoner av mål som regnes fra variablene\n\n");
    for measure in [
        Measure::OccupancySsb,
        Measure::FullDays,
        Measure::EmptyDays,
        Measure::Turnover,
        Measure::EmergencyRate,
        Measure::StayRate,
    ] {
        let (name, words) = definition(measure);
        _ = writeln!(page, "- **{name}**{words}");
    }
    page
}

fn edition(versions: &Versions, made: DateTime<Utc>) -> String {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let imports: Vec<_> = versions
        .batches
        .iter()
        .map(|import| json!({ "slag": import.dataset.code(), "nummer": import.id, "tid": time(import.at) }))
        .collect();
    let edition = json!({
        "program": format!("KADpuls {}", versions.program),
        "definisjonsutgave": versions.definitions,
        "dataversjon": versions.data,
        "importer": imports,
        "laget": time(made),
    });
    format!("{edition:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_variable_stands_once_and_says_what_it_is() {
        let names: BTreeSet<_> = VARIABLES.iter().map(|variable| (variable.0, variable.1)).collect();
        assert_eq!(names.len(), VARIABLES.len());
        assert!(VARIABLES.iter().all(|variable| !variable.3.is_empty()));
        assert_eq!(headings(BEDS), ["enhet", "fra", "senger"]);
    }
}
