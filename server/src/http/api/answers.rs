//! What the API answers with, as types: sent, described, and held against what is sent by the tests.

use serde::Serialize;
use utoipa::ToSchema;

/// What there is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Index {
    /// The program with its version.
    pub program: String,
    /// The version of the data; grows with each import and correction.
    #[serde(rename = "dataversjon")]
    pub version: i64,
    /// The addresses that can be read.
    #[serde(rename = "lenker")]
    pub links: Vec<Link>,
}

/// An address.
#[derive(Debug, Serialize, ToSchema)]
pub struct Link {
    #[serde(rename = "adresse")]
    pub address: String,
    /// What stands there.
    #[serde(rename = "innhold")]
    pub content: String,
}

/// Every measure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub struct Measures {
    #[serde(rename = "maal")]
    pub measures: Vec<Measure>,
}

/// A measure with its definition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Maal)]
pub struct Measure {
    /// Its name in files and addresses.
    pub id: &'static str,
    #[serde(rename = "navn")]
    pub name: &'static str,
    /// What it is measured in.
    #[serde(rename = "enhet")]
    pub unit: &'static str,
    /// The numerator: what is counted.
    #[serde(rename = "teller")]
    pub numerator: &'static str,
    /// What it is divided by; `null` for plain counts.
    #[serde(rename = "nevner")]
    pub denominator: Option<&'static str>,
    /// Anything else that must be known to read it rightly.
    #[serde(rename = "merknad")]
    pub note: &'static str,
    /// Where the definition is from.
    #[serde(rename = "kilde")]
    pub source: &'static str,
    /// What it is counted from.
    #[serde(rename = "grunnlag")]
    pub basis: Basis,
}

/// What a measure is counted from.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Grunnlag)]
pub enum Basis {
    /// Registered days.
    #[serde(rename = "registreringer")]
    Days,
    /// Registered stays.
    #[serde(rename = "opphold")]
    Stays,
    /// Emergency admissions from the hospitals.
    #[serde(rename = "innleggelser")]
    Hospital,
    /// Reference data and assumptions.
    #[serde(rename = "annet")]
    Other,
}

/// The places that figures can be asked for, as they are today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Katalog)]
pub struct Catalogue {
    /// The version of the data.
    #[serde(rename = "dataversjon")]
    pub version: i64,
    /// The newest day with a registration.
    #[serde(rename = "nyeste_registrering")]
    #[schema(format = Date)]
    pub newest: Option<String>,
    #[serde(rename = "helseforetak")]
    pub trusts: Vec<Trust>,
    #[serde(rename = "kommuner")]
    pub municipalities: Vec<Municipality>,
    /// Units, closed ones among them.
    #[serde(rename = "enheter")]
    pub units: Vec<Unit>,
}

/// A health trust.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Helseforetak)]
pub struct Trust {
    /// The value of `helseforetak` in an address.
    pub id: String,
    #[serde(rename = "navn")]
    pub name: String,
    #[serde(rename = "helseregion")]
    pub region: String,
}

/// A municipality.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Kommune)]
pub struct Municipality {
    /// The value of `kommune` in an address.
    #[serde(rename = "nummer")]
    pub number: String,
    #[serde(rename = "navn")]
    pub name: String,
    /// Id of its trust.
    #[serde(rename = "helseforetak")]
    pub trust: String,
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Enhet)]
pub struct Unit {
    /// The value of `enhet` in an address.
    #[serde(rename = "kode")]
    pub code: String,
    #[serde(rename = "navn")]
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The municipality that runs it.
    #[serde(rename = "vertskommune")]
    pub host: Option<String>,
    /// Id of the trust that it lies in.
    #[serde(rename = "helseforetak")]
    pub trust: Option<String>,
    #[serde(rename = "aapnet")]
    #[schema(format = Date)]
    pub opened: Option<String>,
    #[serde(rename = "nedlagt")]
    #[schema(format = Date)]
    pub closed: Option<String>,
    /// The municipalities that it serves today.
    #[serde(rename = "kommuner")]
    pub serves: Vec<String>,
}

/// The tables or charts that there are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liste)]
pub struct Views {
    #[serde(rename = "liste")]
    pub views: Vec<View>,
}

/// A table or a chart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Visning)]
pub struct View {
    pub id: &'static str,
    /// Where it is read.
    #[serde(rename = "adresse")]
    pub address: String,
    /// The page that it stands on.
    #[serde(rename = "nettside")]
    pub page: &'static str,
    /// Why a view may be without it.
    #[serde(rename = "mangler_naar")]
    pub absent: &'static str,
    /// What its address may say.
    #[serde(rename = "valg")]
    pub choices: Vec<Choice>,
}

/// Something that an address may say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Valg)]
pub struct Choice {
    #[serde(rename = "navn")]
    pub name: &'static str,
    /// What it is, and how its value is written.
    #[serde(rename = "innhold")]
    pub content: String,
}

/// What became of rows that were sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tatt_inn)]
pub struct Taken {
    /// The kind of data.
    #[serde(rename = "slag")]
    pub kind: &'static str,
    #[serde(rename = "rader")]
    pub rows: u64,
    /// `false`: they were only checked.
    #[serde(rename = "tatt_inn")]
    pub kept: bool,
    #[serde(rename = "nye", skip_serializing_if = "Option::is_none")]
    pub added: Option<u64>,
    #[serde(rename = "endret", skip_serializing_if = "Option::is_none")]
    pub changed: Option<u64>,
    #[serde(rename = "uendret", skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<u64>,
}

