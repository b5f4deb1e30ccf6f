//! The fields of a form as they were sent, in their order, several of one name among them.

use app::ui::form::Refused;

/// What a form held.
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// A field without spaces around it; empty where it isn't there.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field as it was typed: spaces may belong to a password.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.trim())
    }

    /// The form with what is wrong with it, without what `secret` names.
    pub fn refused(self, secret: &[&str], faults: Vec<(&str, String)>) -> Refused {
        let values = self.0.into_iter().filter(|(name, _)| !secret.contains(&name.as_str())).collect();
        let faults = faults.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Refused { values, faults, secret: None }
    }
}
