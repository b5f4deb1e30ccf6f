//! Passwords that are long enough and yet among the first that anybody would try: words that everybody takes, one's
//! own address, what the keyboard offers, and any of them again and again.

/// What people take when twelve characters are asked for, beside what [`is`] sees by itself; and what somebody who
/// knows where she is would try. In small letters, without what stands between and at the ends.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "administrator", "akuttmottak", "changeme", "commune", "dragon", "fotball", "helse", "helseforetak", "helsenett",
    "helsepersonell", "hemmelig", "iloveyou", "jegelskerdeg", "kad", "kadpuls", "kommune", "legevakt", "letmein",
    "liverpool", "manchester", "master", "monkey", "norge", "oslo", "pasient", "passord", "password", "princess",
    "qwerty", "sommer", "statistikk", "sykehus", "sykehuset", "sykepleier", "trustno", "velkommen", "vinter", "welcome",
    "høst", "vår", "bergen", "trondheim", "stavanger", "admin", "bruker", "login", "logginn", "test", "demo", "guest",
    "secret", "superman", "batman", "football", "baseball", "starwars", "sunshine", "whatever", "michael", "jordan",
];

/// Rows of keys and letters, forwards.
const ROWS: [&str; 5] =
    ["abcdefghijklmnopqrstuvwxyzæøå", "1234567890", "qwertyuiopå", "asdfghjkløæ", "zxcvbnm"];

/// Whether a password of `owner`, an e-mail address, would be guessed soon.
pub fn is(password: &str, owner: &str) -> bool {
    let folded = password.to_lowercase();
    let name = owner.split('@').next().unwrap_or_default().to_lowercase();
    let own = [owner.to_lowercase(), name];
    // Years, digits and signs around and between words add next to nothing.
    let letters = letters_of(&folded);
    let own_word = own.iter().any(|own| {
        let word = letters_of(own);
        word.chars().count() >= 3 && left(&letters, &word) < 4
    });
    repeats(&folded) || runs(&folded) || own_word || of_words(&letters)
}

/// The letters of a text, also those that a digit or sign stands for between them.
fn letters_of(text: &str) -> String {
    text.trim_matches(|letter: char| !letter.is_alphabetic())
        .chars()
        .map(|letter| match letter {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            letter => letter,
        })
        .filter(|letter| letter.is_alphabetic())
        .collect()
}

/// Letters beside a word, where it is there.
fn left(letters: &str, word: &str) -> usize {
    letters.find(word).map_or(usize::MAX, |_| letters.replace(word, "").chars().count())
}

/// One or two of the words, and fewer than four letters beside them.
fn of_words(letters: &str) -> bool {
    let mut rest = letters.to_owned();
    let mut found = 0;
    while let Some(word) = WORDS.iter().filter(|word| rest.contains(**word)).max_by_key(|word| word.len()) {
        rest = rest.replacen(word, "", 1);
        found += 1;
        if found > 2 {
            return false;
        }
    }
    found > 0 && rest.chars().count() < 4
}

/// Something of at most eight characters again and again.
fn repeats(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=8).any(|period| {
        letters.len() >= 2 * period && letters.iter().zip(&letters[period..]).all(|(one, next)| one == next)
    })
}

/// Made of pieces of four or more neighbours on the keyboard or in the alphabet, but for three characters.
fn runs(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let beside = |pair: &[char]| {
        ROWS.iter().any(|row| {
            let place = |letter| row.chars().position(|key| key == letter);
            matches!((place(pair[0]), place(pair[1])), (Some(a), Some(b)) if a.abs_diff(b) == 1)
        })
    };
    let mut in_runs = 0;
    let mut length = 1;
    for pair in letters.windows(2) {
        if beside(pair) {
            length += 1;
        } else {
            in_runs += if length >= 4 { length } else { 0 };
            length = 1;
        }
    }
    in_runs += if length >= 4 { length } else { 0 };
    in_runs + 3 >= letters.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_everybody_would_try_is_seen() {
        for password in [
            "passordpassord",
            "            ",
            "111111111111",
            "abcabcabcabc",
            "123456789012",
            "qwertyuiopå1",
            "asdfghjkl123",
            "Passord123456",
            "P@ssw0rd2026!",
            "Sommer2026!!!!",
            "Kadpuls-2026-kad",
            "legevakt112233",
            "kari.nordmann1",
            "Kari.Nordmann@kad.example",
            "sykehuset i bergen",
        ] {
            assert!(is(password, "kari.nordmann@kad.example"), "{password}");
        }
    }

    #[test]
    fn words_that_dont_belong_together_and_random_signs_are_taken() {
        for password in [
            "riktig hest batteri stift",
            "tolv grønne sykler",
            "b7f3-91ac2-e04d8-77a1f",
            "vinteren er lang i vardø",
            "Xk9#mQ2$vL7p",
            "passord til kjelleren hos bestemor",
        ] {
            assert!(!is(password, "kari.nordmann@kad.example"), "{password}");
        }
        assert!(!is("noe annet enn ola", "ola@kad.example"), "a short name may stand in a sentence");
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(password in "\\PC{0,140}", owner in "\\PC{0,40}") {
            is(&password, &owner);
        }

        #[test]
        fn what_is_made_at_random_is_taken(bytes in proptest::collection::vec(any::<u8>(), 10)) {
            prop_assume!(bytes.windows(2).filter(|pair| pair[0] == pair[1]).count() < 2);
            let made = crate::passwords::hex(&bytes);
            // As they are shown: in groups.
            let groups: Vec<&str> = (0..made.len()).step_by(5).map(|i| &made[i..i + 5]).collect();
            prop_assert!(!is(&groups.join("-"), "kari@kad.example"));
        }
    }
}
