//! What somebody speaks: what she chose, or else what her browser asks for.

use crate::Language;

/// The cookie's and the form field's name.
pub const COOKIE: &str = "sprak";

/// What was chosen before: the language in a `Cookie` header.
pub fn remembered(cookies: &str) -> Option<Language> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .and_then(|(_, value)| Language::from_tag(value))
}

/// What an `Accept-Language` header asks for most. Bokmål for every browser that also knows it, or a language whose
/// readers do: many have an English one on a Norwegian machine, and nobody who didn't ask shall lose her language.
pub fn guessed(accepted: &str) -> Language {
    let mut wanted: Vec<(f32, &str)> = accepted
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?.split('-').next()?;
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let known = |tag: &str| wanted.iter().position(|(_, of)| of.eq_ignore_ascii_case(tag));
    let bokmal = ["nb", "no", "da", "sv"].iter().filter_map(|tag| known(tag)).min();
    match (known("nn"), bokmal, known("en")) {
        (Some(nn), bokmal, _) if bokmal.is_none_or(|nb| nn < nb) => Language::Nn,
        (None, None, Some(_)) => Language::En,
        _ => Language::Nb,
    }
}
