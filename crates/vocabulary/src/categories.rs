//! The closed lists of the field. Codes follow the import files; labels are what people read.

use crate::code::coded;

coded! {
    /// Kind of unit. National KAD figures mix sykestuer in; here they are told apart.
    UnitKind {
        /// Kommunal akutt døgnenhet, in law øyeblikkelig hjelp døgntilbud.
        Kad = "kad", "KAD";
        /// Sykestue: beds under wider rules, mostly in the north.
        Sykestue = "sykestue", "Sykestue";
        /// Intermediæravdeling.
        Intermediate = "intermediaer", "Intermediæravdeling";
        /// Beds at a distriktsmedisinsk senter.
        Dms = "dms", "Døgntilbud ved DMS";
    }
}

impl UnitKind {
    /// The guideline's longest *mean* stay in hours: 3 days for KAD, 7 (of 4–7) for beds under wider rules.
    pub const fn guideline_mean_hours(self) -> f64 {
        match self {
            Self::Kad => 72.0,
            Self::Sykestue | Self::Intermediate | Self::Dms => 168.0,
        }
    }

    /// Stays longer than this many days are flagged: 10 for KAD, 14 for the others.
    pub const fn long_stay_days(self) -> i64 {
        match self {
            Self::Kad => 10,
            Self::Sykestue | Self::Intermediate | Self::Dms => 14,
        }
    }
}

coded! {
    /// Whether a doctor is there.
    PhysicianCover {
        /// On site day and night.
        OnSite = "doegn_stede", "Lege til stede hele døgnet";
        /// On call day and night.
        OnCall = "doegn_tilkalling", "Lege på tilkalling hele døgnet";
        /// Daytime only.
        Daytime = "dagtid", "Lege på dagtid";
    }
}

coded! {
    /// Age groups of every figure that is divided by age.
    AgeGroup {
        /// 0–17 years.
        Age0To17 = "0-17", "0–17 år";
        /// 18–49 years.
        Age18To49 = "18-49", "18–49 år";
        /// 50–66 years.
        Age50To66 = "50-66", "50–66 år";
        /// 67–79 years.
        Age67To79 = "67-79", "67–79 år";
        /// 80 years and older.
        Age80Plus = "80+", "80 år og eldre";
    }
}

impl AgeGroup {
    /// The group that an age in whole years belongs to.
    pub const fn of_age(years: u8) -> Self {
        match years {
            0..=17 => Self::Age0To17,
            18..=49 => Self::Age18To49,
            50..=66 => Self::Age50To66,
            67..=79 => Self::Age67To79,
            80.. => Self::Age80Plus,
        }
    }
}

coded! {
    /// Sex as registered.
    Sex {
        /// Woman.
        Female = "kvinne", "Kvinne";
        /// Man.
        Male = "mann", "Mann";
    }
}

coded! {
    /// Who referred the patient. Not the same as where the patient came from ([`Origin`]).
    Referrer {
        /// Doctor on call at the legevakt.
        OutOfHours = "legevaktslege", "Legevaktslege";
        /// General practitioner.
        GeneralPractitioner = "fastlege", "Fastlege";
        /// The hospital's emergency department.
        EmergencyDepartment = "akuttmottak", "Akuttmottak";
        /// A hospital ward.
        HospitalWard = "sykehusavdeling", "Sykehusavdeling";
        /// Emergency dispatch or ambulance.
        Ambulance = "amk", "AMK/ambulanse";
        /// Nursing home doctor.
        NursingHome = "sykehjemslege", "Sykehjemslege";
        /// Home care.
        HomeCare = "hjemmetjeneste", "Hjemmetjeneste";
        /// Anyone else.
        Other = "annet", "Annet";
    }
}

coded! {
    /// Where the patient came from.
    Origin {
        /// Own home.
        Home = "hjem", "Eget hjem";
        /// Nursing home.
        NursingHome = "sykehjem", "Sykehjem";
        /// Hospital.
        Hospital = "sykehus", "Sykehus";
        /// Legevakt.
        OutOfHours = "legevakt", "Legevakt";
        /// Elsewhere.
        Other = "annet", "Annet";
    }
}

