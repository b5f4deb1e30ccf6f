//! Answers about the effect, computed once for each state of the data.
//!
//! An estimate for the country takes some tenths of a second of computation; the same question about the same
//! data has the same answer, so it is kept until something is imported.

use crate::data::{Data, DataError};
use effect::checks::{self, Check};
use evaluation::{Country, Study, Target};
use std::sync::{Arc, Mutex, PoisonError};
use vocabulary::Catalogue;

/// Kept answers: so many targets, the least recently asked for dropped first.
const KEPT: usize = 64;

/// A list of answers, the newest last.
type Kept<T> = Vec<(Target, Arc<T>)>;

#[derive(Default)]
struct Held {
    version: i64,
    country: Option<Arc<Country>>,
    studies: Kept<Study>,
    checks: Kept<Vec<Check>>,
}

/// The answers of one server. Cheap to clone.
#[derive(Clone, Default)]
pub struct Studies(Arc<Mutex<Held>>);

impl Studies {
    /// The country as the engine sees it; `None` where there are no emergency admissions.
    pub async fn country(
        &self,
        data: &Data,
        catalogue: &Catalogue,
    ) -> Result<Option<Arc<Country>>, DataError> {
        if let Some(country) = self.held(catalogue.version, |held| held.country.clone()) {
            return Ok(Some(country));
        }
        let store = &data.store;
        let (series, population, events) =
            tokio::try_join!(store.admission_series(), store.population(), store.events())?;
        let country = Arc::new(Country::new(catalogue, &events, series, &population));
        if country.is_empty() {
            return Ok(None);
        }
        self.held(catalogue.version, |held| held.country = Some(Arc::clone(&country)));
        Ok(Some(country))
    }

    /// The answers about a target.
    pub async fn study(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        target: &Target,
    ) -> Result<Arc<Study>, DataError> {
        if let Some(study) = self.held(catalogue.version, |held| find(&mut held.studies, target)) {
            return Ok(study);
        }
        let (of, about) = (Arc::clone(country), target.clone());
        let study = tokio::task::spawn_blocking(move || Study::of(&of, &about)).await;
        let study = Arc::new(study.map_err(|_| DataError::Interrupted)??);
        self.held(catalogue.version, |held| keep(&mut held.studies, target, &study));
        Ok(study)
    }

    /// The checks of a target's headline.
    pub async fn checks(
        &self,
        country: &Arc<Country>,
        catalogue: &Catalogue,
        target: &Target,
        study: &Arc<Study>,
    ) -> Result<Arc<Vec<Check>>, DataError> {
        if let Some(checks) = self.held(catalogue.version, |held| find(&mut held.checks, target)) {
            return Ok(checks);
        }
        let (of, about, answer) = (Arc::clone(country), target.clone(), Arc::clone(study));
        let work = move || {
            let panel = of.panel(about.municipalities.as_ref())?;
            checks::all(&about.specification(), &panel, &answer.overall)
        };
        let checks = tokio::task::spawn_blocking(work).await.map_err(|_| DataError::Interrupted)??;
        let checks = Arc::new(checks);
        self.held(catalogue.version, |held| keep(&mut held.checks, target, &checks));
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

fn find<T>(kept: &mut Kept<T>, target: &Target) -> Option<Arc<T>> {
    let place = kept.iter().position(|(held, _)| held == target)?;
    let found = kept.remove(place);
    kept.push(found);
    kept.last().map(|(_, answer)| Arc::clone(answer))
}

fn keep<T>(kept: &mut Kept<T>, target: &Target, answer: &Arc<T>) {
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((target.clone(), Arc::clone(answer)));
}
