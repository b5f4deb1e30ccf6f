//! Who somebody is and what she may: the one place for rights. Pages, server functions, files, API and command
//! line ask [`Person::may`] and nothing else.
//!
//! It knows no password, no session and no request; those stand in `store` and `server`.

use crate::code::coded;
use crate::{Dataset, EventPlace, Scope, UnitCode};
use language::t;

coded! {
    /// What kind of user an account is for.
    Role {
        /// Leader of a trust: aggregated views of its area and the country.
        Reader = "leser", "Leser";
        /// Municipal staff: the stays and days of its units.
        Registrar = "registrator", "Registrator";
        /// The statistics forum: everything aggregated, exports and reports.
        Statistics = "statistikk", "Statistikk";
        /// Runs the system: accounts, imports, audit.
        Administrator = "administrator", "Administrator";
    }
}

/// Somebody whom the program knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's number; `None` for a visitor and for the operator of a database without accounts.
    pub account: Option<i64>,
    /// How she is named in the audit trail: the account's e-mail address.
    pub name: String,
    /// Her role.
    pub role: Role,
    /// The area of a reader: a trust by its name; `None`: the whole country.
    pub trust: Option<String>,
    /// The units of a registrar.
    pub units: Vec<UnitCode>,
}

/// Something that not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right<'a> {
    /// See aggregated figures of a scope, small numbers hidden. `of` is the trust that the scope lies in,
    /// `None` for the country.
    Figures {
        /// What is looked at.
        scope: &'a Scope,
        /// The trust that it lies in.
        of: Option<&'a str>,
    },
    /// See and change the stays and days of a unit, its trail included.
    Register(&'a UnitCode),
    /// Open what is about the stays, days or trail of units at all: there is a unit for which she may.
    SomeUnit,
    /// See the aggregated figures of this unit with their small numbers.
    SmallNumbers(&'a UnitCode),
    /// Bring files: of every kind, or of the stays and days of her own units ([`Person::brings_only_for`]).
    Import,
    /// Bring files of this kind.
    ImportOf(Dataset),
    /// Add and strike out events of a place: of her own units, or of any.
    EventOf(&'a EventPlace),
    /// Take files and reports along.
    Export,
    /// Add and change accounts, and see the trail of everything.
    Administer,
}

impl Person {
    /// The operator of a database that has no accounts yet, reached on loopback only.
    pub fn operator() -> Self {
        Self {
            account: None,
            name: t!("lokal operatør").to_owned(),
            role: Role::Administrator,
            trust: None,
            units: Vec::new(),
        }
    }

    /// Somebody who looks at made-up data without signing in.
    pub fn visitor() -> Self {
        Self { name: "gjest".to_owned(), role: Role::Statistics, ..Self::operator() }
    }

    /// Whether she may do this.
    pub fn may(&self, right: Right<'_>) -> bool {
        let own = |unit: &UnitCode| self.role == Role::Registrar && self.units.contains(unit);
        match right {
            Right::Figures { scope, of } => match self.role {
                Role::Statistics | Role::Administrator | Role::Registrar => true,
                Role::Reader => {
                    *scope == Scope::Country || self.trust.is_none() || self.trust.as_deref() == of
                }
            },
            Right::Register(unit) | Right::SmallNumbers(unit) => {
                self.role == Role::Administrator || own(unit)
            }
            Right::SomeUnit | Right::Import => {
                self.role == Role::Administrator || self.role == Role::Registrar && !self.units.is_empty()
            }
            Right::ImportOf(dataset) => {
                let of_units = matches!(dataset, Dataset::Stays | Dataset::Registrations);
                self.role == Role::Administrator || of_units && self.may(Right::Import)
            }
            Right::EventOf(EventPlace::Unit(unit)) => self.may(Right::Register(unit)),
            Right::EventOf(EventPlace::Municipality(_) | EventPlace::Country) | Right::Administer => {
                self.role == Role::Administrator
            }
            Right::Export => matches!(self.role, Role::Statistics | Role::Administrator),
        }
    }

    /// The units that rows of her files may name; `None`: every unit.
    pub fn brings_only_for(&self) -> Option<&[UnitCode]> {
        (self.role != Role::Administrator).then_some(&self.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Role) -> Person {
        Person {
            account: Some(1),
            name: "kari@eksempel.no".to_owned(),
            role,
            trust: (role == Role::Reader).then(|| "Akershus".to_owned()),
            units: if role == Role::Registrar { vec!["DE-11".parse().unwrap()] } else { Vec::new() },
        }
    }

    #[test]
    fn rights_are_these() {
        let (own, other) = ("DE-11".parse().unwrap(), "DE-12".parse().unwrap());
        let (trust, country) = (Scope::Trust("Akershus".to_owned()), Scope::Country);
        let unit = Scope::Unit("DE-11".parse().unwrap());
        let rights = [
            // leser, registrator, statistikk, administrator
            (Right::Figures { scope: &country, of: None }, [true, true, true, true]),
            (Right::Figures { scope: &trust, of: Some("Akershus") }, [true, true, true, true]),
            (Right::Figures { scope: &unit, of: Some("Innlandet") }, [false, true, true, true]),
            (Right::Figures { scope: &unit, of: None }, [false, true, true, true]),
            (Right::Register(&own), [false, true, false, true]),
            (Right::Register(&other), [false, false, false, true]),
            (Right::SomeUnit, [false, true, false, true]),
            (Right::SmallNumbers(&own), [false, true, false, true]),
            (Right::SmallNumbers(&other), [false, false, false, true]),
            (Right::Import, [false, true, false, true]),
            (Right::ImportOf(Dataset::Stays), [false, true, false, true]),
            (Right::ImportOf(Dataset::Registrations), [false, true, false, true]),
            (Right::ImportOf(Dataset::Units), [false, false, false, true]),
            (Right::ImportOf(Dataset::EmergencyAdmissions), [false, false, false, true]),
            (Right::EventOf(&EventPlace::Unit("DE-11".parse().unwrap())), [false, true, false, true]),
            (Right::EventOf(&EventPlace::Unit("DE-12".parse().unwrap())), [false, false, false, true]),
            (Right::EventOf(&EventPlace::Country), [false, false, false, true]),
            (Right::Export, [false, false, true, true]),
            (Right::Administer, [false, false, false, true]),
        ];
        for (right, expected) in rights {
            let found: Vec<bool> = Role::ALL.iter().map(|role| person(*role).may(right)).collect();
            assert_eq!(found, expected, "{right:?}");
        }
    }
}
