//! The engine speaks English to researchers; here its reasons and checks are put into plain Norwegian.

use effect::Estimate;
use effect::checks::{Check, Kind};
use language::{key, t, text};
use tables::Cell;
use vocabulary::norwegian;

/// Why rows were left out or a result is weak, in bokmål; `name` gives a municipality's name for its number. What
/// isn't known stays as the engine says it, so that nothing is hidden.
pub fn reason(english: &str, name: &dyn Fn(&str) -> String) -> String {
    const KNOWN: [(&str, &str); 24] = [
        (
            "periods in which nobody is untreated",
            key!("Måneder der alle kommuner har åpnet: ingen å sammenlikne med"),
        ),
        ("treated from the first period", key!("Tilbudet fantes fra første måned med tall")),
        ("no events before the opening", key!("Ingen innleggelser før åpningen: kan ikke anslås")),
        (
            "not estimable: no events after the opening",
            key!("Ingen innleggelser etter åpningen: kan ikke anslås"),
        ),
        ("no events after the opening", key!("Ingen innleggelser etter åpningen: kan ikke anslås")),
        (
            "March 2020 – December 2021 (Covid)",
            key!("Mars 2020 – desember 2021 (pandemien) er holdt utenfor"),
        ),
        ("with March 2020", key!("Med pandemien (mars 2020 – desember 2021)")),
        (
            "under 5 events a period",
            key!(
                "Under 5 innleggelser i måneden: ingen egen prosent, men de teller med i det samlede anslaget"
            ),
        ),
        (
            "under 5 events a month",
            key!(
                "Under 5 innleggelser i måneden: ingen egen prosent; se kvartaler eller det samlede anslaget"
            ),
        ),
        (
            "not estimable: no treated cell",
            key!("Kan ikke anslås: ingen måned etter åpning kan sammenliknes med noen som ikke har åpnet"),
        ),
        ("no events", key!("Ingen innleggelser")),
        ("no treated cells", key!("Ingen måneder etter åpning")),
        (
            "periods without any event among the untreated",
            key!("Måneder uten innleggelser hos dem som ikke har åpnet"),
        ),
        ("no chain of comparisons", key!("Kan ikke knyttes til noen som ikke har åpnet")),
        ("the fit has no maximum", key!("For få innleggelser til å tilpasse modellen")),
        ("outcome missing", key!("Antall mangler")),
        ("population missing", key!("Innbyggertall mangler")),
        ("over 10 % of the periods are missing", key!("Over 10 % av månedene mangler")),
        ("periods are missing within 3 months of the opening", key!("Måneder nær åpningen mangler")),
        (
            "before and after in the same unit",
            key!("Før og etter i samme kommune, uten sammenlikningsgruppe"),
        ),
        ("kept with a single period before the opening", key!("Bare én måned før åpningen, men tatt med")),
        ("without units that have a single period", key!("Uten dem som bare har én måned før åpningen")),
        ("descriptive only", key!("Bare beskrivende: for få enheter")),
        ("weak", key!("Svakt: få enheter eller kort tid")),
    ];
    let known = KNOWN
        .iter()
        .find(|(known, _)| english.starts_with(known))
        .or_else(|| KNOWN.iter().find(|(known, _)| english.contains(known)));
    match known {
        None => english.to_owned(),
        Some((_, norwegian)) => match units(english, name) {
            Some(units) => format!("{}: {units}", text(norwegian)),
            None => text(norwegian).to_owned(),
        },
    }
}

/// The municipalities that a sentence of the engine ends with: `…: 1103, 1106` or `…: 32 units: 1144, 1816 and 24 more`.
fn units(english: &str, name: &dyn Fn(&str) -> String) -> Option<String> {
    let (_, list) = english.rsplit_once(": ")?;
    let (list, more) = match list.rsplit_once(" and ") {
        Some((list, more)) => (list, more.strip_suffix(" more")?),
        None => (list, ""),
    };
    let numbers: Vec<&str> = list.split(", ").collect();
    let numbered = |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !numbers.iter().all(numbered) {
        return None;
    }
    let names = numbers.into_iter().map(name).collect::<Vec<_>>().join(", ");
    Some(if more.is_empty() { names } else { t!("{names} og {more} til") })
}

/// A change in percent with its interval, all with the same decimals: one, or two where one would round an end
/// of the interval to zero.
pub fn percents(estimate: &Estimate) -> Option<(String, Option<(String, String)>)> {
    let (change, bounds, decimals) = changes(estimate)?;
    let text = |change: f64| norwegian::signed(change, usize::from(decimals));
    Some((text(change), bounds.map(|(low, high)| (text(low), text(high)))))
}

