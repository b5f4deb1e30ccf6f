//! The register of measures: what each figure is called, how it is defined, and where the definition is from.
//!
//! Texts are what people read on the page, on *Metode* and in files. Adding a measure means adding a row here.

use crate::process_control::Direction;
use language::key;

/// Names a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Beleggsprosent after SSB.
    OccupancySsb,
    /// Beleggsprosent by places × days.
    OccupancyPlaces,
    /// Share of days with every open bed occupied.
    FullDays,
    /// Share of days with no patient.
    EmptyDays,
    /// Bed-days from registrations.
    BedDays,
    /// Admissions to units.
    Admissions,
    /// Rejected because full.
    Rejected,
    /// Beds lent to discharge-ready patients.
    LentBeds,
    /// Mean length of stay.
    MeanStay,
    /// Median length of stay.
    MedianStay,
    /// 90th percentile of length of stay.
    P90Stay,
    /// Share of stays over 72 hours.
    Over72h,
    /// Completed stays.
    Stays,
    /// Completed stays per registered discharge.
    StayCoverage,
    /// Stays flagged as long.
    LongStays,
    /// Share of adequate admissions.
    Adequate,
    /// Share of stays referred by the hospital's emergency department.
    FromEmergencyDepartment,
    /// Share of stays sent on to hospital.
    ToHospital,
    /// Stays per category.
    Pathways,
    /// Emergency admissions per 1 000.
    EmergencyRate,
    /// Age-standardised emergency admissions per 1 000.
    EmergencyRateStandardised,
    /// KAD stays per 1 000.
    StayRate,
    /// KAD stays per 1 000, adjusted for age.
    StayRateStandardised,
    /// Readmissions.
    Readmissions,
    /// Places.
    Places,
    /// Free beds now.
    FreeBeds,
    /// Registered of expected unit-days.
    DayCoverage,
    /// Days on which census and stays agree.
    CensusAgreement,
    /// Stays whose alternative was answered.
    AdequacyAnswered,
    /// Stays without discharge beyond the limit.
    LeftOpen,
    /// Bed need.
    BedNeed,
    /// Turnover.
    Turnover,
    /// Bed equivalents.
    BedEquivalents,
    /// Cost of days after readiness.
    WaitingCost,
    /// Effect on emergency admissions.
    Effect,
    /// Whether a series changed more than chance.
    Change,
    /// The chance of a full unit.
    FullUnit,
    /// Observed / expected emergency admissions of a municipality.
    EmergencyRatio,
    /// Share of stays that last longer.
    Remaining,
    /// Patients there by hour of the week.
    WeekHours,
}

/// What there is to know about a measure.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// Which measure.
    pub measure: Measure,
    /// Its name in files and addresses.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What is counted.
    pub numerator: &'static str,
    /// What it is divided by; empty for plain counts.
    pub denominator: &'static str,
    /// Anything else that must be known to read it rightly.
    pub note: &'static str,
    /// Where the definition is from.
    pub source: &'static str,
}

impl Definition {
    /// The definition in the language that is spoken; the register has it in bokmål.
    #[must_use]
    pub fn spoken(&self) -> Self {
        let Self { measure, id, name, unit, numerator, denominator, note, source } = *self;
        let [name, unit, numerator, denominator, note, source] =
            [name, unit, numerator, denominator, note, source].map(language::text);
        Self { measure, id, name, unit, numerator, denominator, note, source }
    }
}

impl Measure {
    /// What there is to know about it, in the language that is spoken.
    pub fn definition(self) -> Definition {
        // The register has every measure: a test holds it.
        MEASURES.iter().find(|d| d.measure == self).unwrap_or(&MEASURES[0]).spoken()
    }

    /// Which way is better. Occupancy and activity have no better way: low occupancy may be a municipality that is
    /// good at prevention.
    pub fn better(self) -> Direction {
        match self {
            Self::Adequate | Self::StayCoverage => Direction::Increase,
            Self::Rejected
            | Self::MeanStay
            | Self::MedianStay
            | Self::P90Stay
            | Self::Over72h
            | Self::LongStays
            | Self::EmergencyRate
            | Self::EmergencyRateStandardised
            | Self::Readmissions
            | Self::WaitingCost => Direction::Decrease,
            _ => Direction::Neutral,
        }
    }
}

/// What a measure is counted from: how complete that is, stands beside its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Registered days.
    Days,
    /// Registered stays.
    Stays,
    /// Emergency admissions from the hospitals.
    Hospital,
    /// Reference data and assumptions.
    Other,
}

