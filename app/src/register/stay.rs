//! Admission, discharge, correction and striking out.

use super::read::Reader;
use super::{Desk, Doubt, Note, Outcome, Refused, Typed, encoded, stay_path, unit_path};
use crate::data::DataError;
use chrono::{DateTime, Days, NaiveTime, SubsecRound, TimeDelta, Timelike as _, Utc};
use language::t;
use measures::register::{
    Habit, Impossible, LONGEST_STAY, TWICE_WITHIN, beyond_beds, impossible_times, late, unusually_long,
};
use store::{Admitted, By, RegisteredStay, Unsaved, stay_key};
use vocabulary::{
    AgeGroup, BedNumber, CorrectionReason, MunicipalityNumber, Reason, Stay, StayId, norwegian, oslo_date,
    oslo_midnight, oslo_wall,
};

/// Times are kept to the minute.
fn to_the_minute(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(0).with_second(0).unwrap_or(time)
}

/// `1.3. kl. 14.05`.
pub(crate) fn when(time: DateTime<Utc>) -> String {
    let wall = oslo_wall(time);
    let day = wall.format(if language::spoken() == language::Language::En { "%-d %b" } else { "%-d.%-m." });
    t!("{day} kl. {}", norwegian::clock(wall.time()))
}

/// The unit's page, saying what was saved.
fn saved_path(unit: &vocabulary::UnitCode, id: &StayId) -> String {
    format!("{}?lagret={}", unit_path(unit), encoded(id.as_str()))
}

fn why_impossible(why: Impossible) -> (&'static str, &'static str) {
    match why {
        Impossible::AdmittedInFuture => {
            ("inn", t!("Innleggelsen kan ikke ligge fram i tid. La feltet stå tomt for nå."))
        }
        Impossible::DischargedInFuture => {
            ("ut", t!("Utskrivingen kan ikke ligge fram i tid. La feltet stå tomt for nå."))
        }
        Impossible::DischargedBeforeAdmitted => {
            ("ut", t!("Utskrivingen er før innleggelsen. Rett klokkeslettet."))
        }
        Impossible::TooLong => ("inn", t!("Oppholdet ville vart i mer enn ett år. Rett datoen.")),
    }
}

/// The fields that an admission and a correction have in common. `known`: whether a municipality may be chosen.
fn fields(reader: &mut Reader<'_>, known: impl Fn(MunicipalityNumber) -> bool, stay: &mut Stay) {
    if let Some(home) = reader.required("kommune", t!("Velg bostedskommunen.")) {
        if known(home) {
            stay.home = home;
        } else {
            reader.fault("kommune", t!("Velg bostedskommunen fra listen."));
        }
    }
    if let Some(referrer) = reader.required("henvist_av", t!("Velg hvem som henviste.")) {
        stay.referrer = referrer;
    }
    stay.sex = reader.optional("kjoenn", t!("Velg kjønn fra listen."));
    stay.origin = reader.optional("kom_fra", t!("Velg hvor pasienten kom fra."));
    stay.problem = reader.optional("problem", t!("Velg fra listen."));
    stay.purpose = reader.optional("formaal", t!("Velg fra listen."));
    stay.alternative = reader.optional("alternativ", t!("Velg hvor pasienten ellers ville vært."));
    let chapter: Option<Reason> = reader.optional("aarsak", t!("Velg fra listen."));
    let code: Option<Reason> =
        reader.optional("kode", t!("Skriv en ICPC-2-kode, for eksempel R81, eller la feltet stå tomt."));
    stay.reason = code.or(chapter);
}

fn bed(reader: &mut Reader<'_>) -> Option<BedNumber> {
    reader.optional("seng", t!("Skriv sengens nummer, for eksempel 4 eller 12B."))
}

/// What is asked about, less what the person said is so.
fn unanswered(doubts: Vec<Doubt>, typed: &Typed) -> Vec<Doubt> {
    if doubts.iter().all(|doubt| typed.accepts(doubt.code)) { Vec::new() } else { doubts }
}

/// The unit's stays of the last half year.
async fn habit(desk: Desk<'_>, now: DateTime<Utc>) -> Result<Habit, DataError> {
    let recent = desk.data.store.stays_since(&desk.unit.code, now - TimeDelta::days(182)).await?;
    let minutes = || recent.iter().filter_map(|registered| registered.stay.minutes());
    Ok(Habit { stays: minutes().count() as i64, longest_minutes: minutes().max().unwrap_or(0) })
}

