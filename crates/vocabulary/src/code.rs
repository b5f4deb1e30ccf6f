//! Enumerations whose values have a code (files, addresses, database) and a label (people).

/// A text that is none of the codes of its enumeration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} '{found}', expected one of: {expected}")]
pub struct UnknownCode {
    /// The name of the enumeration.
    pub what: &'static str,
    /// What stood there.
    pub found: String,
    /// All codes, with a space between.
    pub expected: String,
}

/// Defines an enumeration with codes and labels, `ALL`, `FromStr`, `Display` and serde by code.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:tt;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every value, in the order in which people expect to read them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The value as it stands in files, addresses and the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value as people read it, in the language that is spoken.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => language::t!($label),)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownCode {
                        what: stringify!($name),
                        found: text.to_owned(),
                        expected: [$($code),+].join(" "),
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use coded;
