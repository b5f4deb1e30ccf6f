//! The form's table as HTML: a row a day, a number a cell.

use super::form::{Field, Remark, Row, asked_as, asked_to_strike, cell_name, day_name, source, written};
use super::month::{Kept, Sheet};
use crate::ui::markup::push_escaped;
use chrono::NaiveDate;
use language::t;

/// The table of a month, what was typed kept.
pub fn table(sheet: &Sheet, kept: Option<&Kept>, caption: &str) -> String {
    let mut html = String::with_capacity(24 * 1024);
    html.push_str("<table class=\"ds-table days\" id=\"doegn\"><caption class=\"ds-sr-only\">");
    push_escaped(&mut html, caption);
    html.push_str(&format!("</caption><thead><tr><th scope=col>{}</th>", t!("Dag")));
    for field in Field::ALL {
        html.push_str(&format!("<th scope=col class=num>{}</th>", field.label()));
    }
    html.push_str(&format!("<th scope=col>{}</th></tr></thead><tbody>", t!("Kilde")));
    for day in sheet.period().each_day() {
        let typed = kept.and_then(|kept| kept.typed.rows.get(&day)).filter(|row| row.is_changed());
        let row = typed.cloned().unwrap_or_else(|| sheet.row(day));
        line(&mut html, sheet, day, &row, kept);
    }
    html.push_str("</tbody></table>");
    html
}

fn line(html: &mut String, sheet: &Sheet, day: NaiveDate, row: &Row, kept: Option<&Kept>) {
    let rules = sheet.rules();
    let standing = sheet.days.get(&day);
    let open = rules.can_be_typed(day);
    html.push_str(if open { "<tr>" } else { "<tr class=closed>" });
    html.push_str(&format!("<th scope=row id=\"dag-{day}\">{}</th>", day_name(day)));
    let from_stays = rules.made_from_stays(day);
    for field in Field::ALL {
        let number = standing.and_then(|day| field.of(&day.registration));
        if open && !(from_stays && field.is_told_by_stays()) {
            cell(html, day, field, row, kept);
        } else {
            html.push_str(&format!("<td class=num>{}</td>", written(number)));
        }
    }
    html.push_str("<td class=source>");
    if open {
        hidden(html, &format!("foer-{day}"), &row.before_text());
        hidden(html, &format!("versjon-{day}"), &row.version.map_or_else(String::new, |v| v.to_string()));
    }
    push_escaped(html, standing.map_or("", source));
    html.push_str("</td></tr>");
}

fn hidden(html: &mut String, name: &str, value: &str) {
    html.push_str(&format!("<input type=hidden name=\"{name}\" value=\""));
    push_escaped(html, value);
    html.push_str("\">");
}

fn cell(html: &mut String, day: NaiveDate, field: Field, row: &Row, kept: Option<&Kept>) {
    let is_here = |remark: &&Remark| remark.day == day && remark.field == field;
    let fault = kept.and_then(|kept| kept.faults.iter().find(is_here));
    let question = kept.and_then(|kept| kept.questions.iter().find(is_here));
    let name = format!("{}-{day}", field.code());
    let text = &row.cells[field as usize];
    // Text, not type=number: people write 7,6, and the arrows move between days.
    let mode = if field.is_decimal() { "decimal" } else { "numeric" };
    html.push_str("<td class=num>");
    html.push_str(&format!(
        "<input class=\"ds-input\" type=text inputmode={mode} autocomplete=off id=\"{name}\" name=\"{name}\" aria-label=\"{}\" value=\"",
        cell_name(day, field)
    ));
    push_escaped(html, text);
    html.push('"');
    if let Some(remark) = fault.or(question) {
        let invalid = if fault.is_some() { " aria-invalid=true" } else { "" };
        html.push_str(&format!(
            "{invalid} aria-describedby=\"{name}-merknad\"><span class=remark id=\"{name}-merknad\">"
        ));
        push_escaped(html, &remark.text);
        html.push_str("</span>");
    } else {
        html.push('>');
    }
    // What was asked about is not asked again, as long as the number stays.
    if question.is_some() {
        match text.replace(',', ".").parse::<f64>() {
            Ok(number) => hidden(html, "spurt", &asked_as(day, field, number)),
            Err(_) if row.is_emptied() => hidden(html, "spurt", &asked_to_strike(day)),
            Err(_) => {}
        }
    }
    html.push_str("</td>");
}
