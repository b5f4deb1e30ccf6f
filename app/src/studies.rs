//! Answers about the effect, computed once for each state of the data.
//!
//! An estimate for the country takes some tenths of a second of computation; the same question about the same
//! data has the same answer, so it is kept until something is imported.

use crate::data::{Data, DataError, Held};
use effect::checks::Check;
use evaluation::{Country, Study, Target};
use std::sync::Arc;
use vocabulary::Catalogue;

/// What is asked: whose effect, and on the admissions of which department (`None`: of all).
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Whose.
    pub target: Target,
    /// Department.
    pub department: Option<String>,
}

/// The answers of one server. Cheap to clone.
#[derive(Clone, Default)]
pub struct Studies {
    countries: Held<Option<String>, Arc<Country>>,
    answers: Held<Ask, Arc<Study>>,
    checks: Held<Ask, Arc<Vec<Check>>>,
}

impl Studies {
    /// The country as the engine sees it; `None` where there are no such emergency admissions.
    pub async fn country(
        &self,
        data: &Data,
        catalogue: &Catalogue,
        department: Option<&str>,
    ) -> Result<Option<Arc<Country>>, DataError> {
        let store = &data.store;
        let read = async {
            let (series, population, events) =
                tokio::try_join!(store.admission_series(department), store.population(), store.events())?;
            Ok::<_, DataError>(Arc::new(Country::new(catalogue, &events, series, &population)))
        };
        let country = self.countries.get(catalogue.imported, &department.map(str::to_owned), read).await?;
        Ok(Some(country).filter(|country| !country.is_empty()))
    }

    /// The answers about what is asked.
    pub async fn study(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        ask: &Ask,
    ) -> Result<Arc<Study>, DataError> {
        let (of, about) = (Arc::clone(country), ask.target.clone());
        let compute = async {
            let study = tokio::task::spawn_blocking(move || Study::of(&of, &about)).await;
            Ok(Arc::new(study.map_err(|_| DataError::Interrupted)??))
        };
        self.answers.get(catalogue.imported, ask, compute).await
    }

    /// The checks of the headline.
    pub async fn checks(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        ask: &Ask,
        study: &Arc<Study>,
    ) -> Result<Arc<Vec<Check>>, DataError> {
        let (of, about, answer) = (Arc::clone(country), ask.target.clone(), Arc::clone(study));
        let compute = async {
            let checks = tokio::task::spawn_blocking(move || about.checks(&of, &answer)).await;
            Ok(Arc::new(checks.map_err(|_| DataError::Interrupted)??))
        };
        self.checks.get(catalogue.imported, ask, compute).await
    }
}