/// Lower and upper end.
type Ends = (f64, f64);

/// The change in percent, its interval, and the decimals that all are read with.
fn changes(estimate: &Estimate) -> Option<(f64, Option<Ends>, u8)> {
    let change = |ratio: f64| (ratio - 1.0) * 100.0;
    let bounds = estimate.ratio_lower.zip(estimate.ratio_upper);
    let vanishes = |ratio: f64| change(ratio) != 0.0 && change(ratio).abs() < 0.05;
    let decimals = if bounds.is_some_and(|(low, high)| vanishes(low) || vanishes(high)) { 2 } else { 1 };
    Some((change(estimate.ratio?), bounds.map(|(low, high)| (change(low), change(high))), decimals))
}

/// The change with its interval as a cell, read as [`percent_text`].
pub fn percent_cell(estimate: &Estimate) -> Cell {
    let Some((change, bounds, decimals)) = changes(estimate) else { return percent_text(estimate).into() };
    let bound = |bound: Option<f64>| bound.map_or(Cell::Nothing, |bound| Cell::points(bound, decimals));
    let (low, high) = bounds.unzip();
    Cell::together(
        percent_text(estimate),
        vec![("", Cell::points(change, decimals)), (t!("nedre"), bound(low)), (t!("øvre"), bound(high))],
    )
}

/// `−4,0 % (−7,0 til −1,0)`, or that there is none.
pub fn percent_text(estimate: &Estimate) -> String {
    match percents(estimate) {
        Some((change, Some((low, high)))) => t!("{change}\u{a0}% ({low} til {high})"),
        Some((change, None)) => t!("{change}\u{a0}% (uten intervall)"),
        None => t!("Kan ikke anslås").to_owned(),
    }
}

/// What a check does and what it should show.
pub fn check(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Placebo => (
            t!("Liksomåpning 12 måneder for tidlig"),
            t!(
                "Regnet på måneder før den virkelige åpningen. Her skal det ikke være noen sikker endring; er det det, utviklet kommunene seg ulikt allerede før åpningen."
            ),
        ),
        Kind::RandomAssignment => (
            t!("Tilfeldige åpningsdatoer"),
            t!(
                "Åpningsdatoene deles ut tilfeldig 400 ganger. p-verdien er andelen ganger tilfeldighet gir et minst like stort utslag."
            ),
        ),
        Kind::NegativeControl => (
            t!("Et utfall tilbudet ikke skulle endre"),
            t!("For eksempel innleggelser for 0–17 år. Her skal det ikke være noen sikker endring."),
        ),
        Kind::LeaveOutLargest => {
            (t!("Uten de tre største kommunene"), t!("Anslaget skal ikke henge på noen få store kommuner."))
        }
        Kind::WashIn => (
            t!("Uten de første seks månedene"),
            t!("Et nytt tilbud trenger tid. Anslaget uten innkjøringstiden vises."),
        ),
        Kind::WildBootstrap => {
            (t!("Bootstrap av klynger"), t!("En annen måte å regne usikkerhet på når det er få enheter."))
        }
        Kind::MinimumDetectable => (
            t!("Minste endring som kunne vært funnet"),
            t!(
                "2,8 ganger standardfeilen. En mindre endring ville trolig ikke vist seg, selv om den fantes."
            ),
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
                t!("{} % ({} til {})", percent(ratio), percent(low), percent(high))
            }
            _ => format!("{} %", percent(ratio)),
        })
    });
    let p = check.p.map(|p| format!("p = {}", norwegian::number(p, 3)));
    let parts: Vec<String> = [estimate, p].into_iter().flatten().collect();
    if parts.is_empty() {
        check.note.as_deref().map_or_else(|| "..".to_owned(), |note| reason(note, &str::to_owned))
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(number: &str) -> String {
        if number == "1144" { "Kvitsøy".to_owned() } else { number.to_owned() }
    }

    #[test]
    fn what_the_engine_says_is_said_in_norwegian_with_names() {
        let many = "under 5 events a period, so no percentage of their own (they count in the pooled estimate): \
                    32 units: 1144, 1816 and 24 more";
        assert_eq!(
            reason(many, &named),
            "Under 5 innleggelser i måneden: ingen egen prosent, men de teller med i det samlede anslaget: \
             Kvitsøy, 1816 og 24 til"
        );
        assert_eq!(reason("periods in which nobody is untreated", &named).chars().last(), Some('d'));
        assert_eq!(
            reason("over 10 % of the periods are missing in 1144", &named),
            "Over 10 % av månedene mangler"
        );
    }

    #[test]
    fn what_is_not_known_stays_as_it_is() {
        assert_eq!(reason("something new: 1144", &named), "something new: 1144");
    }
}