/// *Legg inn*. `fresh`: an id for a form without one.
///
/// # Errors
/// [`DataError`].
pub async fn admit(desk: Desk<'_>, typed: Typed, fresh: &str) -> Result<Outcome, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let now = to_the_minute((data.now)());
    let (catalogue, today) = (data.places().await?, oslo_date(now));
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let id: StayId = match typed.get("nr").parse() {
        Ok(id) if typed.get("nr").starts_with('h') => id,
        _ => fresh.parse().map_err(|_| DataError::NotProvided)?,
    };
    let mut stay = Stay {
        id,
        unit: unit.clone(),
        home: desk
            .unit
            .host
            .unwrap_or_else(|| catalogue.municipalities.first().map_or(unknown(), |m| m.number)),
        admitted: now,
        discharged: None,
        dates_only: false,
        age_group: AgeGroup::Age80Plus,
        sex: None,
        origin: None,
        referrer: vocabulary::Referrer::Other,
        reason: None,
        problem: None,
        purpose: None,
        alternative: None,
        destination: None,
    };
    fields(&mut reader, |number| catalogue.municipality(number, today).is_some(), &mut stay);
    match reader.required::<u8>("alder", t!("Skriv alderen i hele år.")) {
        Some(age) if age <= 120 => stay.age_group = AgeGroup::of_age(age),
        Some(_) => reader.fault("alder", t!("Skriv alderen i hele år, høyst 120.")),
        None => {}
    }
    for (field, missing, advice) in [
        ("kjoenn", stay.sex.is_none(), t!("Velg kjønn.")),
        ("kom_fra", stay.origin.is_none(), t!("Velg hvor pasienten kom fra.")),
        ("aarsak", stay.reason.is_none(), t!("Velg årsak.")),
        ("alternativ", stay.alternative.is_none(), t!("Velg hvor pasienten ellers ville vært.")),
    ] {
        if missing && !reader.faults.iter().any(|fault| fault.field == field) {
            reader.fault(field, advice);
        }
    }
    let bed = bed(&mut reader);
    let said = reader.moment("inn");
    // Of an hour that comes twice, the one that has come.
    stay.admitted = said.map_or(now, |(first, later)| if later <= now { later } else { first });
    if let Some(why) = impossible_times(stay.admitted, None, now) {
        reader.fault("inn", why_impossible(why).1);
    }
    let mut refused = Refused { form: "inn", faults: reader.faults, typed, ..Refused::default() };
    if !refused.faults.is_empty() {
        return Ok(refused.into());
    }

    if let Some(before) = data.store.stay(unit, &stay.id).await? {
        return Ok(sent_before(desk, refused, &stay, bed.as_ref(), before, fresh));
    }
    refused.doubts = unanswered(admission_doubts(desk, &stay, bed.as_ref(), now).await?, &refused.typed);
    if !refused.doubts.is_empty() {
        return Ok(refused.into());
    }
    match data.store.admit(&stay, bed.as_ref(), &By::of(desk.person, now)).await? {
        Admitted::New(new) => Ok(Outcome::Saved(saved_path(unit, &new.stay.id))),
        Admitted::Before(before) => Ok(sent_before(desk, refused, &stay, bed.as_ref(), before, fresh)),
    }
}

/// A number that no municipality has; only where there are none at all.
fn unknown() -> MunicipalityNumber {
    "9999".parse().unwrap_or_else(|_| unreachable!("four digits"))
}

/// The same form again is the same stay. With other fields it may be another patient: asked, nothing lost.
fn sent_before(
    desk: Desk<'_>,
    mut refused: Refused,
    stay: &Stay,
    bed: Option<&BedNumber>,
    before: RegisteredStay,
    fresh: &str,
) -> Outcome {
    let unit = &desk.unit.code;
    let same = Stay { admitted: before.stay.admitted, ..stay.clone() } == before.stay
        && bed == before.bed.as_ref()
        && (refused.typed.get("inn").is_empty() || stay.admitted == before.stay.admitted);
    if same {
        return Outcome::Saved(saved_path(unit, &before.stay.id));
    }
    refused.typed.set("nr", fresh);
    refused.notes.push(Note {
        text: t!(
            "Dette skjemaet er sendt før, og pasienten ble lagt inn {}. Det du har endret siden, er ikke lagret. Gjelder det en ny pasient, send skjemaet på nytt. Gjelder det samme pasient, rett oppholdet i stedet.",
            when(before.stay.admitted)
        ),
        link: Some((stay_path(unit, &before.stay.id), t!("Rett oppholdet"))),
    });
    refused.into()
}

