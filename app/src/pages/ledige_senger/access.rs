//! Who may see *Ledige senger*: the operator's choice.

use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq as _;
use vocabulary::Person;

/// The shortest secret that a link may have, in characters.
const SHORTEST_SECRET: usize = 16;

/// Who may see which beds are free.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Whoever reaches the server.
    Everyone,
    /// People who are signed in.
    #[default]
    SignedIn,
    /// People who are signed in, and whoever has the link with this secret.
    Link(String),
}

/// A setting that names no [`Access`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAccess {
    /// Not one of the three.
    #[error("expected everyone, signed-in or link:SECRET")]
    Unknown,
    /// A secret that can be guessed, or that doesn't fit into an address.
    #[error(
        "the secret must have at least {SHORTEST_SECRET} letters, digits, '-' or '_'; `openssl rand -hex 16` makes one"
    )]
    Secret,
}

impl FromStr for Access {
    type Err = InvalidAccess;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "everyone" => Ok(Self::Everyone),
            "signed-in" => Ok(Self::SignedIn),
            _ => {
                let secret = text.strip_prefix("link:").ok_or(InvalidAccess::Unknown)?;
                let plain = secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                if plain && secret.len() >= SHORTEST_SECRET {
                    Ok(Self::Link(secret.to_owned()))
                } else {
                    Err(InvalidAccess::Secret)
                }
            }
        }
    }
}

/// Never with the secret: settings are logged.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Everyone => "everyone",
            Self::SignedIn => "signed-in",
            Self::Link(_) => "link:…",
        })
    }
}

impl Access {
    /// Whether somebody may see the list: `person` if signed in, `key` from the address.
    pub fn allows(&self, person: Option<&Person>, key: Option<&str>) -> bool {
        match self {
            Self::Everyone => true,
            Self::SignedIn => person.is_some(),
            // In constant time, so that answers don't tell how much of a guess was right.
            Self::Link(secret) => {
                person.is_some() || key.is_some_and(|key| bool::from(key.as_bytes().ct_eq(secret.as_bytes())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef";

    #[test]
    fn the_setting_reads_three_ways_and_refuses_what_can_be_guessed() {
        assert_eq!("everyone".parse(), Ok(Access::Everyone));
        assert_eq!("signed-in".parse(), Ok(Access::SignedIn));
        assert_eq!(format!("link:{SECRET}").parse(), Ok(Access::Link(SECRET.into())));
        assert_eq!("".parse::<Access>(), Err(InvalidAccess::Unknown));
        for short in ["link:", "link:kort", "link:0123456789 abcdef", "link:0123456789&abcdef"] {
            assert_eq!(short.parse::<Access>(), Err(InvalidAccess::Secret), "{short}");
        }
    }

    #[test]
    fn who_may_see_the_list() {
        let person = Person::operator();
        let link = Access::Link(SECRET.into());
        for (access, signed_in, key, expected) in [
            (&Access::Everyone, false, None, true),
            (&Access::SignedIn, false, Some(SECRET), false),
            (&Access::SignedIn, true, None, true),
            (&link, true, None, true),
            (&link, false, None, false),
            (&link, false, Some(SECRET), true),
            (&link, false, Some("0123456789abcdeF"), false),
            (&link, false, Some(""), false),
        ] {
            assert_eq!(
                access.allows(signed_in.then_some(&person), key),
                expected,
                "{access:?} {signed_in} {key:?}"
            );
        }
    }

    #[test]
    fn the_secret_is_not_written_down() {
        assert!(!format!("{:?}", Access::Link(SECRET.into())).contains("0123"));
    }
}
