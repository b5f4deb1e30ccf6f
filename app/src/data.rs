//! What pages ask for data: the store, the catalogue as of now, the clock, and the gate for small numbers.
//!
//! The server makes one [`Data`] and provides it to every request as a context.

mod freshness;
mod held;

pub use freshness::Freshness;
pub(crate) use held::Held;

use crate::pages::aarsrapport::Reports;
use crate::pages::kommune::Everyone;
use crate::pages::kompletthet::{Key, State};
use crate::pages::ledige_senger::{Access, Row};
use crate::pages::oversikt::{EveryPlace, WholeCountry};
use crate::pages::stays::Country;
use crate::published::Published;
use crate::studies::Studies;
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::use_context;
use measures::Gate;
use measures::inhabitants::Inhabitants;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use store::{Store, StoreError};
use vocabulary::{Catalogue, MunicipalityNumber, Person, Right, Scope, UnitCode, oslo_date};

/// Inhabitants of every municipality of today.
pub type InhabitantsByPlace = BTreeMap<MunicipalityNumber, Inhabitants>;

/// The catalogue, and when it was the newest.
type Seen = (Arc<Catalogue>, Instant);

/// Why a page can't show what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The store failed; what it says is for the log.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine refused the data.
    #[error("the data can't be put into a panel: {0}")]
    Refused(#[from] effect::Refusal),
    /// A computation was stopped.
    #[error("a computation was stopped")]
    Interrupted,
    /// Who asks may not see this; the text says what she may see instead.
    #[error("not for who asks")]
    Forbidden(String),
    /// The program forgot to provide [`Data`] to the request.
    #[error("no data were provided to the page")]
    NotProvided,
}

/// The page's way to data. Cheap to clone.
#[derive(Clone)]
pub struct Data {
    /// The database.
    pub store: Store,
    /// The clock, so that tests can stop it.
    pub now: fn() -> DateTime<Utc>,
    /// What hides small numbers.
    pub gate: Gate,
    /// Answers about the effect.
    pub studies: Studies,
    /// Who may see which beds are free.
    pub free_beds: Access,
    /// How complete the data of units are.
    pub(crate) completeness: Held<Key, Arc<Vec<State>>>,
    /// The units with their free beds.
    pub(crate) board: Held<NaiveDate, Arc<Vec<Row>>>,
    /// Who asks; `None` outside a request and for somebody who hasn't signed in.
    pub person: Option<Person>,
    /// Whether the answer leaves the program as a file, to be handed on.
    handed_on: bool,
    /// How soon figures follow what is registered.
    pub freshness: Freshness,
    catalogue: Arc<Mutex<Option<Seen>>>,
    inhabitants: Held<(), Arc<InhabitantsByPlace>>,
    events: Held<(), Arc<Vec<vocabulary::Event>>>,
    /// The country that pages on stays compare themselves with.
    pub(crate) country: Country,
    /// The country that *Oversikt* compares with.
    pub(crate) whole_country: WholeCountry,
    /// The places that it compares.
    pub(crate) every_place: EveryPlace,
    /// What the page on a municipality compares it with.
    pub(crate) everyone: Everyone,
    /// What may be shown of which place in which month and year.
    pub(crate) published: Published,
    /// The same of what only imports change.
    pub(crate) published_admissions: Published,
    /// Yearly reports as most people see them.
    pub(crate) reports: Reports,
}

impl Data {
    /// Data from `store`.
    pub fn new(store: Store, now: fn() -> DateTime<Utc>, gate: Gate) -> Self {
        Self {
            store,
            now,
            gate,
            studies: Studies::default(),
            free_beds: Access::default(),
            completeness: Held::default(),
            board: Held::default(),
            person: None,
            handed_on: false,
            freshness: Freshness::default(),
            catalogue: Arc::default(),
            inhabitants: Held::default(),
            events: Held::default(),
            country: Country::default(),
            whole_country: WholeCountry::default(),
            every_place: EveryPlace::default(),
            everyone: Everyone::default(),
            published: Published::default(),
            published_admissions: Published::default(),
            reports: Reports::default(),
        }
    }

    /// The request's data, with who asks.
    ///
    /// # Errors
    /// [`DataError::NotProvided`].
    pub fn of_request() -> Result<Self, DataError> {
        let data: Self = use_context().ok_or(DataError::NotProvided)?;
        Ok(Self { person: use_context(), ..data })
    }

    /// Whether who asks may do this.
    pub fn may(&self, right: Right<'_>) -> bool {
        self.person.as_ref().is_some_and(|person| person.may(right))
    }