impl Measure {
    /// What it is counted from.
    pub const fn basis(self) -> Basis {
        match self {
            Self::OccupancySsb
            | Self::OccupancyPlaces
            | Self::FullDays
            | Self::EmptyDays
            | Self::BedDays
            | Self::Admissions
            | Self::Rejected
            | Self::LentBeds
            | Self::FreeBeds
            | Self::DayCoverage
            | Self::FullUnit
            | Self::Turnover => Basis::Days,
            Self::MeanStay
            | Self::MedianStay
            | Self::P90Stay
            | Self::Over72h
            | Self::Stays
            | Self::StayCoverage
            | Self::LongStays
            | Self::Adequate
            | Self::FromEmergencyDepartment
            | Self::ToHospital
            | Self::Pathways
            | Self::StayRate
            | Self::StayRateStandardised
            | Self::CensusAgreement
            | Self::WeekHours
            | Self::AdequacyAnswered
            | Self::LeftOpen
            | Self::Remaining => Basis::Stays,
            Self::EmergencyRate
            | Self::EmergencyRateStandardised
            | Self::EmergencyRatio
            | Self::Readmissions
            | Self::Effect => Basis::Hospital,
            Self::Places | Self::BedNeed | Self::BedEquivalents | Self::WaitingCost | Self::Change => {
                Basis::Other
            }
        }
    }
}

const REGISTRATIONS: &str = key!("Døgnregistreringer (enhet × dag)");
const STAYS: &str = key!("Opphold registrert av enhetene");
const GUIDELINE: &str =
    key!("Helsedirektoratets veileder for kommunenes plikt til øyeblikkelig hjelp døgnopphold");

macro_rules! measure {
    ($measure:ident, $id:literal, $name:literal, $unit:literal, $numerator:expr, $denominator:expr, $note:expr, $source:expr) => {
        Definition {
            measure: Measure::$measure,
            id: $id,
            name: $name,
            unit: $unit,
            numerator: $numerator,
            denominator: $denominator,
            note: $note,
            source: $source,
        }
    };
}

