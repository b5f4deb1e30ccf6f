//! Who comes, why, from where, and where they go.

use vocabulary::{
    AgeGroup, Alternative, Destination, Origin, Problem, Purpose, Reason, Referrer, Sex, UnitKind,
};

use crate::random::Random;

/// Everything about a stay but its unit, home and times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patient {
    pub(crate) age_group: AgeGroup,
    pub(crate) sex: Option<Sex>,
    pub(crate) problem: Problem,
    pub(crate) reason: Option<Reason>,
    pub(crate) purpose: Purpose,
    pub(crate) referrer: Referrer,
    pub(crate) origin: Option<Origin>,
    pub(crate) alternative: Option<Alternative>,
    pub(crate) destination: Destination,
}

/// Ages of patients: 72 % are 67 or older (Helsedirektoratet 2022).
const AGES: [(AgeGroup, f64); 5] = [
    (AgeGroup::Age0To17, 0.6),
    (AgeGroup::Age18To49, 11.2),
    (AgeGroup::Age50To66, 16.2),
    (AgeGroup::Age67To79, 28.0),
    (AgeGroup::Age80Plus, 44.0),
];

/// ICPC-2 codes of somatic stays, with weights below 67 and from 67 on.
const SOMATIC: [(&str, f64, f64); 30] = [
    ("A03", 3.0, 3.5),
    ("A04", 3.0, 8.0),
    ("A05", 1.5, 3.5),
    ("A77", 2.0, 1.5),
    ("A80", 2.5, 3.5),
    ("B80", 0.8, 1.2),
    ("D01", 6.0, 2.5),
    ("D11", 2.5, 1.8),
    ("D12", 1.2, 2.0),
    ("D73", 5.0, 2.5),
    ("K74", 1.0, 1.2),
    ("K77", 0.8, 4.5),
    ("K78", 1.0, 2.0),
    ("K88", 0.5, 1.6),
    ("L03", 5.0, 4.0),
    ("L72", 1.2, 2.0),
    ("L76", 2.5, 6.0),
    ("L84", 2.5, 2.5),
    ("N01", 3.0, 0.8),
    ("N17", 3.0, 2.6),
    ("N79", 2.5, 1.5),
    ("R74", 2.0, 1.5),
    ("R78", 3.0, 4.0),
    ("R81", 6.0, 9.0),
    ("R95", 2.5, 6.5),
    ("S76", 5.0, 3.5),
    ("T11", 1.5, 4.5),
    ("T90", 1.2, 1.0),
    ("U70", 4.0, 2.0),
    ("U71", 5.0, 8.5),
];

/// ICPC-2 codes where the problem is mental health or substance use.
const MENTAL: [(&str, f64); 6] =
    [("P01", 2.0), ("P02", 2.5), ("P03", 1.5), ("P74", 2.0), ("P76", 3.0), ("P77", 0.8)];
const SUBSTANCE: [(&str, f64); 4] = [("P15", 3.0), ("P16", 2.5), ("P18", 0.8), ("P19", 2.0)];

/// The reason tables parsed once.
#[derive(Debug)]
pub(crate) struct Reasons {
    younger: Vec<(Reason, f64)>,
    older: Vec<(Reason, f64)>,
    mental: Vec<(Reason, f64)>,
    substance: Vec<(Reason, f64)>,
}

impl Reasons {
    pub(crate) fn new() -> Self {
        let parse = |code: &str| code.parse().expect("a code of ICPC-2");
        Self {
            younger: SOMATIC.iter().map(|(code, weight, _)| (parse(code), *weight)).collect(),
            older: SOMATIC.iter().map(|(code, _, weight)| (parse(code), *weight)).collect(),
            mental: MENTAL.iter().map(|(code, weight)| (parse(code), *weight)).collect(),
            substance: SUBSTANCE.iter().map(|(code, weight)| (parse(code), *weight)).collect(),
        }
    }

    fn of(&self, problem: Problem, older: bool, random: &mut Random) -> Reason {
        match problem {
            Problem::Mental => random.pick(&self.mental),
            Problem::SubstanceUse => random.pick(&self.substance),
            Problem::Somatic => random.pick(if older { &self.older } else { &self.younger }),
        }
    }
}

/// Shares of mental health and substance use, by age and whether they are a duty yet (2017).
fn problem_shares(age_group: AgeGroup, a_duty: bool) -> (f64, f64) {
    let (mental, substance) = match age_group {
        AgeGroup::Age0To17 => (0.08, 0.03),
        AgeGroup::Age18To49 => (0.17, 0.11),
        AgeGroup::Age50To66 => (0.08, 0.07),
        AgeGroup::Age67To79 => (0.025, 0.02),
        AgeGroup::Age80Plus => (0.012, 0.003),
    };
    if a_duty { (mental, substance) } else { (mental * 0.1, substance * 0.1) }
}

fn purpose(kind: UnitKind, random: &mut Random) -> Purpose {
    let (sykestue, ready, observation) = match kind {
        UnitKind::Kad => (0.0, 0.035, 0.06),
        UnitKind::Sykestue => (0.62, 0.09, 0.04),
        UnitKind::Intermediate | UnitKind::Dms => (0.12, 0.16, 0.04),
    };
    random.pick(&[
        (Purpose::Kad, 1.0 - sykestue - ready - observation),
        (Purpose::Sykestue, sykestue),
        (Purpose::Observation, observation),
        (Purpose::DischargeReady, ready),
    ])
}

