//! What claims mean here: who it is, what she is called, her role, and the area that goes with it. A role that wants an
//! area and has none is no role: a reader never gets the country because a claim is missing.

use serde_json::{Map, Value};
use vocabulary::{Catalogue, Role, UnitCode};

/// Which claim means what.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Who it is, for good.
    pub subject: String,
    /// What the account is called by.
    pub email: String,
    /// Where the roles stand.
    pub role: String,
    /// A value of that claim, and the role it gives. The first that she has, and that has its area, counts.
    pub roles: Vec<(String, Role)>,
    /// Where a reader's health trust stands; `None`: readers see the country.
    pub trust: Option<String>,
    /// A value of that claim, and the trust; a value that stands here no trust for may be its name.
    pub trusts: Vec<(String, String)>,
    /// Where a registrar's units stand.
    pub unit: Option<String>,
    /// A value of that claim, and a unit; a value that stands here no unit for may be its code.
    pub units: Vec<(String, UnitCode)>,
}

/// Somebody, as the claims have her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Who it is.
    pub subject: String,
    /// What the account is called by.
    pub email: String,
    /// Role; `None`: none.
    pub role: Option<Role>,
    /// The area of a reader.
    pub trust: Option<String>,
    /// The units of a registrar.
    pub units: Vec<UnitCode>,
}

/// Why claims are of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The claim that says who it is.
    #[error("the claim of the subject is missing")]
    NoSubject,
    /// The claim that the account is called by.
    #[error("the claim of the e-mail address is missing")]
    NoEmail,
    /// Nobody has shown that the address is hers.
    #[error("the e-mail address isn't verified")]
    Unverified,
    /// None is stored here, not even as a name.
    #[error("the subject or the e-mail address holds a birth number")]
    BirthNumber,
}

/// The longest name or subject, in bytes.
const LONGEST: usize = 254;

/// The values of a claim, one or a list, as text. A name is the claim's own, or a way into it with dots.
fn values(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    let found = claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        rest.split('.').try_fold(claims.get(first)?, |value, part| value.get(part))
    });
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    };
    match found {
        Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn one(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let fits =
        |text: &String| !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
    values(claims, name).into_iter().next().filter(fits)
}

impl Mapping {
    /// Who the claims say it is, and what she may here.
    ///
    /// # Errors
    /// A claim that nobody can do without is missing or isn't to be taken.
    pub fn read(&self, claims: &Map<String, Value>, catalogue: &Catalogue) -> Result<Claimed, Unfit> {
        let subject = one(claims, &self.subject).ok_or(Unfit::NoSubject)?;
        let email = one(claims, &self.email).ok_or(Unfit::NoEmail)?;
        if self.email == "email" && one(claims, "email_verified").is_some_and(|verified| verified == "false")
        {
            return Err(Unfit::Unverified);
        }
        if import::holds_birth_number(&subject) || import::holds_birth_number(&email) {
            return Err(Unfit::BirthNumber);
        }
        let has = values(claims, &self.role);
        let (trust, units) = (self.trust_in(claims, catalogue), self.units_in(claims, catalogue));
        let whole = |role: &Role| match role {
            Role::Reader => self.trust.is_none() || trust.is_some(),
            Role::Registrar => !units.is_empty(),
            Role::Statistics | Role::Administrator => true,
        };
        let role =
            self.roles.iter().filter(|(value, _)| has.contains(value)).map(|(_, role)| *role).find(whole);
        Ok(Claimed { subject, email, role, trust, units })
    }

    fn trust_in(&self, claims: &Map<String, Value>, catalogue: &Catalogue) -> Option<String> {
        let there = |name: &String| catalogue.municipalities.iter().any(|m| m.health_trust == *name);
        let meant = |value: String| {
            self.trusts.iter().find(|(of, _)| *of == value).map_or(value, |(_, trust)| trust.clone())
        };
        values(claims, self.trust.as_ref()?).into_iter().map(meant).find(there)
    }

    fn units_in(&self, claims: &Map<String, Value>, catalogue: &Catalogue) -> Vec<UnitCode> {
        let Some(claim) = &self.unit else { return Vec::new() };
        let mut units: Vec<UnitCode> = values(claims, claim)
            .into_iter()
            .flat_map(|value| {
                let meant: Vec<UnitCode> =
                    self.units.iter().filter(|(of, _)| *of == value).map(|(_, unit)| unit.clone()).collect();
                if meant.is_empty() { value.parse().into_iter().collect() } else { meant }
            })
            .filter(|unit| catalogue.units.iter().any(|known| known.code == *unit))
            .collect();
        units.sort();
        units.dedup();
        units
    }
}
