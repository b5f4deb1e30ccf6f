//! Points in time: local to Oslo unless an offset stands there, kept in UTC.
//!
//! In the hour that comes twice when summer time ends, the first is meant unless the offset says
//! otherwise; a discharge that would then lie before the admission is taken as the second.

use super::date::{digits, plain_day};
use crate::context::Known;
use crate::problem::Problem;
use crate::record::Cell;
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Europe::Oslo;

/// A day, or a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Only the day is known.
    Day(NaiveDate),
    /// The point in time; and the later one where the local hour comes twice.
    Time(DateTime<Utc>, Option<DateTime<Utc>>),
}

impl Moment {
    /// The day in Oslo.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Time(time, _) => time.with_timezone(&Oslo).date_naive(),
        }
    }
}

/// Noon of a day in Oslo: how a day without a time is kept.
pub(crate) fn noon(day: NaiveDate) -> DateTime<Utc> {
    let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    // Clocks change at night: noon exists once.
    Oslo.from_local_datetime(&noon).earliest().map_or_else(|| noon.and_utc(), |time| time.to_utc())
}

/// A moment as files hold it: the day alone, or the local time with its offset.
pub(crate) fn written(time: DateTime<Utc>, dates_only: bool) -> String {
    let local = time.with_timezone(&Oslo);
    if dates_only {
        local.date_naive().to_string()
    } else {
        local.to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

/// A day or point in time that has come.
pub(crate) fn moment(cell: Cell<'_>, known: &Known<'_>) -> Result<Moment, Problem> {
    let moment = parse(cell.text)?;
    super::date::not_future(moment.day(), known)?;
    Ok(moment)
}

fn parse(text: &str) -> Result<Moment, Problem> {
    let Some((date, time)) = text.split_once([' ', 'T', 't']) else {
        return plain_day(text).map(Moment::Day).map_err(|problem| match problem {
            Problem::NotADate => Problem::NotAMoment,
            other => other,
        });
    };
    let date = plain_day(date)?;
    let (clock, offset) = offset(time.trim())?;
    let local = date.and_time(clock_time(clock.trim_end())?);
    if let Some(offset) = offset {
        let time = offset.from_local_datetime(&local).single().ok_or(Problem::NoSuchTime)?;
        return Ok(Moment::Time(time.to_utc(), None));
    }
    match Oslo.from_local_datetime(&local) {
        LocalResult::Single(time) => Ok(Moment::Time(time.to_utc(), None)),
        LocalResult::Ambiguous(first, second) => Ok(Moment::Time(first.to_utc(), Some(second.to_utc()))),
        LocalResult::None => Err(Problem::NoSuchTime),
    }
}

/// Parts the clock from `Z`, `+01:00` or `+0100` behind it.
fn offset(time: &str) -> Result<(&str, Option<FixedOffset>), Problem> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Ok((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = time.rfind(['+', '-', '−']) else { return Ok((time, None)) };
    let (clock, offset) = time.split_at(at);
    let west = !offset.starts_with('+');
    let offset = offset.trim_start_matches(['+', '-', '−']).as_bytes();
    let (hours, minutes) = match *offset {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (digits(&[h1, h2]), digits(&[m1, m2])),
        [h1, h2] => (digits(&[h1, h2]), Some(0)),
        _ => (None, None),
    };
    let (Some(hours), Some(minutes @ 0..60)) = (hours, minutes) else { return Err(Problem::NotAMoment) };
    let seconds = (hours * 3600 + minutes * 60).cast_signed();
    let offset = FixedOffset::east_opt(if west { -seconds } else { seconds }).ok_or(Problem::NotAMoment)?;
    Ok((clock, Some(offset)))
}

/// `14:05`, `14:05:30`, `14:05:30.123` (the fraction is dropped); a point may stand for the colon.
fn clock_time(text: &str) -> Result<NaiveTime, Problem> {
    let mut parts = text.split([':', '.']);
    let mut part = |required: bool| match parts.next() {
        Some(part) if (1..=2).contains(&part.len()) => digits(part.as_bytes()).ok_or(Problem::NotAMoment),
        None if !required => Ok(0),
        _ => Err(Problem::NotAMoment),
    };
    let (hour, minute, second) = (part(true)?, part(true)?, part(false)?);
    if parts.next().is_some_and(|rest| rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()))
        || parts.next().is_some()
    {
        return Err(Problem::NotAMoment);
    }
    NaiveTime::from_hms_opt(hour, minute, second).ok_or(Problem::NoSuchTime)
}
