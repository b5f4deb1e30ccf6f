//! The country by calendar year: every table that its pages have of a year, and hospital admissions by age group and
//! department. What may be shown is what the pages show, or a table with all its sums.

use super::{NoExtract, calendar_years, codebook, years};
use crate::data::{Data, DataError};
use crate::exports::{FigureSet, Page};
use leptos_router::params::ParamsMap;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Seek, Write};
use tables::{Archive, Table, Value};
use vocabulary::{AgeGroup, Month};

/// The pages whose tables of the country are taken along.
const PAGES: [Page; 4] = [Page::Overview, Page::Occupancy, Page::LengthOfStay, Page::Pathways];

/// The calendar years with data that are over: of others there is more to come.
async fn years_over(data: &Data) -> Result<Vec<(Month, Month)>, DataError> {
    let Some((first, last)) = years(data).await? else { return Ok(Vec::new()) };
    let over = |december: &Month| december.last_day() < data.today() && *december <= last;
    Ok(calendar_years(first, last).filter(|(_, december)| over(december)).collect())
}

/// Every number of every table of the country, a line each.
pub async fn pages_by_year<W: Write + Seek + Send>(
    data: &Data,
    archive: &mut Archive<W>,
) -> Result<u64, NoExtract> {
    archive.table(codebook::COUNTRY, &codebook::headings(codebook::COUNTRY))?;
    let mut rows = 0;
    for (from, to) in years_over(data).await? {
        let mut query = ParamsMap::new();
        query.insert("fra", from.first_day().to_string());
        query.insert("til", to.last_day().to_string());
        for page in PAGES {
            let FigureSet { figures, tables, .. } = page.figures(data, &query).await?;
            let figures = figures.into_iter().map(|figure| (figure.id().to_owned(), figure.into_table()));
            let tables = tables.into_iter().map(|listed| (listed.id.to_owned(), listed.table));
            for (id, table) in figures.chain(tables) {
                rows += lines(archive, from.year(), &id, &table.into_content())?;
            }
        }
    }
    Ok(rows)
}

fn lines<W: Write + Seek>(
    archive: &mut Archive<W>,
    year: i32,
    id: &str,
    table: &Table,
) -> Result<u64, std::io::Error> {
    let columns = table.file_columns();
    let Some((head, numbers)) = columns.split_first() else { return Ok(0) };
    let mut lines = 0;
    for row in &table.rows {
        for column in numbers {
            let value = column.value(row);
            // The words beside a number aren't a series.
            if matches!(value, Value::Text(_) | Value::Empty) {
                continue;
            }
            let unit = column.unit.name();
            archive.line(&[
                Value::Year(year),
                Value::Text(id),
                head.value(row),
                Value::Text(&column.name),
                Value::Text(unit),
                value,
            ])?;
            lines += 1;
        }
    }
    Ok(lines)
}

/// Emergency admissions to hospital by age group and department, with the sums of both.
pub async fn admissions_by_year<W: Write + Seek + Send>(
    data: &Data,
    archive: &mut Archive<W>,
) -> Result<u64, NoExtract> {
    archive.table(codebook::ADMISSIONS, &codebook::headings(codebook::ADMISSIONS))?;
    let mut rows = 0;
    for (from, to) in years_over(data).await? {
        let counts: BTreeMap<(AgeGroup, String), i64> = data
            .store
            .admissions_by_age_and_department(from, to)
            .await?
            .into_iter()
            .map(|(age, department, n)| ((age, department), n))
            .collect();
        let departments: BTreeSet<&String> = counts.keys().map(|(_, department)| department).collect();
        let count =
            |age: AgeGroup, department: &String| counts.get(&(age, department.clone())).copied().unwrap_or(0);
        let table: Vec<Vec<i64>> =
            AgeGroup::ALL.iter().map(|age| departments.iter().map(|of| count(*age, of)).collect()).collect();
        let shown = data.gate.cross(&table);
        let names: Vec<&str> = departments.iter().map(|of| of.as_str()).chain(["alle"]).collect();
        let ages = AgeGroup::ALL.iter().map(|age| age.code()).chain(["alle"]);
        for (age, line) in ages.zip(shown.rows.iter().chain([&shown.all])) {
            for (department, n) in names.iter().zip(line.cells.iter().chain([&line.total])) {
                let n = n.count().map_or(Value::Sign(":"), Value::Count);
                archive.line(&[Value::Year(from.year()), Value::Text(age), Value::Text(department), n])?;
                rows += 1;
            }
        }
    }
    Ok(rows)
}
