//! Short Norwegian names of municipalities whose official name is in several languages.

use vocabulary::MunicipalityNumber;

/// Norwegian names with a hyphen of their own.
const ONE_NAME: [&str; 5] = ["Aurskog-", "Midt-", "Nord-", "Stor-", "Sør-"];

/// Municipalities whose Sami name comes first in the official order.
const SAMI_FIRST: [u16; 8] = [5041, 5043, 5518, 5540, 5610, 5612, 5628, 5636];

/// The Norwegian part of an official name: `Guovdageaidnu-Kautokeino` is `Kautokeino`,
/// `Oslo-Oslove` is `Oslo`, `Nord-Odal` stays.
pub fn norwegian_name(number: MunicipalityNumber, official: &str) -> &str {
    if ONE_NAME.iter().any(|start| official.starts_with(start)) {
        return official;
    }
    let wanted = usize::from(SAMI_FIRST.contains(&number.get()));
    official.split('-').nth(wanted).unwrap_or(official)
}