async fn admission_doubts(
    desk: Desk<'_>,
    stay: &Stay,
    bed: Option<&BedNumber>,
    now: DateTime<Utc>,
) -> Result<Vec<Doubt>, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let mut doubts = Vec::new();
    if late(stay.admitted, now) {
        doubts.push(Doubt {
            code: "sent",
            text: t!("Innleggelsen var {}, for mer enn tre døgn siden. Stemmer det?", when(stay.admitted)),
        });
    }
    let patients = data.store.patients(unit).await?;
    if let Some(other) = patients.iter().find(|other| bed.is_some() && other.bed.as_ref() == bed) {
        doubts.push(Doubt {
            code: "seng",
            text: t!(
                "Seng {} er i bruk av en pasient som kom {}. Ligger det to der?",
                bed.map_or("", BedNumber::as_str),
                when(other.stay.admitted)
            ),
        });
    }
    let twin = patients.iter().find(|other| {
        let s = &other.stay;
        (s.home, s.age_group, s.sex) == (stay.home, stay.age_group, stay.sex)
            && (stay.admitted - s.admitted).abs() < TWICE_WITHIN
    });
    if let Some(twin) = twin {
        doubts.push(Doubt {
            code: "samme",
            text: t!(
                "En pasient med samme kommune, aldersgruppe og kjønn ble lagt inn {}. Er dette en annen pasient?",
                when(twin.stay.admitted)
            ),
        });
    }
    let homes = data.store.homes_since(unit, now - LONGEST_STAY).await?;
    let catalogue = data.places().await?;
    let scope = vocabulary::Scope::Unit(unit.clone());
    let serves = catalogue.municipalities_in(&scope, oslo_date(now)).contains(&stay.home);
    if homes.len() > 1 && !serves && !homes.iter().any(|(home, _)| *home == stay.home) {
        let name = catalogue.scope_label(&vocabulary::Scope::Municipality(stay.home), oslo_date(now));
        doubts.push(Doubt {
            code: "kommune",
            text: t!("Enheten har ikke hatt pasienter fra {name} det siste året. Stemmer kommunen?"),
        });
    }
    let beds = catalogue.beds_on(unit, oslo_date(now)).unwrap_or(0.0);
    if beds > 0.0 && beyond_beds(patients.len() as i64 + 1, 2.0 * beds) > 0 {
        doubts.push(Doubt {
            code: "fullt",
            text: t!("Enheten får da mer enn dobbelt så mange pasienter som senger. Stemmer det?").into(),
        });
    }
    Ok(doubts)
}

/// *Skriv ut*.
///
/// # Errors
/// [`DataError`].
pub async fn discharge(desk: Desk<'_>, typed: Typed) -> Result<Outcome, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let now = to_the_minute((data.now)());
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let chosen = typed.get("opphold").split_once('.');
    let chosen =
        chosen.and_then(|(version, id)| Some((version.parse::<i64>().ok()?, id.parse::<StayId>().ok()?)));
    if chosen.is_none() {
        reader.fault("opphold", t!("Velg pasienten som skal skrives ut."));
    }
    let destination = reader.required("til", t!("Velg hvor pasienten ble utskrevet til."));
    let said = reader.moment("ut");
    let mut refused = Refused { form: "ut", faults: reader.faults, typed, ..Refused::default() };
    let (Some((version, id)), Some(destination), true) = (chosen, destination, refused.faults.is_empty())
    else {
        return Ok(refused.into());
    };
    let Some(stands) = data.store.stay(unit, &id).await? else {
        refused.notes.push(gone(desk, &id).await?);
        return Ok(refused.into());
    };
    let saved = || Outcome::Saved(saved_path(unit, &id));
    let mut stay = stands.stay.clone();
    let out = said.map_or(now, |(first, later)| if first < stay.admitted { later } else { first });
    stay.discharged = Some(if stay.dates_only { noon_after(stay.admitted, out) } else { out });
    stay.destination = Some(destination);
    if stands.version != version {
        // The same discharge sent twice.
        let same = stands.stay.destination == Some(destination)
            && stands.stay.discharged.is_some_and(|there| (there - out).abs() < TimeDelta::minutes(10));
        if same {
            return Ok(saved());
        }
        return conflict(desk, refused, &stands).await;
    }
    if let Some(why) = impossible_times(stay.admitted, stay.discharged, now) {
        refused.faults.push(super::Fault { field: "ut", text: why_impossible(why).1.into() });
        return Ok(refused.into());
    }
    let mut doubts = Vec::new();
    if unusually_long(stay.minutes().unwrap_or(0), habit(desk, now).await?) {
        let days = norwegian::number(stay.minutes().unwrap_or(0) as f64 / 1440.0, 1);
        doubts.push(Doubt {
            code: "langt",
            text: t!("Oppholdet varte i {days} døgn, lenger enn enhetens opphold pleier. Stemmer tidene?"),
        });
    }
    refused.doubts = unanswered(doubts, &refused.typed);
    if !refused.doubts.is_empty() {
        return Ok(refused.into());
    }
    match data.store.save_stay(&stay, stands.bed.as_ref(), version, None, &By::of(desk.person, now)).await {
        Ok(_) => Ok(saved()),
        Err(Unsaved::Conflict(stands)) => conflict(desk, refused, &stands).await,
        Err(Unsaved::Gone) => {
            refused.notes.push(gone(desk, &id).await?);
            Ok(refused.into())
        }
        Err(Unsaved::Store(error)) => Err(error.into()),
    }
}

