//! The list as HTML: what the page shows, and what the stream sends when something changed.

use super::board::{Row, Version, board};
use super::question::{Group, Question};
use crate::data::{Data, DataError};
use crate::ui::markup::push_escaped;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use language::t;
use measures::free_beds::{FreeBeds, Since};
use vocabulary::{Person, UnitKind, norwegian, oslo_date, oslo_time};

/// The list that answers a question, as HTML.
///
/// # Errors
/// [`DataError::Store`].
pub async fn list(
    data: &Data,
    question: &Question,
    version: Version,
    person: Option<&Person>,
) -> Result<String, DataError> {
    let (catalogue, rows) = (data.catalogue().await?, board(data, version).await?);
    let today = data.today();
    let groups = question.groups(&rows, &catalogue, today, person);
    let mut html =
        String::with_capacity(groups.iter().map(|group| group.rows.len()).sum::<usize>() * 900 + 500);
    summary(&mut html, question, &rows, &groups, (data.now)());
    for (i, group) in groups.iter().enumerate() {
        html.push_str(&format!("<section aria-labelledby=\"gruppe-{i}\"><h2 id=\"gruppe-{i}\">"));
        push_escaped(&mut html, &group.title);
        html.push_str("</h2><ul class=\"units\">");
        for row in &group.rows {
            card(&mut html, row, today);
        }
        html.push_str("</ul></section>");
    }
    Ok(html)
}

/// How many units have free beds, and when that was read.
fn summary(
    html: &mut String,
    question: &Question,
    rows: &[Row],
    groups: &[Group<'_, Row>],
    now: DateTime<Utc>,
) {
    let shown = || groups.iter().flat_map(|group| &group.rows);
    let free = shown().filter(|row| row.free() > 0).count() as i64;
    let beds: i64 = shown().map(|row| row.free()).sum();
    html.push_str("<p class=\"count\">");
    if rows.is_empty() {
        html.push_str(t!("Ingen enheter er registrert."));
    } else if free == 0 {
        html.push_str(t!("Ingen av enhetene du spør etter, har ledige senger nå."));
        if !question.all {
            html.push_str(t!(" Kryss av for å se enheter som er fulle."));
        }
    } else {
        html.push_str(&t!(
            "<strong>{}</strong> med ledige senger, {} senger til sammen.",
            if free == 1 { t!("1 enhet").to_owned() } else { t!("{} enheter", norwegian::count(free)) },
            norwegian::count(beds)
        ));
    }
    html.push_str(&format!(
        " <span class=\"read\">{}</span></p>",
        t!("Lest {}.", moment(now, oslo_date(now)))
    ));
}

fn card(html: &mut String, row: &Row, today: NaiveDate) {
    let unit = &row.unit;
    html.push_str("<li class=\"unit-card\"><div class=\"head\"><h3>");
    push_escaped(html, &unit.name);
    html.push_str("</h3>");
    if unit.kind != UnitKind::Kad {
        html.push_str("<span class=\"ds-tag\" data-color=\"neutral\">");
        push_escaped(html, unit.kind.label());
        html.push_str("</span>");
    }
    html.push_str("</div>");
    beds(html, row.beds, today);
    if let Some(telephone) = &unit.telephone {
        html.push_str("<p class=\"call\"><a class=\"ds-button\" data-variant=\"secondary\" id=\"ring-");
        push_escaped(html, unit.code.as_str());
        html.push_str("\" href=\"tel:");
        push_escaped(html, &tel(telephone));
        html.push_str("\">");
        push_escaped(html, t!("Ring "));
        push_escaped(html, telephone);
        html.push_str("<span class=\"ds-sr-only\"> ");
        push_escaped(html, t!("til "));
        push_escaped(html, &unit.name);
        html.push_str("</span></a></p>");
    }
    html.push_str("<dl>");
    let place = match unit.location.as_deref() {
        Some(location) if !row.host.is_empty() => format!("{} ({location})", row.host),
        Some(location) => location.to_owned(),
        None => row.host.clone(),
    };
    fact(html, t!("Vertskommune"), &place);
    fact(html, t!("Tilbud"), unit.offer.as_deref().unwrap_or_default());
    let names: Vec<_> = row.takes.iter().map(|(_, name)| name.as_str()).collect();
    fact(html, t!("Tar imot fra"), &names.join(", "));
    let mut doctor = unit.physician_cover.map_or("", vocabulary::PhysicianCover::label).to_owned();
    if unit.direct_from_emergency == Some(true) {
        doctor.push_str(if doctor.is_empty() { "" } else { ". " });
        doctor.push_str(t!("Tar imot direkte fra akuttmottak"));
    }
    fact(html, t!("Lege"), &doctor);
    html.push_str("</dl></li>");
}

fn fact(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        html.push_str(&format!("<div><dt>{name}</dt><dd>"));
        push_escaped(html, value);
        html.push_str("</dd></div>");
    }
}

