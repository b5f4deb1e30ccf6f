//! Answers about the effect, computed once for each state of the data.
//!
//! An estimate for the country takes some tenths of a second of computation; the same question about the same
//! data has the same answer, so it is kept until something is imported.

use crate::data::{Data, DataError};
use effect::checks::Check;
use evaluation::{Country, Study, Target};
use std::sync::{Arc, Mutex, PoisonError};
use vocabulary::Catalogue;

/// Kept answers: so many targets, the least recently asked for dropped first.
const KEPT: usize = 64;
/// A country is some megabytes: all departments together and a few single ones.
const MOST_COUNTRIES: usize = 4;

/// What is asked: whose effect, and on the admissions of which department (`None`: of all).
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Whose.
    pub target: Target,
    /// Department.
    pub department: Option<String>,
}

/// A list of answers, the newest last.
type Kept<K, T> = Vec<(K, Arc<T>)>;

#[derive(Default)]
struct Held {
    version: i64,
    countries: Kept<Option<String>, Country>,
    studies: Kept<Ask, Study>,
    checks: Kept<Ask, Vec<Check>>,
}

/// The answers of one server. Cheap to clone.
#[derive(Clone, Default)]
pub struct Studies(Arc<Mutex<Held>>);

impl Studies {
    /// The country as the engine sees it; `None` where there are no such emergency admissions.
    pub async fn country(
        &self,
        data: &Data,
        catalogue: &Catalogue,
        department: &Option<String>,
    ) -> Result<Option<Arc<Country>>, DataError> {
        if let Some(country) = self.held(catalogue.version, |held| find(&mut held.countries, department)) {
            return Ok(Some(country));
        }
        let store = &data.store;
        let (series, population, events) = tokio::try_join!(
            store.admission_series(department.as_deref()),
            store.population(),
            store.events()
        )?;
        let country = Arc::new(Country::new(catalogue, &events, series, &population));
        if country.is_empty() {
            return Ok(None);
        }
        self.held(catalogue.version, |held| keep(&mut held.countries, MOST_COUNTRIES, department, &country));
        Ok(Some(country))
    }

    /// The answers about a target.
    pub async fn study(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        ask: &Ask,
    ) -> Result<Arc<Study>, DataError> {
        if let Some(study) = self.held(catalogue.version, |held| find(&mut held.studies, ask)) {
            return Ok(study);
        }
        let (of, about) = (Arc::clone(country), ask.target.clone());
        let study = tokio::task::spawn_blocking(move || Study::of(&of, &about)).await;
        let study = Arc::new(study.map_err(|_| DataError::Interrupted)??);
        self.held(catalogue.version, |held| keep(&mut held.studies, KEPT, ask, &study));
        Ok(study)
    }

    /// The checks of a target's headline.
    pub async fn checks(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        ask: &Ask,
        study: &Arc<Study>,
    ) -> Result<Arc<Vec<Check>>, DataError> {
        if let Some(checks) = self.held(catalogue.version, |held| find(&mut held.checks, ask)) {
            return Ok(checks);
        }
        let (of, about, answer) = (Arc::clone(country), ask.target.clone(), Arc::clone(study));
        let work = move || about.checks(&of, &answer);
        let checks = tokio::task::spawn_blocking(work).await.map_err(|_| DataError::Interrupted)??;
        let checks = Arc::new(checks);
        self.held(catalogue.version, |held| keep(&mut held.checks, KEPT, ask, &checks));
        Ok(checks)
    }

    /// What is held about this state of the data; of another state everything is forgotten first.
    fn held<T>(&self, version: i64, ask: impl FnOnce(&mut Held) -> T) -> T {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.version != version {
            *held = Held { version, ..Held::default() };
        }
        ask(&mut held)
    }
}

fn find<K: PartialEq, T>(kept: &mut Kept<K, T>, key: &K) -> Option<Arc<T>> {
    let place = kept.iter().position(|(held, _)| held == key)?;
    let found = kept.remove(place);
    kept.push(found);
    kept.last().map(|(_, answer)| Arc::clone(answer))
}

fn keep<K: Clone, T>(kept: &mut Kept<K, T>, most: usize, key: &K, answer: &Arc<T>) {
    if kept.len() >= most {
        kept.remove(0);
    }
    kept.push((key.clone(), Arc::clone(answer)));
}