/// A stay known by days alone ends at noon of a day, not before it began.
fn noon_after(admitted: DateTime<Utc>, out: DateTime<Utc>) -> DateTime<Utc> {
    let noon = oslo_date(out).and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    vocabulary::oslo_instants(noon).map_or(out, |(noon, _)| noon).max(admitted)
}

/// Who changed a stay last, and when.
async fn last_change(desk: Desk<'_>, id: &StayId) -> Result<Option<(String, DateTime<Utc>)>, DataError> {
    let changes = desk.data.store.changes_of("stay", &stay_key(&desk.unit.code, id)).await?;
    Ok(changes.into_iter().next().map(|change| (change.person, change.at)))
}

async fn gone(desk: Desk<'_>, id: &StayId) -> Result<Note, DataError> {
    let text = match last_change(desk, id).await? {
        Some((person, at)) => t!("Oppholdet ble strøket av {person} {}. Ingenting er lagret.", when(at)),
        None => t!("Oppholdet finnes ikke. Ingenting er lagret.").to_owned(),
    };
    Ok(Note { text, link: None })
}

/// Somebody else saved first: what stands now beside what she typed, and the version with which she may send again.
async fn conflict(
    desk: Desk<'_>,
    mut refused: Refused,
    stands: &RegisteredStay,
) -> Result<Outcome, DataError> {
    let id = &stands.stay.id;
    let (person, at) =
        last_change(desk, id).await?.unwrap_or_else(|| (t!("en fil").to_owned(), (desk.data.now)()));
    let out = match (stands.stay.discharged, stands.stay.destination) {
        (Some(out), Some(to)) => {
            t!(" Pasienten er skrevet ut {} til {}.", when(out), to.label().to_lowercase())
        }
        _ => String::new(),
    };
    refused.notes.push(Note {
        text: t!(
            "{person} endret oppholdet {} mens du skrev.{out} Det du skrev, er ikke lagret, men står i skjemaet. Se over og send på nytt om det fortsatt gjelder.",
            when(at)
        ),
        link: Some((stay_path(&desk.unit.code, id), t!("Se oppholdet"))),
    });
    refused.typed.set("versjon", stands.version.to_string());
    refused.typed.set("opphold", format!("{}.{id}", stands.version));
    let (catalogue, today) = (desk.data.places().await?, desk.data.today());
    refused.stands = crate::pages::enheten::as_typed(stands)
        .into_iter()
        .filter(|(field, value, _)| refused.typed.get(field) != value)
        .map(|(field, _, label)| match field {
            "kommune" => {
                (field, catalogue.scope_label(&vocabulary::Scope::Municipality(stands.stay.home), today))
            }
            _ => (field, label),
        })
        .collect();
    Ok(refused.into())
}

fn reason(reader: &mut Reader<'_>) -> Option<CorrectionReason> {
    reader.required("hvorfor", t!("Velg hvorfor."))
}

