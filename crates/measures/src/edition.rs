//! Which edition of the definitions the program computes by: files name it, so that a figure can be made again.

use crate::definitions::{MEASURES, Measure};

/// Grows with every change of a definition's text or formula. A test holds it against [`fingerprint`].
pub const EDITION: u32 = 1;

/// Measures whose formula became another one while their words stayed, and how often.
pub const REVISIONS: &[(Measure, u32)] = &[];

/// `1-5f0c2a9e`: the edition, and a fingerprint of what stands in it.
pub fn definitions_version() -> String {
    format!("{EDITION}-{:08x}", fingerprint())
}

/// A number made of every word of every definition and of [`REVISIONS`] (FNV-1a, folded to 32 bits).
pub fn fingerprint() -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        // The last byte stands in no text: the end of one isn't the beginning of the next.
        for byte in bytes.iter().chain(&[0xff]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for d in MEASURES {
        for text in [d.id, d.name, d.unit, d.numerator, d.denominator, d.note, d.source] {
            add(text.as_bytes());
        }
    }
    for (measure, revision) in REVISIONS {
        add(measure.definition().id.as_bytes());
        add(&revision.to_le_bytes());
    }
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_definitions_are_a_new_edition() {
        let known = (1, 0x1172_71f3);
        assert_eq!(
            (EDITION, fingerprint()),
            known,
            "a definition changed: raise EDITION, and put both numbers here ({:#010x})",
            fingerprint()
        );
    }
}