/// How many beds are free, of how many, since when.
fn beds(html: &mut String, beds: Option<FreeBeds>, today: NaiveDate) {
    let Some(beds) = beds else {
        html.push_str(&format!(
            "<p class=\"beds\">{}</p><p class=\"since\">{}</p>",
            t!("Ingen tall"),
            t!("Enheten har ikke registrert. Ring.")
        ));
        return;
    };
    let decimals = |value: f64| usize::from(value.fract().abs() > 1e-9);
    let of = norwegian::number(beds.beds, decimals(beds.beds));
    let age = if beds.old { " data-old" } else { "" };
    html.push_str(&format!("<p class=\"beds\"{age}>"));
    match beds.free() {
        0 => html.push_str(&t!("<strong>Fullt</strong> av {of} senger")),
        1 => html.push_str(&t!("<strong>1</strong> ledig av {of} senger")),
        free => html.push_str(&t!("<strong>{}</strong> ledige av {of} senger", norwegian::count(free))),
    }
    if beds.over() > 0.0 {
        let over = norwegian::number(beds.over(), decimals(beds.over()));
        html.push_str(&t!(", {over} flere pasienter enn senger"));
    }
    html.push_str(&format!("</p><p class=\"since\"{age}>{}</p>", since(beds, today)));
}

/// Since when a number stands, in words.
fn since(beds: FreeBeds, today: NaiveDate) -> String {
    match beds.since {
        Since::Moment(at) if oslo_date(at) == today => t!("Registrert i dag {}.", clock(at)),
        Since::Moment(at) => t!("Oppholdene føres fortløpende. Siste endring {}.", moment(at, today)),
        Since::Now => t!("Oppholdene føres fortløpende.").to_owned(),
        Since::Day(day) if day == today => t!("Registrert for i dag.").to_owned(),
        Since::Day(day) => {
            t!("Tallet er fra {}. Det kan ha endret seg: ring og spør.", day_name(day, today))
        }
    }
}

/// `i går`, `21. november`, or with its year where that isn't this one.
fn day_name(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        1 => t!("i går, {}", without_year(day)),
        _ if day.year() == today.year() => without_year(day),
        _ => norwegian::long_date(day),
    }
}

fn without_year(day: NaiveDate) -> String {
    let text = norwegian::long_date(day);
    text.rsplit_once(' ').map_or(text.clone(), |(day, _)| day.to_owned())
}

fn clock(at: DateTime<Utc>) -> String {
    let time = oslo_time(at);
    t!("kl. {:02}.{:02}", time.hour(), time.minute())
}

fn moment(at: DateTime<Utc>, today: NaiveDate) -> String {
    if oslo_date(at) == today {
        clock(at)
    } else {
        format!("{} {}", day_name(oslo_date(at), today), clock(at))
    }
}

/// A number as telephones dial it: Norwegian ones with their country's code.
fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if number.trim_start().starts_with('+') {
        format!("+{digits}")
    } else if digits.len() == 8 {
        format!("+47{digits}")
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_can_be_dialled() {
        for (written, dialled) in [
            ("22 11 80 80", "+4722118080"),
            ("+47 22118080", "+4722118080"),
            ("116 117", "116117"),
            ("02800", "02800"),
        ] {
            assert_eq!(tel(written), dialled);
        }
    }

    #[test]
    fn how_old_a_number_is_stands_in_words() {
        let today = "2026-11-22".parse().unwrap();
        let at = |since, old| since_text(since, old, today);
        assert_eq!(at(Since::Day(today), false), "Registrert for i dag.");
        assert!(
            at(Since::Day("2026-11-21".parse().unwrap()), true)
                .starts_with("Tallet er fra i går, 21. november.")
        );
        assert!(
            at(Since::Day("2026-11-02".parse().unwrap()), true).starts_with("Tallet er fra 2. november.")
        );
        assert!(
            at(Since::Day("2025-11-02".parse().unwrap()), true)
                .starts_with("Tallet er fra 2. november 2025.")
        );
        let moment = "2026-11-22T13:05:00Z".parse().unwrap();
        assert_eq!(at(Since::Moment(moment), false), "Registrert i dag kl. 14.05.");
        let earlier = "2026-11-20T13:05:00Z".parse().unwrap();
        assert!(at(Since::Moment(earlier), false).ends_with("Siste endring 20. november kl. 14.05."));
    }

    fn since_text(since: Since, old: bool, today: NaiveDate) -> String {
        super::since(FreeBeds { beds: 4.0, occupied: 1.0, since, old }, today)
    }
}