/// Corrects any field of a stay.
///
/// # Errors
/// [`DataError`].
pub async fn correct(desk: Desk<'_>, id: &StayId, typed: Typed) -> Result<Outcome, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let now = to_the_minute((data.now)());
    let catalogue = data.places().await?;
    let mut refused = Refused { form: "rett", typed: typed.clone(), ..Refused::default() };
    let Some(stands) = data.store.stay(unit, id).await? else {
        refused.notes.push(gone(desk, id).await?);
        return Ok(refused.into());
    };
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let mut stay = stands.stay.clone();
    let known = catalogue.known_municipalities();
    fields(&mut reader, |number| known.contains(&number), &mut stay);
    if let Some(group) = reader.required("aldersgruppe", t!("Velg aldersgruppe.")) {
        stay.age_group = group;
    }
    let bed = bed(&mut reader);
    let (said_in, said_out) = (reader.moment("inn"), reader.moment("ut"));
    if typed.get("inn").is_empty() {
        reader.fault("inn", t!("Skriv når pasienten ble lagt inn."));
    }
    // What wasn't touched stays as it is, to the second.
    let shown = |time: Option<DateTime<Utc>>| time.map(wall_text).unwrap_or_default();
    if typed.get("inn") != shown(Some(stands.stay.admitted)) {
        stay.admitted = said_in.map_or(stay.admitted, |(first, _)| first);
        stay.dates_only = false;
    }
    if typed.get("ut") != shown(stands.stay.discharged) {
        stay.discharged = said_out.map(|(first, later)| if first < stay.admitted { later } else { first });
        stay.dates_only = false;
    }
    stay.destination = reader.optional("til", t!("Velg hvor pasienten ble utskrevet til."));
    if stay.discharged.is_some() != stay.destination.is_some() {
        reader.fault("til", t!("Utskrevet og utskrevet til fylles ut sammen, eller står begge tomme."));
    }
    if let Some(why) = impossible_times(stay.admitted, stay.discharged, now)
        && (stay.admitted, stay.discharged) != (stands.stay.admitted, stands.stay.discharged)
    {
        let (field, text) = why_impossible(why);
        reader.fault(field, text);
    }
    let (why, version) = (reason(&mut reader), typed.get("versjon").parse().unwrap_or(0));
    refused.faults = reader.faults;
    if stands.version != version {
        return conflict(desk, refused, &stands).await;
    }
    if !refused.faults.is_empty() {
        return Ok(refused.into());
    }
    match data.store.save_stay(&stay, bed.as_ref(), version, why, &By::of(desk.person, now)).await {
        Ok(_) => Ok(Outcome::Saved(format!("{}?lagret=1", stay_path(unit, id)))),
        Err(Unsaved::Conflict(stands)) => conflict(desk, refused, &stands).await,
        Err(Unsaved::Gone) => {
            refused.notes.push(gone(desk, id).await?);
            Ok(refused.into())
        }
        Err(Unsaved::Store(error)) => Err(error.into()),
    }
}

/// Strikes a stay out.
///
/// # Errors
/// [`DataError`].
pub async fn strike(desk: Desk<'_>, id: &StayId, typed: Typed) -> Result<Outcome, DataError> {
    let (data, unit) = (desk.data, &desk.unit.code);
    let mut reader = Reader { typed: &typed, faults: Vec::new() };
    let (why, version) = (reason(&mut reader), typed.get("versjon").parse().unwrap_or(0));
    let mut refused = Refused { form: "stryk", faults: reader.faults, typed, ..Refused::default() };
    let Some(why) = why else { return Ok(refused.into()) };
    match data.store.strike_stay(unit, id, version, why, &By::of(desk.person, (data.now)())).await {
        Ok(()) => Ok(Outcome::Saved(format!("{}?lagret=1", stay_path(unit, id)))),
        Err(Unsaved::Conflict(stands)) => conflict(desk, refused, &stands).await,
        Err(Unsaved::Gone) => {
            refused.notes.push(gone(desk, id).await?);
            Ok(refused.into())
        }
        Err(Unsaved::Store(error)) => Err(error.into()),
    }
}

/// A time as a field of a form holds it.
pub(crate) fn wall_text(time: DateTime<Utc>) -> String {
    oslo_wall(time).format("%Y-%m-%dT%H:%M").to_string()
}

/// The instant from which the page lists what was discharged lately.
pub(crate) fn a_week_ago(now: DateTime<Utc>) -> DateTime<Utc> {
    oslo_midnight(oslo_date(now).checked_sub_days(Days::new(7)).unwrap_or_else(|| oslo_date(now)))
}
