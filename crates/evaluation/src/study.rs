//! The questions that the program asks of the engine, each with the specification that answers it.

use crate::country::Country;
use effect::checks::{self, Check};
use effect::specification::Filter;
use effect::{Estimate, Estimation, Estimator, Refusal, Specification, Status};
use std::collections::BTreeSet;
use vocabulary::{AgeGroup, MunicipalityNumber};

/// Whose effect is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// These municipalities; `None` for the country.
    pub municipalities: Option<BTreeSet<MunicipalityNumber>>,
    /// This age group; `None` for all together.
    pub age_group: Option<AgeGroup>,
}

/// Answers about a target.
#[derive(Debug, Clone)]
pub struct Study {
    /// Poisson imputation: overall, per age group where all were asked for, per municipality, event time,
    /// calendar time, with curves.
    pub overall: Estimation,
    /// The same with effects of their own for each organisation.
    pub by_organisation: Estimation,
    /// Before and after without comparison, where the target is one municipality.
    pub series: Option<Estimation>,
}

impl Target {
    /// The headline's specification: KAD units are the clusters, age groups have effects of their own.
    pub fn specification(&self) -> Specification {
        let mut specification = Specification::new(Estimator::Imputation);
        specification.cluster = Some("kad".to_owned());
        match self.age_group {
            Some(group) => specification
                .filters
                .push(Filter { column: "age".to_owned(), levels: vec![group.code().to_owned()] }),
            None => specification.by = vec!["age".to_owned()],
        }
        specification
    }

    /// The one municipality, if it is one.
    pub fn single(&self) -> Option<MunicipalityNumber> {
        self.municipalities.as_ref().filter(|m| m.len() == 1)?.first().copied()
    }
}

impl Target {
    /// The checks of the headline; with all ages asked for, those under 18 are the negative control.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn checks(&self, country: &Country, study: &Study) -> Result<Vec<Check>, Refusal> {
        let panel = country.panel(self.municipalities.as_ref())?;
        let mut found = checks::all(&self.specification(), &panel, &study.overall)?;
        if self.age_group.is_none() {
            let children = Self { municipalities: None, age_group: Some(AgeGroup::Age0To17) };
            let control =
                checks::negative_control(&children.specification(), &panel, AgeGroup::Age0To17.label())?;
            found.push(control);
        }
        Ok(found)
    }
}

impl Study {
    /// What the answer about the country says of one municipality, and how far it carries. The model is fitted on what
    /// isn't served yet, so this is to the last digit what an answer about her alone says, without its computation; and one
    /// served cluster is always few ([`Status::Weak`]). `None` where nothing can be said of her, for whose reason an answer
    /// of her own must be asked.
    pub fn municipality(&self, number: MunicipalityNumber) -> Option<(&Estimate, Status)> {
        let estimable = self.overall.status != Status::NotEstimable;
        let estimate = self.overall.term(&format!("unit:{number}")).filter(|_| estimable)?;
        Some((estimate, Status::Weak))
    }

    /// Estimates everything that the page *Effekt* shows of a target. Takes some tenths of a second of
    /// computation for the whole country.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn of(country: &Country, target: &Target) -> Result<Self, Refusal> {
        let panel = country.panel(target.municipalities.as_ref())?;
        let specification = target.specification();
        let overall = effect::run(&specification, &panel)?;
        // Periods of their own for each organisation: strata are compared within themselves.
        let mut by = specification.clone();
        by.by.push("org".to_owned());
        let by_organisation = effect::run(&by, &panel)?;
        let series = match target.single() {
            None => None,
            Some(number) => {
                let mut its = specification.clone();
                its.estimator = Estimator::Its;
                its.by = Vec::new();
                its.cluster = None;
                its.filters.push(Filter { column: "unit".to_owned(), levels: vec![number.to_string()] });
                Some(effect::run(&its, &panel)?)
            }
        };
        Ok(Self { overall, by_organisation, series })
    }
}
