//! Which view of a page is asked for: the options that `kadpuls chart` and `kadpuls measure` share.

use super::Usage;
use anyhow::anyhow;
use app::data::Data;
use chrono::{NaiveDate, Utc};
use leptos_router::params::ParamsMap;
use measures::Gate;
use store::Store;
use vocabulary::{MunicipalityNumber, Person, UnitCode};

/// The data as whoever can open the database may see them: its operator. What is written to a file is gated all the same.
pub fn of_operator(store: &Store) -> Data {
    let mut data = Data::new(store.clone(), Utc::now, Gate::default());
    data.person = Some(Person::operator());
    data
}

/// A view of a page.
#[derive(clap::Args)]
pub struct View {
    /// First day
    #[arg(long, visible_alias = "from")]
    fra: Option<NaiveDate>,
    /// Last day
    #[arg(long, visible_alias = "to")]
    til: Option<NaiveDate>,
    /// A unit, by its code
    #[arg(long, conflicts_with_all = ["kommune", "helseforetak"])]
    enhet: Option<UnitCode>,
    /// A municipality, by its number
    #[arg(long, conflicts_with = "helseforetak")]
    kommune: Option<MunicipalityNumber>,
    /// A health trust, by its name
    #[arg(long)]
    helseforetak: Option<String>,
    /// Anything else that stands in the page's address, such as maal=avvist
    #[arg(long = "med", value_name = "NAME=VALUE")]
    with: Vec<String>,
}

impl View {
    /// What the page's address would say.
    ///
    /// # Errors
    /// [`Usage`].
    pub fn query(&self) -> anyhow::Result<ParamsMap> {
        let mut query = ParamsMap::new();
        let mut add = |name: &'static str, value: Option<String>| {
            if let Some(value) = value {
                query.insert(name, value);
            }
        };
        add("fra", self.fra.map(|day| day.to_string()));
        add("til", self.til.map(|day| day.to_string()));
        add("enhet", self.enhet.as_ref().map(ToString::to_string));
        add("kommune", self.kommune.map(|number| number.to_string()));
        add("helseforetak", self.helseforetak.clone());
        for pair in &self.with {
            let (name, value) =
                pair.split_once('=').ok_or_else(|| Usage(anyhow!("--med wants NAME=VALUE, not '{pair}'")))?;
            query.insert(name.to_owned(), value.to_owned());
        }
        Ok(query)
    }
}