    /// The gate for figures on the patients of a scope's units: none for who may see the small numbers of every
    /// one of them.
    pub fn gate_of_units(&self, catalogue: &Catalogue, scope: &Scope) -> Gate {
        match scope {
            Scope::Unit(_) | Scope::Trust(_) => {
                self.gate_of(catalogue.units_in(scope, &[], self.today()).iter().map(|unit| &unit.code))
            }
            // A municipality's patients lie anywhere.
            Scope::Country | Scope::Municipality(_) => self.gate_of_everyone(catalogue),
        }
    }

    /// The gate for figures on inhabitants, whose patients are those of no unit or of any: none for who may see
    /// the small numbers of every unit.
    pub fn gate_of_everyone(&self, catalogue: &Catalogue) -> Gate {
        self.gate_of(catalogue.units.iter().map(|unit| &unit.code))
    }

    /// The same for a file: whoever asks, it is read by others, so that small numbers are hidden in it.
    #[must_use]
    pub fn handed_on(&self) -> Self {
        Self { handed_on: true, ..self.clone() }
    }

    /// Whether small numbers are hidden from everybody.
    pub fn is_handed_on(&self) -> bool {
        self.handed_on
    }

    fn gate_of<'a>(&self, units: impl Iterator<Item = &'a UnitCode>) -> Gate {
        let mut units = units.peekable();
        let some = units.peek().is_some();
        if some && !self.handed_on && units.all(|unit| self.may(Right::SmallNumbers(unit))) {
            Gate::OPEN
        } else {
            self.gate
        }
    }

    /// Today in Norway.
    pub fn today(&self) -> NaiveDate {
        oslo_date((self.now)())
    }

    /// The catalogue, with the version of the data that figures are taken of: the newest, or where [`Freshness`] lets it
    /// one that is a little older, but never older than what who asks has changed herself. Read anew only when something
    /// was imported or changed since, by this server or another on the same database.
    ///
    /// # Errors
    /// [`DataError::Store`].
    pub async fn catalogue(&self) -> Result<Arc<Catalogue>, DataError> {
        let account = self.person.as_ref().and_then(|person| person.account);
        self.catalogue_as_of(self.freshness.is_looking(account)).await
    }

    /// The same for who asks for places alone, which only imports change: whoever registers doesn't make everybody's
    /// figures be read anew.
    ///
    /// # Errors
    /// [`DataError::Store`].
    pub async fn places(&self) -> Result<Arc<Catalogue>, DataError> {
        self.catalogue_as_of(false).await
    }

    async fn catalogue_as_of(&self, newest: bool) -> Result<Arc<Catalogue>, DataError> {
        let version = self.store.version().await?;
        let held = self.catalogue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((held, seen)) = held {
            if held.version == version {
                return Ok(held);
            }
            if !newest && self.freshness.lets(seen) && self.store.imported().await? == held.imported {
                return Ok(held);
            }
        }
        let fresh = Arc::new(self.store.catalogue().await?);
        let mut held = self.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
        // Of two who read at the same time, the older must not come last: values are held for the newest version alone.
        match &*held {
            Some((held, _)) if held.version > fresh.version => Ok(Arc::clone(held)),
            _ => {
                *held = Some((Arc::clone(&fresh), Instant::now()));
                Ok(fresh)
            }
        }
    }

    /// Every event, as of the catalogue's `version`.
    ///
    /// # Errors
    /// [`DataError::Store`].
    pub async fn events(&self, version: i64) -> Result<Arc<Vec<vocabulary::Event>>, DataError> {
        let read = async { Ok(Arc::new(self.store.events().await?)) };
        self.events.get(version, &(), read).await
    }

    /// The inhabitants that rates are divided by. Reference data: read anew only when something was imported since.
    ///
    /// # Errors
    /// [`DataError::Store`].
    pub async fn inhabitants(&self, catalogue: &Catalogue) -> Result<Arc<InhabitantsByPlace>, DataError> {
        let read = async {
            let rows = self.store.population().await?;
            // The rows come by municipality.
            let places = rows.chunk_by(|a, b| a.municipality == b.municipality).map(|rows| {
                let counts = rows.iter().map(|row| (row.year, row.age_group, row.inhabitants as f64));
                (rows[0].municipality, Inhabitants::of(counts))
            });
            Ok(Arc::new(places.collect::<InhabitantsByPlace>()))
        };
        self.inhabitants.get(catalogue.imported, &(), read).await
    }
}
