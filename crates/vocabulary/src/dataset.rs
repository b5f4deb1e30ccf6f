//! The ten kinds of data that come in by file.

use crate::code::coded;

coded! {
    /// A kind of import file; the code is the KIND of `kadpuls import KIND FILE`.
    Dataset {
        /// Municipalities with their region, trust and hospital area.
        Municipalities = "kommuner", "Kommuner";
        /// Numbers of former municipalities and where they went.
        BorderChanges = "kommuneendringer", "Kommuneendringer";
        /// Inhabitants per municipality, year and age group.
        Population = "innbyggere", "Innbyggere";
        /// Units.
        Units = "enheter", "Enheter";
        /// Which municipalities a unit serves, and when.
        UnitMunicipalities = "enhetskommuner", "Enhetenes kommuner";
        /// Places of a unit over time.
        Beds = "senger", "Senger";
        /// One unit, one day.
        Registrations = "registreringer", "Døgnregistreringer";
        /// One admission to a unit.
        Stays = "opphold", "Opphold";
        /// Emergency admissions to hospital.
        EmergencyAdmissions = "innleggelser", "ØH-innleggelser";
        /// Openings, closings and other dates that matter.
        Events = "hendelser", "Hendelser";
    }
}