fn referrer(purpose: Purpose, direct_from_emergency: bool, random: &mut Random) -> Referrer {
    if purpose == Purpose::DischargeReady {
        return random.pick(&[(Referrer::HospitalWard, 0.95), (Referrer::EmergencyDepartment, 0.05)]);
    }
    let emergency = if direct_from_emergency { 0.15 } else { 0.04 };
    random.pick(&[
        (Referrer::OutOfHours, 0.54),
        (Referrer::GeneralPractitioner, 0.22),
        (Referrer::EmergencyDepartment, emergency),
        (Referrer::HospitalWard, 0.04),
        (Referrer::Ambulance, 0.02),
        (Referrer::NursingHome, 0.025),
        (Referrer::HomeCare, 0.035),
        (Referrer::Other, 0.02),
    ])
}

fn origin(referrer: Referrer, random: &mut Random) -> Origin {
    match referrer {
        Referrer::HospitalWard | Referrer::EmergencyDepartment => {
            random.pick(&[(Origin::Hospital, 0.9), (Origin::Home, 0.1)])
        }
        Referrer::NursingHome => random.pick(&[(Origin::NursingHome, 0.85), (Origin::Home, 0.15)]),
        Referrer::OutOfHours => random.pick(&[
            (Origin::Home, 0.8),
            (Origin::OutOfHours, 0.13),
            (Origin::NursingHome, 0.04),
            (Origin::Other, 0.03),
        ]),
        _ => random.pick(&[(Origin::Home, 0.93), (Origin::NursingHome, 0.04), (Origin::Other, 0.03)]),
    }
}

/// About two thirds go to their own home, with services or without; a few per cent die.
fn destination(age_group: AgeGroup, purpose: Purpose, random: &mut Random) -> Destination {
    let old = match age_group {
        AgeGroup::Age80Plus => 1.0,
        AgeGroup::Age67To79 => 0.55,
        _ => 0.12,
    };
    let waiting = if purpose == Purpose::DischargeReady { 2.2 } else { 1.0 };
    random.pick(&[
        (Destination::Home, 0.72 - 0.42 * old),
        (Destination::HomeWithServices, 0.10 + 0.20 * old),
        (Destination::ShortTerm, (0.02 + 0.15 * old) * waiting),
        (Destination::NursingHome, (0.005 + 0.055 * old) * waiting),
        (Destination::Hospital, 0.14 - 0.02 * old),
        (Destination::Dead, 0.002 + 0.034 * old),
        (Destination::Other, 0.02),
    ])
}

/// A patient of a unit of this kind.
pub(crate) fn patient(
    kind: UnitKind,
    direct_from_emergency: bool,
    a_duty: bool,
    reasons: &Reasons,
    random: &mut Random,
) -> Patient {
    let age_group = random.pick(&AGES);
    let women = match age_group {
        AgeGroup::Age80Plus => 0.635,
        AgeGroup::Age67To79 => 0.575,
        _ => 0.57,
    };
    let sex = if random.chance(women) { Sex::Female } else { Sex::Male };
    let (mental, substance) = problem_shares(age_group, a_duty);
    let purpose = purpose(kind, random);
    let problem = if purpose == Purpose::DischargeReady {
        Problem::Somatic
    } else {
        random.pick(&[
            (Problem::Somatic, 1.0 - mental - substance),
            (Problem::Mental, mental),
            (Problem::SubstanceUse, substance),
        ])
    };
    let reason = reasons.of(problem, age_group >= AgeGroup::Age67To79, random);
    let referrer = referrer(purpose, direct_from_emergency, random);
    // 85 % of the answers that are known say hospital.
    let alternative = random.pick(&[
        (Some(Alternative::Hospital), 0.765),
        (Some(Alternative::ShortTerm), 0.075),
        (Some(Alternative::Home), 0.06),
        (Some(Alternative::Unknown), 0.07),
        (None, 0.03),
    ]);
    Patient {
        age_group,
        sex: random.chance(0.995).then_some(sex),
        problem,
        reason: random.chance(0.96).then_some(reason),
        purpose,
        referrer,
        origin: Some(origin(referrer, random)).filter(|_| random.chance(0.97)),
        alternative,
        destination: destination(age_group, purpose, random),
    }
}

/// Factor on the mean stay.
pub(crate) fn stay_factor(patient: &Patient) -> f64 {
    let age = match patient.age_group {
        AgeGroup::Age0To17 => 0.5,
        AgeGroup::Age18To49 => 0.62,
        AgeGroup::Age50To66 => 0.86,
        AgeGroup::Age67To79 => 1.02,
        AgeGroup::Age80Plus => 1.14,
    };
    let purpose = match patient.purpose {
        Purpose::Kad => 0.97,
        Purpose::Sykestue => 1.12,
        Purpose::Observation => 0.4,
        Purpose::DischargeReady => 1.7,
    };
    age * purpose
}
