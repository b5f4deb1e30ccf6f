//! The engine speaks English to researchers; here its reasons and checks are put into plain Norwegian.

use effect::checks::{Check, Kind};
use vocabulary::norwegian;

/// Why rows were left out or a result is weak, in bokmål. What isn't known stays as the engine says it, so that
/// nothing is hidden.
pub fn reason(english: &str) -> String {
    const KNOWN: [(&str, &str); 17] = [
        (
            "periods in which nobody is untreated",
            "Måneder der alle kommuner har åpnet: ingen å sammenlikne med",
        ),
        ("treated from the first period", "Tilbudet fantes fra første måned med tall"),
        ("no events before the opening", "Ingen innleggelser før åpningen: kan ikke anslås"),
        ("no events after the opening", "Ingen innleggelser etter åpningen: kan ikke anslås"),
        ("March 2020 – December 2021 (Covid)", "Mars 2020 – desember 2021 (pandemien) er holdt utenfor"),
        ("no events", "Ingen innleggelser"),
        ("no treated cells", "Ingen måneder etter åpning"),
        (
            "periods without any event among the untreated",
            "Måneder uten innleggelser hos dem som ikke har åpnet",
        ),
        ("no chain of comparisons", "Kan ikke knyttes til noen som ikke har åpnet"),
        ("the fit has no maximum", "For få innleggelser til å tilpasse modellen"),
        ("missing outcome", "Antall mangler"),
        ("missing population", "Innbyggertall mangler"),
        ("over 10 % of the periods are missing", "Over 10 % av månedene mangler"),
        ("missing periods within 3 months of the opening", "Måneder nær åpningen mangler"),
        ("before and after in the same unit", "Før og etter i samme kommune, uten sammenlikningsgruppe"),
        ("descriptive only", "Bare beskrivende: for få enheter"),
        ("weak", "Svakt: få enheter eller kort tid"),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| english.starts_with(known))
        .or_else(|| KNOWN.iter().find(|(known, _)| english.contains(known)))
        .map_or_else(|| english.to_owned(), |(_, norwegian)| (*norwegian).to_owned())
}

/// What a check does and what it should show.
pub fn check(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Placebo => (
            "Liksomåpning 12 måneder for tidlig",
            "Regnet på måneder før den virkelige åpningen. Her skal det ikke være noen sikker endring; er det det, utviklet kommunene seg ulikt allerede før åpningen.",
        ),
        Kind::RandomAssignment => (
            "Tilfeldige åpningsdatoer",
            "Åpningsdatoene deles ut tilfeldig 400 ganger. p-verdien er andelen ganger tilfeldighet gir et minst like stort utslag.",
        ),
        Kind::NegativeControl => (
            "Et utfall tilbudet ikke skulle endre",
            "For eksempel innleggelser for 0–17 år. Her skal det ikke være noen sikker endring.",
        ),
        Kind::LeaveOutLargest => {
            ("Uten de tre største kommunene", "Anslaget skal ikke henge på noen få store kommuner.")
        }
        Kind::WashIn => (
            "Uten de første seks månedene",
            "Et nytt tilbud trenger tid. Anslaget uten innkjøringstiden vises.",
        ),
        Kind::WildBootstrap => {
            ("Bootstrap av klynger", "En annen måte å regne usikkerhet på når det er få enheter.")
        }
        Kind::MinimumDetectable => (
            "Minste endring som kunne vært funnet",
            "2,8 ganger standardfeilen. En mindre endring ville trolig ikke vist seg, selv om den fantes.",
        ),
    }
}

/// The result of a check as people read it.
pub fn check_result(check: &Check) -> String {
    let percent = |ratio: f64| norwegian::signed((ratio - 1.0) * 100.0, 1);
    let estimate = check.estimate.as_ref().and_then(|e| {
        let ratio = e.ratio.or_else(|| {
            (check.kind == Kind::MinimumDetectable).then(|| e.estimate.map(f64::exp)).flatten()
        })?;
        Some(match (e.ratio_lower, e.ratio_upper) {
            (Some(low), Some(high)) => {
                format!("{} % ({} til {})", percent(ratio), percent(low), percent(high))
            }
            _ => format!("{} %", percent(ratio)),
        })
    });
    let p = check.p.map(|p| format!("p = {}", norwegian::number(p, 3)));
    let parts: Vec<String> = [estimate, p].into_iter().flatten().collect();
    if parts.is_empty() {
        check.note.as_deref().map_or_else(|| "..".to_owned(), reason)
    } else {
        parts.join(", ")
    }
}