coded! {
    /// Where the patient went. Always asked; death is a category of its own.
    Destination {
        /// Own home without new services.
        Home = "hjem", "Eget hjem";
        /// Own home with services.
        HomeWithServices = "hjem_tjenester", "Eget hjem med tjenester";
        /// Short-term place.
        ShortTerm = "korttidsplass", "Korttidsplass";
        /// Nursing home.
        NursingHome = "sykehjem", "Sykehjem";
        /// Hospital.
        Hospital = "sykehus", "Sykehus";
        /// Died in the unit.
        Dead = "doed", "Død";
        /// Elsewhere.
        Other = "annet", "Annet";
    }
}

coded! {
    /// Where the patient would have gone without the unit; `sykehus` is an adequate admission.
    Alternative {
        /// Hospital: the admission was adequate.
        Hospital = "sykehus", "Sykehus";
        /// Short-term place.
        ShortTerm = "korttidsplass", "Korttidsplass";
        /// Home.
        Home = "hjem", "Hjem";
        /// Not known.
        Unknown = "ukjent", "Ukjent";
    }
}

coded! {
    /// Kind of problem; mental health and substance use are a duty from 2017.
    Problem {
        /// Somatic.
        Somatic = "somatisk", "Somatisk";
        /// Mental health.
        Mental = "psykisk", "Psykisk helse";
        /// Substance use.
        SubstanceUse = "rus", "Rus";
    }
}

coded! {
    /// What the bed is used for: a KAD stay must be told from the others that use the same beds.
    Purpose {
        /// A KAD stay.
        Kad = "kad", "KAD";
        /// A stay under the wider rules of a sykestue.
        Sykestue = "sykestue", "Sykestue";
        /// Observation.
        Observation = "observasjon", "Observasjon";
        /// Bed lent to a patient who is ready to leave hospital.
        DischargeReady = "utskrivningsklar", "Utskrivningsklar";
    }
}

coded! {
    /// What happened to a unit or a municipality on a date.
    EventKind {
        /// The unit opened.
        Opening = "aapning", "Åpning";
        /// The unit closed.
        Closing = "stenging", "Stenging";
        /// The number of beds changed.
        Beds = "sengetall", "Endret sengetall";
        /// The unit moved beside the legevakt.
        BesideLegevakt = "samlokalisering", "Samlokalisering med legevakt";
        /// Cover by doctors changed.
        PhysicianCover = "legeberedskap", "Endret legeberedskap";
        /// Direct admission from the emergency department.
        DirectAdmission = "direkte_innleggelse", "Direkte innleggelse";
        /// Anything else.
        Other = "annet", "Annet";
    }
}

coded! {
    /// Why a stay or a day was corrected or struck out; never free text.
    CorrectionReason {
        /// A slip of the keyboard.
        Typing = "skrivefeil", "Skrivefeil";
        /// Something became known later.
        News = "ny_opplysning", "Ny opplysning";
        /// It was registered on another patient.
        WrongPatient = "feil_pasient", "Registrert på feil pasient";
        /// It was registered twice.
        Twice = "dobbelt", "Registrert to ganger";
        /// It belongs to another unit.
        WrongUnit = "feil_enhet", "Hører til en annen enhet";
        /// Anything else.
        Other = "annet", "Annet";
    }
}

coded! {
    /// Where the numbers of a day come from.
    DaySource {
        /// A file.
        File = "fil", "Fra fil";
        /// Somebody typed them.
        Hand = "haand", "Tastet";
        /// The unit's stays.
        Stays = "opphold", "Fra oppholdene";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_to_its_value() {
        for kind in UnitKind::ALL {
            assert_eq!(kind.code().parse(), Ok(*kind));
        }
        for group in AgeGroup::ALL {
            assert_eq!(group.code().parse(), Ok(*group));
        }
    }

    #[test]
    fn an_unknown_code_names_the_codes_that_are_known() {
        let error = "hotell".parse::<UnitKind>().unwrap_err();
        assert_eq!(error.expected, "kad sykestue intermediaer dms");
    }

    #[test]
    fn ages_fall_into_the_five_groups_at_their_borders() {
        let codes: Vec<_> =
            [0, 17, 18, 49, 50, 66, 67, 79, 80, 104].map(|age| AgeGroup::of_age(age).code()).into();
        assert_eq!(
            codes,
            ["0-17", "0-17", "18-49", "18-49", "50-66", "50-66", "67-79", "67-79", "80+", "80+"]
        );
    }
}