/// Every measure, in the order of *Metode*.
pub const MEASURES: &[Definition] = &[
    measure!(
        OccupancySsb,
        "belegg_ssb",
        "Beleggsprosent (SSB)",
        "%",
        "Belagte sengedøgn",
        "Sengedøgn som var åpne",
        "Summeres før det deles: gjennomsnittet av daglige prosenter blir feil når sengetallet varierer. Kan være over 100 %. Lavt belegg er vanlig for KAD; 85 % er en norm for sykehus og brukes ikke her.",
        "SSB, definisjon av beleggsprosent"
    ),
    measure!(
        OccupancyPlaces,
        "belegg_plasser",
        "Beleggsprosent (plasser × dager)",
        "%",
        "Belagte sengedøgn",
        "Plasser × dager i perioden",
        "Plasser etter sengetallet som gjaldt hver dag. Avviker fra SSBs definisjon når senger er stengt i perioder.",
        "Kommunenes rapportering til Helsedirektoratet"
    ),
    measure!(
        FullDays,
        "fulle_dager",
        "Fulle dager",
        "% av enhetsdøgn",
        "Enhetsdøgn der alle åpne senger var belagt",
        "Registrerte enhetsdøgn",
        "Døgn uten åpne senger regnes verken som fulle eller tomme.",
        REGISTRATIONS
    ),
    measure!(
        EmptyDays,
        "tomme_dager",
        "Tomme dager",
        "% av enhetsdøgn",
        "Enhetsdøgn med åpne senger og ingen pasient",
        "Registrerte enhetsdøgn",
        "Døgn uten åpne senger regnes verken som fulle eller tomme.",
        REGISTRATIONS
    ),
    measure!(
        BedDays,
        "liggedoegn",
        "Liggedøgn",
        "døgn",
        "Belagte senger ved døgnskifte, summert over dager",
        "",
        "Fra opphold: timer / 24. Avvik mellom de to er et funn om datakvalitet.",
        REGISTRATIONS
    ),
    measure!(
        Admissions,
        "innleggelser_kad",
        "Innleggelser i enheten",
        "antall",
        "Innleggelser registrert per dag",
        "",
        "",
        REGISTRATIONS
    ),
    measure!(
        Rejected,
        "avvist",
        "Avvist fordi enheten var full",
        "antall",
        "Pasienter som ble avvist fordi alle senger var belagt",
        "",
        "",
        REGISTRATIONS
    ),
    measure!(
        LentBeds,
        "utlaante_senger",
        "Senger til utskrivningsklare",
        "sengedøgn",
        "Sengedøgn brukt av pasienter som var utskrivningsklare fra sykehus",
        "",
        "",
        REGISTRATIONS
    ),
    measure!(
        WeekHours,
        "pasienter_per_time",
        "Pasienter etter ukedag og time",
        "pasienter i snitt",
        "Tiden pasienter lå i enheten i timen, lagt sammen over perioden",
        "Så mange ganger timen kom i perioden",
        "Fra oppholdenes klokkeslett; opphold der bare datoene er kjent, regnes ikke med",
        STAYS
    ),
    measure!(
        MeanStay,
        "liggetid_snitt",
        "Gjennomsnittlig liggetid",
        "timer",
        "Samlet liggetid for avsluttede opphold",
        "Avsluttede opphold",
        "Etter utskrivingsmåned. Veilederens grense er et gjennomsnitt på høyst 3 døgn for KAD og 4–7 døgn for sykestuer.",
        GUIDELINE
    ),
    measure!(
        MedianStay,
        "liggetid_median",
        "Median liggetid",
        "timer",
        "Halvparten av de avsluttede oppholdene varte høyst så lenge",
        "",
        "Etter utskrivingsmåned. Lineær interpolasjon (Hyndman og Fan, type 7).",
        "Hyndman og Fan (1996), The American Statistician 50(4)"
    ),
    measure!(
        P90Stay,
        "liggetid_p90",
        "90-persentil av liggetid",
        "timer",
        "Ni av ti avsluttede opphold varte høyst så lenge",
        "",
        "Etter utskrivingsmåned. Lineær interpolasjon (Hyndman og Fan, type 7).",
        "Hyndman og Fan (1996), The American Statistician 50(4)"
    ),
    measure!(
        Over72h,
        "over_72_timer",
        "Opphold over 72 timer",
        "%",
        "Avsluttede opphold som varte mer enn 72 timer",
        "Avsluttede opphold",
        "Etter utskrivingsmåned.",
        GUIDELINE
    ),
    measure!(
        Stays,
        "opphold",
        "Avsluttede opphold",
        "antall",
        "Opphold avsluttet i perioden",
        "",
        "Etter utskrivingsmåned. Pasienter som ennå ligger inne, er ikke med.",
        STAYS
    ),
    measure!(
        StayCoverage,
        "oppholdsdekning",
        "Opphold av registrerte utskrivinger",
        "%",
        "Avsluttede opphold",
        "Utskrivinger i døgnregistreringene",
        "Viser hvor mye av virksomheten tallene om opphold dekker. Kan være over 100 % når døgnregistreringer mangler.",
        REGISTRATIONS
    ),
    measure!(
        LongStays,
        "lange_opphold",
        "Lange opphold",
        "antall og %",
        "Avsluttede opphold på mer enn 10 døgn i KAD eller mer enn 14 døgn i andre typer enheter",
        "Avsluttede opphold",
        "Etter utskrivingsmåned. Et varsel om opphold som bør ses på, ikke en norm.",
        STAYS
    ),
    measure!(
        Adequate,
        "adekvat",
        "Adekvate innleggelser",
        "%",
        "Opphold der alternativet var innleggelse i sykehus",
        "Opphold der alternativet er kjent",
        "Hvor ville pasienten vært uten tilbudet? Opphold med ukjent eller ubesvart alternativ er ikke med i nevneren.",
        STAYS
    ),
    measure!(
        FromEmergencyDepartment,
        "fra_akuttmottak",
        "Henvist fra akuttmottak",
        "%",
        "Avsluttede opphold der akuttmottaket henviste",
        "Avsluttede opphold",
        "Etter utskrivingsmåned. Hvem som henviste er ikke det samme som hvor pasienten kom fra.",
        STAYS
    ),
    measure!(
        ToHospital,
        "videre_til_sykehus",
        "Sendt videre til sykehus",
        "%",
        "Avsluttede opphold der pasienten ble utskrevet til sykehus",
        "Avsluttede opphold",
        "Etter utskrivingsmåned. Utskrevet til er alltid besvart.",
        STAYS
    ),
    measure!(
        Pathways,
        "innleggelsesveier",
        "Innleggelsesveier",
        "antall og %",
        "Avsluttede opphold i hver kategori",
        "Avsluttede opphold i perioden",
        "Hvem som henviste er ikke det samme som hvor pasienten kom fra. Ubesvart vises for seg.",
        STAYS
    ),
    measure!(
        EmergencyRate,
        "oeh_rate",
        "ØH-innleggelser per 1 000",
        "per 1 000 innbyggere og år",
        "Øyeblikkelig hjelp-innleggelser i sykehus for kommunens innbyggere",
        "Innbyggere, midlet over perioden",
        "Ujustert rate. 95 % intervall etter Byar.",
        "Breslow og Day (1987), Statistical Methods in Cancer Research II"
    ),
    measure!(
        EmergencyRateStandardised,
        "oeh_rate_aldersjustert",
        "ØH-innleggelser per 1 000, aldersjustert",
        "per 1 000 innbyggere og år",
        "ØH-innleggelser i hver aldersgruppe / innbyggere i gruppen",
        "Vektet med landets befolkning samme år",
        "Direkte standardisering i fem aldersgrupper. 95 % intervall etter Dobson m.fl.",
        "Dobson m.fl. (1991), Statistics in Medicine 10"
    ),
    measure!(
        StayRate,
        "opphold_rate",
        "Opphold per 1 000",
        "per 1 000 innbyggere og år",
        "Avsluttede opphold",
        "Innbyggere, midlet over perioden",
        "Ujustert rate. 95 % intervall etter Byar.",
        "Breslow og Day (1987), Statistical Methods in Cancer Research II"
    ),
    measure!(
        StayRateStandardised,
        "opphold_rate_aldersjustert",
        "Opphold per 1 000, aldersjustert",
        "per 1 000 innbyggere og år",
        "Avsluttede opphold i hver aldersgruppe / innbyggere i gruppen",
        "Vektet med landets befolkning i samme periode",
        "Direkte standardisering i fem aldersgrupper. 95 % intervall etter Dobson m.fl.",
        "Dobson m.fl. (1991), Statistics in Medicine 10"
    ),
    measure!(
        Readmissions,
        "reinnleggelser",
        "Reinnleggelse innen 30 dager",
        "%",
        "ØH-innleggelser innen 30 dager etter utskriving",
        "ØH-innleggelser",
        "Den nasjonale indikatoren gjelder 67 år og eldre, 8 timer til 30 dager. Ahus februar–desember 2015: 7,4 %.",
        "Nasjonal kvalitetsindikator (FHI)"
    ),
    measure!(
        Places,
        "plasser",
        "Plasser",
        "senger",
        "Plassene i enhetene som var i drift på periodens siste dag",
        "",
        "Etter sengetallet som gjaldt den dagen. Kan være desimaltall. En kommune regnes med hele enheten også når den deles med andre.",
        "Sengetall registrert for enhetene"
    ),
    measure!(
        FreeBeds,
        "ledige_senger",
        "Ledige senger nå",
        "senger",
        "Senger nå − belagte nå",
        "",
        "Belagte nå er oppholdene som løper der enheten registrerer opphold fortløpende, ellers belegget i den nyeste døgnregistreringen. Senger nå er sengene i den nyeste døgnregistreringen. Bare hele senger regnes som ledige, og tall fra en tidligere dag er merket med dagen.",
        REGISTRATIONS
    ),
    measure!(
        DayCoverage,
        "registrerte_doegn",
        "Registrerte døgn",
        "%",
        "Registrerte enhetsdøgn",
        "Enhetsdøgn i drift til og med i går",
        "Dager før åpning, etter stenging og dagen i dag er ikke med i nevneren.",
        REGISTRATIONS
    ),
    measure!(
        CensusAgreement,
        "belegg_mot_opphold",
        "Belegg mot opphold",
        "% av døgn",
        "Døgn der belagte senger er like mange som oppholdene ved midnatt",
        "Registrerte døgn i enheter som har opphold",
        "Et opphold ligger inne ved midnatt når det er innlagt den dagen eller før og utskrevet en senere dag. Under en halv seng fra hverandre regnes som likt.",
        STAYS
    ),
    measure!(
        AdequacyAnswered,
        "alternativ_besvart",
        "Alternativ besvart",
        "%",
        "Avsluttede opphold der alternativet er kjent",
        "Avsluttede opphold",
        "Ubesvart og ukjent regnes likt: begge mangler i nevneren for adekvate innleggelser.",
        STAYS
    ),
    measure!(
        LeftOpen,
        "opphold_uten_utskriving",
        "Opphold uten utskriving",
        "antall",
        "Opphold uten utskriving etter mer enn 10 døgn i KAD eller 14 døgn i andre typer enheter",
        "",
        "Enten lange opphold eller utskrivinger som ikke er registrert.",
        STAYS
    ),
    measure!(BedNeed, "sengebehov", "Sengebehov", "senger", "Innbyggere", "7 000", "", GUIDELINE),
    measure!(
        Turnover,
        "omloep",
        "Omløp",
        "utskrivinger per seng og år",
        "Utskrivinger",
        "Senger × år",
        "",
        REGISTRATIONS
    ),
    measure!(
        BedEquivalents,
        "sengeekvivalenter",
        "Sengeekvivalenter",
        "senger",
        "Sparte liggedøgn",
        "Dager i perioden",
        "Forutsetter at sengene ellers ville vært fulle.",
        "Enkel omregning"
    ),
    measure!(
        WaitingCost,
        "overliggerkostnad",
        "Kostnad for overliggerdøgn",
        "kr",
        "(Kostnad per liggedøgn i sykehus − kommunal betaling) × døgn",
        "",
        "Kan være negativ. Satsene er daterte innstillinger, og året vises.",
        "Betaling per utskrivningsklart døgn: statsbudsjettet"
    ),
    measure!(
        Effect,
        "effekt",
        "Effekt på ØH-innleggelser",
        "% endring mot forventet",
        "Observerte ØH-innleggelser etter åpning",
        "Forventede uten tilbudet, fra en Poisson-modell med kommune- og månedseffekter per aldersgruppe",
        "Estimert på måneder og kommuner som ennå ikke har åpnet. 95 % intervall. Sammenheng, ikke bevist årsak.",
        "Wooldridge (2023), Borusyak, Jaravel og Spiess (2024)"
    ),
    measure!(
        FullUnit,
        "full_enhet",
        "Møter en full enhet",
        "% av pasientene",
        "Pasienter som kommer når alle senger er belagt, etter Erlangs tapsformel",
        "Pasienter som kommer, de avviste medregnet",
        "Fra enhetens egne innleggelser, avviste og liggetid (belagte døgn / innleggelser). Formelen regner med tilfeldige ankomster: ukedager, sesong og senger som holdes av, gjør enheten oftere full.",
        "Erlang (1917), tapsformel B"
    ),
    measure!(
        EmergencyRatio,
        "oeh_forhold",
        "ØH-innleggelser mot ventet for alderen",
        "% av ventet",
        "ØH-innleggelser for kommunens innbyggere",
        "Ventet med landets rate i hver aldersgruppe (indirekte standardisering)",
        "Grensene for 95 og 99,8 % av kommunene regner med at kommuner varierer mer enn tilfeldighet alene gir. En kommune utenfor er verdt å se på, ikke dårlig.",
        "Spiegelhalter (2005), Statistics in Medicine 24"
    ),
    measure!(
        Remaining,
        "ligger_fortsatt",
        "Ligger fortsatt inne",
        "% av oppholdene",
        "Opphold som varer lenger enn så mange døgn",
        "Opphold som begynte i perioden",
        "Opphold som ikke er over, teller så lenge de har vart (Kaplan–Meier). 95 % intervall etter Greenwood, log-log.",
        "Kaplan og Meier (1958), JASA 53"
    ),
    measure!(
        Change,
        "endring",
        "Mer enn tilfeldig endring",
        "måneder",
        "Måneder utenfor snittet ± 2,66 × gjennomsnittlig endring fra måned til måned, sju på rad på én side, sju stigende eller fallende på rad, eller to av tre nær en grense",
        "",
        "Endringer fra måned til måned over 3,267 ganger snittet er holdt utenfor grensene. Med under 12 måneder merkes ingenting. Årstider er ikke regnet bort, og kan gi utslag.",
        "NHS England, Making Data Count; NHSRplotthedots"
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_measure_has_one_row_and_one_id() {
        let ids: BTreeSet<_> = MEASURES.iter().map(|d| d.id).collect();
        assert_eq!(ids.len(), MEASURES.len());
        for definition in MEASURES {
            assert_eq!(definition.measure.definition().id, definition.id);
            assert!(!definition.numerator.is_empty() && !definition.source.is_empty(), "{}", definition.id);
        }
    }
}
