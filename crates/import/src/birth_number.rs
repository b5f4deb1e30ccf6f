//! Finds Norwegian birth numbers, D-numbers and H-numbers in any text.
//!
//! Eleven digits whose two check digits are right (modulus 11, Skatteetaten's weights), written together
//! or with the last five apart. D- and H-numbers change digits of the date but use the same weights. No
//! date is asked for: a number with right check digits is refused even when no such day exists.

const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// Whether eleven digits (as numbers) end in the right check digits.
fn checks(digits: &[u8; 11]) -> bool {
    let sum = |weights: &[u32]| -> u32 { weights.iter().zip(digits).map(|(w, d)| w * u32::from(*d)).sum() };
    sum(&FIRST).is_multiple_of(11) && sum(&SECOND).is_multiple_of(11)
}

/// What may part the date from the last five digits.
fn parts(between: &str) -> bool {
    between.chars().count() <= 3 && between.chars().all(|c| c.is_whitespace() || "-–.,/:".contains(c))
}

/// Whether a birth number stands anywhere in the text.
pub fn found_in(text: &str) -> bool {
    if text.len() < 11 {
        return false;
    }
    let bytes = text.as_bytes();
    // Digits of the groups before this one that lie close together: `01 01 90 12345`.
    let mut before: ([u8; 11], usize, usize) = ([0; 11], 0, 0);
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let group = &bytes[start..at];
        let (mut digits, mut count, end) = before;
        // Every byte between is no digit, and `start` and `end` lie beside ASCII: both are char borders.
        if count > 0 && !text.get(end..start).is_some_and(parts) {
            count = 0;
        }
        if group.len() == 11 || (group.len() == 5 && count == 6) {
            if group.len() == 11 {
                count = 0;
            }
            for (slot, byte) in digits[count..].iter_mut().zip(group) {
                *slot = byte - b'0';
            }
            if checks(&digits) {
                return true;
            }
        }
        if count + group.len() > 6 {
            count = 0;
        }
        if group.len() <= 6 {
            for (slot, byte) in digits[count..].iter_mut().zip(group) {
                *slot = byte - b'0';
            }
            count += group.len();
        }
        before = (digits, count, at);
    }
    false
}

/// Whether a spreadsheet's number is a birth number that lost its leading zero: ten digits that, with a
/// zero before them, have right check digits and begin with a possible day and month.
pub(crate) fn lost_its_zero(number: &str) -> bool {
    if number.len() != 10 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let mut digits = [0; 11];
    for (slot, byte) in digits[1..].iter_mut().zip(number.bytes()) {
        *slot = byte - b'0';
    }
    // Month as it is, +40 (H-number, synthetic) or +80 (synthetic).
    let month = (digits[2] * 10 + digits[3]) % 40;
    digits[1] > 0 && (1..=12).contains(&month) && checks(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made up for tests: 1 January 1901 has no person with these numbers; check digits by hand.
    // 010101 000: k1 = 11 − (0·3+1·7+0·6+1·1+0·8+1·9+0+0+0 = 17) mod 11 = 5;
    // k2 = 11 − (0·5+1·4+0·3+1·2+0·7+1·6+0+0+0+5·2 = 22) mod 11 = 0 → 0.
    const MADE_UP: &str = "01010100050";

    #[test]
    fn a_number_with_right_check_digits_is_found_wherever_it_stands() {
        for text in [
            MADE_UP,
            "010101 00050",
            "010101\u{a0}00050",
            "010101-00050",
            "01.01.01 00050",
            "pasient 01010100050, ring",
            "æøå 010101 00050 æ",
            "1 010101 00050",
            "ID01010100050x",
        ] {
            assert!(found_in(text), "{text}");
        }
    }

    #[test]
    fn d_numbers_and_h_numbers_are_found_too() {
        // 410101 000: k1: 4·3+1·7+1·1+1·9 = 29, 29 mod 11 = 7 → 4; k2: 4·5+1·4+1·2+1·6+4·2 = 40, 7 → 4.
        assert!(found_in("41010100044"));
        // 014101 000: k1: 7+4·6+1+9 = 41, 8 → 3; k2: 4+4·3+2+6+3·2 = 30, 8 → 3.
        assert!(found_in("01410100033"));
    }

    #[test]
    fn other_numbers_are_let_through() {
        for text in [
            "01010100051",
            "01010100150",
            "101010100050",
            "0101010005",
            "2025-12-31T14:05:00+01:00",
            "81549300",
        ] {
            assert!(!found_in(text), "{text}");
        }
    }

    #[test]
    fn a_lost_leading_zero_is_seen_in_a_number_only_with_a_possible_date() {
        assert!(lost_its_zero("1010100050"));
        assert!(!lost_its_zero("1010100051"));
        assert!(!lost_its_zero("101010005"));
    }
}
