//! `opphold`: one admission to a unit.

use super::Kind;
use crate::column::{Format, Need, codes, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{
    Moment, age, coded, known_municipality, known_unit, moment, noon, reason, sex, stay_id, written,
};
use crate::write::Line;
use chrono::{DateTime, Utc};
use std::hash::{Hash, Hasher};
use vocabulary::{
    AgeGroup, Alternative, Destination, Origin, Problem as ProblemKind, Purpose, Referrer, Sex, Stay,
};

column_table! {
    ID: "opphold_id", Need::Required, Format::Text(64), "Lokalt nummer for oppholdet, aldri en persons", "Local id of the stay, never a person's";
    UNIT: "enhet", Need::Required, Format::Unit, "Enhetens kode", "The unit's code";
    HOME: "kommune", Need::Required, Format::Municipality, "Bostedskommune", "Home municipality";
    ADMITTED: "inn", Need::Required, Format::Moment, "Innlagt, norsk tid", "Admitted, Norwegian time";
    DISCHARGED: "ut", Need::Optional, Format::Moment, "Utskrevet, norsk tid; tom så lenge pasienten er der", "Discharged, Norwegian time; blank while the patient is there";
    AGE_GROUP: "aldersgruppe", Need::Or("alder"), codes!(AgeGroup), "Aldersgruppe", "Age group";
    AGE: "alder", Need::Or("aldersgruppe"), Format::Whole, "Alder i hele år, i stedet for aldersgruppe", "Age in whole years, instead of the age group";
    SEX: "kjoenn", Need::Optional, codes!(Sex), "Kjønn", "Sex";
    ORIGIN: "kom_fra", Need::Optional, codes!(Origin), "Hvor pasienten kom fra", "Where the patient came from";
    REFERRER: "henvist_av", Need::Required, codes!(Referrer), "Hvem som henviste", "Who referred";
    REASON: "aarsak", Need::Optional, Format::Reason, "Årsak til oppholdet", "Reason for the stay";
    PROBLEM: "problem", Need::Optional, codes!(ProblemKind), "Slags problem", "Kind of problem";
    PURPOSE: "formaal", Need::Optional, codes!(Purpose), "Hva sengen ble brukt til", "What the bed was used for";
    ALTERNATIVE: "alternativ", Need::Optional, codes!(Alternative), "Hvor pasienten ellers ville vært", "Where the patient would have gone otherwise";
    DESTINATION: "utskrevet_til", Need::With("ut"), codes!(Destination), "Utskrevet til; må være med når «ut» er fylt ut", "Discharged to; required where `ut` is filled in";
}

pub(crate) struct StaysFile;

impl Kind for StaysFile {
    type Row = Stay;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[UNIT, ID];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Stay>, Refused> {
        let id = row.required(ID, stay_id);
        let unit = row.required(UNIT, known_unit);
        let home = row.required(HOME, known_municipality);
        let times = times(row);
        let age_group = age_group(row);
        let sex = row.optional(SEX, sex);
        let origin = row.optional(ORIGIN, coded);
        let referrer = row.required(REFERRER, coded);
        let reason = row.optional(REASON, reason);
        let problem = row.optional(PROBLEM, coded);
        let purpose = row.optional(PURPOSE, coded);
        let alternative = row.optional(ALTERNATIVE, coded);
        let left = row.cell(DISCHARGED).is_some();
        let destination =
            if left { row.required(DESTINATION, coded).map(Some) } else { row.optional(DESTINATION, coded) };
        let (admitted, discharged, dates_only) = times?;
        Ok(Some(Stay {
            id: id?,
            unit: unit?,
            home: home?,
            admitted,
            discharged,
            dates_only,
            age_group: age_group?,
            sex: sex?,
            origin: origin?,
            referrer: referrer?,
            reason: reason?,
            problem: problem?,
            purpose: purpose?,
            alternative: alternative?,
            destination: destination?,
        }))
    }

    fn key(row: &Stay, hasher: &mut impl Hasher) {
        (row.unit.as_str(), row.id.as_str()).hash(hasher);
    }

    fn write(row: &Stay, line: &mut Line) {
        line.text(row.id.as_str());
        line.text(row.unit.as_str());
        line.show(row.home);
        line.show(written(row.admitted, row.dates_only));
        line.show_if(row.discharged.map(|time| written(time, row.dates_only)));
        line.show(row.age_group);
        line.show_if(row.sex);
        line.show_if(row.origin);
        line.show(row.referrer);
        line.show_if(row.reason);
        line.show_if(row.problem);
        line.show_if(row.purpose);
        line.show_if(row.alternative);
        line.show_if(row.destination);
    }

    fn rows(rows: Vec<Stay>) -> Rows {
        Rows::Stays(rows)
    }
}

/// Admitted, discharged, and whether only the days count.
type Times = (DateTime<Utc>, Option<DateTime<Utc>>, bool);

/// In, out, and whether only the days count. A stay with one day and one time counts as days.
fn times(row: &mut Row<'_>) -> Result<Times, Refused> {
    let (admitted, discharged) = (row.required(ADMITTED, moment), row.optional(DISCHARGED, moment));
    let (admitted, discharged) = (admitted?, discharged?);
    let (start, end, dates_only) = match (admitted, discharged) {
        (Moment::Time(start, _), None) => (start, None, false),
        (Moment::Time(start, _), Some(Moment::Time(end, later))) => {
            (start, Some(if end < start { later.unwrap_or(end) } else { end }), false)
        }
        (start, end) => (noon(start.day()), end.map(|end| noon(end.day())), true),
    };
    if end.is_some_and(|end| end < start) {
        let start = row.cell(ADMITTED).map_or_else(String::new, |cell| cell.text.to_owned());
        return Err(row.refuse(DISCHARGED, Problem::EndBeforeStart { start }));
    }
    Ok((start, end, dates_only))
}

/// The age group as given, or that of the age; they must agree.
fn age_group(row: &mut Row<'_>) -> Result<AgeGroup, Refused> {
    let group = row.optional(AGE_GROUP, coded);
    let of_age = row.optional(AGE, age).map(|years| years.map(AgeGroup::of_age));
    match (group?, of_age?) {
        (Some(group), Some(other)) if group != other => {
            Err(row.refuse(AGE_GROUP, Problem::AgeMismatch { group: other.code().to_owned() }))
        }
        (Some(group), _) | (None, Some(group)) => Ok(group),
        (None, None) => Err(row.refuse(AGE_GROUP, Problem::Missing)),
    }
}