/// Why something can't be had (RFC 9457).
#[derive(ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "described here, written by `problem`")]
pub struct Problem {
    r#type: String,
    title: String,
    status: u16,
    /// What to do, in Norwegian.
    detail: String,
    /// Each fault: of an option with `navn` and `verdi`, of a row with `rad` or `linje`, `kolonne` and `verdi`.
    feil: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
    /// How many faults there are; `feil` has the first thousand.
    antall_feil: Option<u64>,
}

/// A table of a view, written by `tables::json_rows`.
#[derive(ToSchema)]
#[schema(as = Tabell)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Table {
    id: String,
    /// What the table shows.
    tittel: String,
    /// Whose figures.
    sted: String,
    /// Which days; `null`: all there are.
    #[schema(required)]
    periode: Option<Period>,
    /// What else the view is limited to.
    filtre: Vec<Filter>,
    /// Where the figures come from, of when they are and how complete.
    kilde: String,
    /// The page's address of the same view.
    visning: String,
    /// What leads back to the view of a file; none of what is read here.
    #[schema(required)]
    kortkode: Option<String>,
    program: String,
    /// The edition of the definitions.
    definisjonsutgave: String,
    /// The version of the data; grows with each import and correction.
    dataversjon: i64,
    /// The newest import of each kind of data.
    importer: Vec<Import>,
    #[schema(format = DateTime)]
    laget: String,
    /// What the signs under `tegn` mean.
    tegnforklaring: std::collections::BTreeMap<String, String>,
    definisjoner: Vec<Definition>,
    kolonner: Vec<Column>,
    /// Each as long as `kolonner`, with the digits that the page shows. `null`: see `tegn`, else empty.
    rader: Vec<Vec<Option<Cell>>>,
    /// Which numbers aren't there and why, by row and column from 0.
    tegn: Vec<Sign>,
    sider: Pages,
    /// The chart, of one that has one.
    figur: Option<Chart>,
}

#[derive(ToSchema)]
#[schema(as = Celle)]
#[serde(untagged)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub enum Cell {
    Text(String),
    Number(f64),
}

#[derive(ToSchema)]
#[schema(as = Periode)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Period {
    #[schema(format = Date)]
    fra: String,
    #[schema(format = Date)]
    til: String,
}

#[derive(ToSchema)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Filter {
    navn: String,
    verdi: String,
}

/// The newest import of a kind of data.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    #[serde(rename = "slag")]
    pub kind: &'static str,
    #[serde(rename = "nummer")]
    pub id: i64,
    #[serde(rename = "tid")]
    #[schema(format = DateTime)]
    pub at: String,
}

/// What figures that are made now are made by and of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Utgave)]
pub struct Edition {
    pub program: String,
    /// The edition of the definitions.
    #[serde(rename = "definisjonsutgave")]
    pub definitions: String,
    /// The version of the data; grows with each import and correction.
    #[serde(rename = "dataversjon")]
    pub data: i64,
    /// The newest import of each kind of data.
    #[serde(rename = "importer")]
    pub imports: Vec<Import>,
}

#[derive(ToSchema)]
#[schema(as = Definisjon)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Definition {
    id: String,
    navn: String,
    enhet: String,
    teller: String,
    nevner: String,
    merknad: String,
    kilde: String,
}

#[derive(ToSchema)]
#[schema(as = Kolonne)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Column {
    navn: String,
    r#type: Sort,
    /// What its numbers are measured in.
    #[schema(required)]
    enhet: Option<String>,
    /// Id of the measure whose definition they follow.
    #[schema(required)]
    definisjon: Option<String>,
}

/// What the values of a column are; months are `2025-12`, days `2025-12-31`.
#[derive(ToSchema)]
#[schema(as = Kolonnetype)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub enum Sort {
    Tekst,
    Antall,
    Tall,
    Aar,
    Maaned,
    Dato,
}

/// `:` is a number that isn't shown, because it is about few patients or would tell such a number; `..` is missing.
#[derive(ToSchema)]
#[schema(as = Tegn)]
#[allow(dead_code, reason = "described here, written elsewhere")]
pub struct Sign {
    rad: u64,
    kolonne: u64,
    tegn: String,
}

/// Which rows these are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sider)]
pub struct Pages {
    #[serde(rename = "side")]
    pub page: usize,
    /// How many pages there are.
    #[serde(rename = "av")]
    pub of: usize,
    #[serde(rename = "rader_per_side")]
    pub size: usize,
    #[serde(rename = "rader_i_alt")]
    pub rows: usize,
}

/// What a chart says beside its numbers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Figur)]
pub struct Chart {
    #[serde(rename = "tittel")]
    pub title: String,
    /// What it shows, in a sentence.
    #[serde(rename = "funn")]
    pub finding: String,
    /// The numbered events on its time axis, from 1.
    #[serde(rename = "hendelser")]
    pub events: Vec<Event>,
    /// Where it is as SVG, PNG and PDF.
    #[serde(rename = "filer")]
    pub files: Vec<String>,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Hendelse)]
pub struct Event {
    #[serde(rename = "dato")]
    #[schema(format = Date)]
    pub date: String,
    #[serde(rename = "hendelse")]
    pub words: String,
}
