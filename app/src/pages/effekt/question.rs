//! What is asked: whose effect, in which age group, and what there is to answer it with.

use crate::data::{Data, DataError};
use crate::pages::asked::{Asked, asked};
use crate::published::{self, Counted, Members};
use crate::studies::Ask;
use effect::Estimate;
use evaluation::{Country, Study, Target};
use language::t;
use leptos_router::params::ParamsMap;
use measures::gate::Withheld;
use std::sync::Arc;
use vocabulary::{Catalogue, Scope, norwegian, oslo_date};

/// A question with its answer.
pub struct Question {
    /// The beginning of the page.
    pub asked: Asked,
    /// Whose effect, on which admissions.
    pub ask: Ask,
    /// The departments that can be chosen.
    pub departments: Vec<String>,
    /// The data and the answers; `None` where there are no emergency admissions.
    pub answer: Option<(Arc<Country>, Arc<Study>)>,
    /// Under every chart.
    pub source: String,
    /// Months whose admissions may not be shown.
    pub withheld: Withheld,
}

impl Question {
    /// The one number: of the municipality if it is one, else of all together.
    pub fn headline(&self) -> Option<&Estimate> {
        let (_, study) = self.answer.as_ref()?;
        match self.ask.target.single() {
            Some(number) => study.overall.term(&format!("unit:{number}")),
            None => study.overall.headline(),
        }
    }

    /// The query of this question's address.
    pub fn query(&self) -> String {
        let mut query = self.asked.selection.query();
        if let Some(department) = &self.ask.department {
            crate::selection::push(&mut query, "fagomraade", department);
        }
        query
    }

    /// The name of the curve that goes with it.
    pub fn curve(&self) -> String {
        self.ask.target.single().map_or_else(|| "overall".to_owned(), |number| format!("unit:{number}"))
    }
}

/// Reads the address and answers.
pub async fn question(data: &Data, query: &ParamsMap) -> Result<Question, DataError> {
    let mut asked = asked(data, query).await?;
    let today = data.today();
    if let Scope::Unit(code) = &asked.selection.scope {
        let name = asked.place.clone();
        asked
            .problems
            .push(t!("Effekt regnes for kommuner. Her vises kommunene som {name} betjener ({code})."));
    }
    let target = target(&asked.catalogue, &asked.selection.scope, today, asked.selection.age_group);
    let departments = data.store.departments().await?;
    let department = query.get("fagomraade").filter(|text| !text.is_empty()).filter(|text| {
        let known = departments.contains(text);
        if !known {
            asked.problems.push(t!("Fagområdet «{text}» finnes ikke. Alle fagområder vises."));
        }
        known
    });
    let ask = Ask { target, department };
    let answer = match data.studies.country(data, &asked.catalogue, ask.department.as_deref()).await? {
        None => None,
        Some(country) => {
            let study = data.studies.study(&country, &asked.catalogue, &ask).await?;
            Some((country, study))
        }
    };
    let withheld = withheld(data, &asked, &ask).await?;
    let updated = asked
        .catalogue
        .updated_at
        .map_or_else(String::new, |time| t!(" Data sist oppdatert {}.", norwegian::date(oslo_date(time))));
    let source = t!(
        "Kilde: importerte ØH-innleggelser og SSBs befolkning. Pandemien (mars 2020 – desember 2021) er holdt utenfor.{updated}"
    );
    Ok(Question { asked, ask, departments, answer, source, withheld })
}

/// The months that the country's table of all admissions withholds; parts of them stand in no other table.
async fn withheld(data: &Data, asked: &Asked, ask: &Ask) -> Result<Withheld, DataError> {
    let all = ask.target.age_group.is_none() && ask.department.is_none();
    let Some(span) = data.store.admission_span().await?.filter(|_| all) else {
        return Ok(Withheld::default());
    };
    let members = match (&asked.selection.scope, &ask.target.municipalities) {
        (Scope::Trust(trust), _) => Members::Trust(trust.clone()),
        (_, Some(places)) => Members::Each(places.iter().map(ToString::to_string).collect()),
        (_, None) => Members::All,
    };
    published::withheld(data, &asked.catalogue, (Counted::Admissions, &[]), &members, span).await
}

fn target(
    catalogue: &Catalogue,
    scope: &Scope,
    today: chrono::NaiveDate,
    age_group: Option<vocabulary::AgeGroup>,
) -> Target {
    let municipalities = match scope {
        Scope::Country => None,
        scope => Some(catalogue.municipalities_in(scope, today)),
    };
    Target { municipalities, age_group }
}
