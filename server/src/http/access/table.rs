//! Which path needs what: the one table of routes and rights. A route that isn't in it can be read by whoever is
//! signed in, and changes nothing for anybody.

use super::identity::Identity;
use axum::http::Method;
use percent_encoding::percent_decode_str;
use vocabulary::{Right, UnitCode};

/// What a path needs of who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing; what the route shows to whom is its own setting.
    Nothing,
    /// Somebody: signed in, or looking at made-up data. The scope of figures is held against
    /// [`Right::Figures`] where a page reads it, in `app::pages::asked`.
    Anybody,
    /// An account.
    Account,
    /// [`Right::Register`] for the unit in the path.
    Unit,
    /// This right, signed in.
    Right(Right<'static>),
}

/// What somebody gets who hasn't signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page: the way in, and back to the page.
    Page,
    /// A file or something for programs: 401.
    File,
    /// A form that is kept while she signs in, and sent then. Not for files and passwords.
    Form,
    /// A form that isn't kept: the way in, and on to this page.
    Unkept(&'static str),
    /// For programs: errors are `problem+json`. A token says who asks; for reading a session does, too, where no token
    /// is sent. What changes something wants a token: a cookie comes along unasked.
    Api,
    /// Answered without asking who it is: health, and the files of the browser.
    Machine,
}

use Kind::{Api, File, Form, Machine, Page, Unkept};
use Need::{Account, Anybody, Nothing, Unit};

const IMPORT: Need = Need::Right(Right::Import);
const ADMINISTER: Need = Need::Right(Right::Administer);
const EXPORT: Need = Need::Right(Right::Export);
const SOME_UNIT: Need = Need::Right(Right::SomeUnit);

/// Method, pattern, need, kind. `{name}` is one part of a path, `{*rest}` the rest with at least one; the first row
/// that fits counts. `*` is every method: then [`Kind::Page`] stands for [`Kind::Form`] where something is sent.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    ("*",    "/health/{what}",          Nothing,    Machine),
    // For whom, the route itself asks: a token.
    ("GET",  "/metrics",                Nothing,    Machine),
    ("GET",  "/pkg/{*file}",            Nothing,    Machine),
    ("GET",  "/favicon.svg",            Nothing,    Machine),
    ("POST", "/tema",                   Nothing,    Page),
    ("POST", "/sprak",                  Nothing,    Page),
    ("GET",  "/logg-inn",               Nothing,    Page),
    ("POST", "/logg-inn",               Nothing,    Page),
    ("POST", "/logg-inn/demo",          Nothing,    Page),
    ("GET",  "/logg-inn/skjema",        Nothing,    Page),
    // There and back: the provider says who it is, and a cookie that it is the same browser.
    ("GET",  "/logg-inn/organisasjon",  Nothing,    Page),
    ("POST", "/logg-inn/organisasjon",  Nothing,    Page),
    ("GET",  "/logg-inn/organisasjon/tilbake", Nothing, Page),
    ("GET",  "/logg-inn/uten-rolle",    Nothing,    Page),
    ("GET",  "/ingen-tilgang",          Nothing,    Page),
    ("POST", "/logg-ut",                Nothing,    Page),
    // Open to everyone, to who is signed in, or by link: the page's own setting.
    ("GET",  "/ledige-senger",          Nothing,    Page),
    ("GET",  "/ledige-senger/{*rest}",  Nothing,    File),

    ("GET",  "/",                       Anybody,    Page),
    ("GET",  "/belegg",                 Anybody,    Page),
    ("GET",  "/liggetid",               Anybody,    Page),
    ("GET",  "/innleggelsesveier",      Anybody,    Page),
    ("GET",  "/kommune",                Anybody,    Page),
    ("GET",  "/kart",                   Anybody,    Page),
    ("GET",  "/effekt",                 Anybody,    Page),
    ("GET",  "/effekt/kontroller",      Anybody,    Page),
    ("GET",  "/metode",                 Anybody,    Page),
    ("GET",  "/kompletthet",            Anybody,    Page),
    // Leads to a page, which asks for Right::Figures.
    ("GET",  "/v",                      Anybody,    Page),
    ("GET",  "/v/{code}",               Anybody,    Page),
    ("GET",  "/kortkode",               Anybody,    Page),

    // Whose report stands in the query: the page asks for Right::Figures, the file for Right::Export or, of the
    // person's own unit, Right::Register.
    ("GET",  "/aarsrapport",            Anybody,    Page),
    ("GET",  "/aarsrapport.xlsx",       Anybody,    File),
    // Of which place, stands in the address: every view in a report asks for Right::Figures, the file for Right::Export.
    ("GET",  "/rapporter",              Anybody,    Page),
    ("GET",  "/rapporter/kvartal",      Anybody,    Page),
    ("GET",  "/rapporter/kvartal.pdf",  Anybody,    File),
    ("GET",  "/rapporter/kommune",      Anybody,    Page),
    ("GET",  "/rapporter/kommune/{nr}", Anybody,    Page),
    ("GET",  "/rapporter/kommune/{nr}/ark.pdf", Anybody, File),
    // A saved report is for whom its owner gives the address to, each view in it as its page decides; its handlers let the
    // owner alone change it.
    ("GET",  "/rapporter/legg-i",       Account,    Page),
    ("POST", "/rapporter/legg-i",       Account,    Form),
    ("POST", "/rapporter/ny",           Account,    Form),
    ("GET",  "/rapporter/lagret/{kode}", Anybody,   Page),
    ("GET",  "/rapporter/lagret/{kode}/rapport.pdf", Anybody, File),
    ("GET",  "/rapporter/lagret/{kode}/rediger", Account, Page),
    ("POST", "/rapporter/lagret/{kode}/rediger", Account, Form),
    ("POST", "/rapporter/lagret/{kode}/slett", Account, Form),
    // The registry asks for Right::Export, and its pages for Right::Figures.
    ("GET",  "/diagram/{file}",         Anybody,    File),
    ("GET",  "/tabell/{file}",          Anybody,    File),
    ("GET",  "/uttrekk.zip",            EXPORT,     File),

    ("GET",  "/enheten",                SOME_UNIT,  Page),
    ("*",    "/enheten/{unit}",         Unit,       Page),
    ("*",    "/enheten/{unit}/{*rest}", Unit,       Page),
    ("GET",  "/doegn",                  SOME_UNIT,  Page),
    ("*",    "/doegn/{unit}",           Unit,       Page),
    ("*",    "/doegn/{unit}/{*rest}",   Unit,       Page),
    // Of which place, the form says: its handler asks for Right::EventOf.
    ("GET",  "/hendelser",              SOME_UNIT,  Page),
    ("POST", "/hendelser",              SOME_UNIT,  Form),
    ("POST", "/hendelser/stryk",        SOME_UNIT,  Form),
    // Whose trail is asked for stands in the query: the page asks for Right::Register.
    ("GET",  "/endringer",              SOME_UNIT,  Page),

    ("GET",  "/import",                 IMPORT,     Page),
    ("POST", "/import",                 IMPORT,     Unkept("/import")),
    ("GET",  "/import/mal/{file}",      IMPORT,     File),
    ("GET",  "/import/{id}/feil.csv",   IMPORT,     File),
    ("POST", "/import/{id}/bekreft",    IMPORT,     Form),
    ("GET",  "/import/{id}",            IMPORT,     Page),

    // What can be read: as the pages and files, the registry and the pages asking for Right::Export and Right::Figures.
    ("GET",  "/api/v1/openapi.json",    Nothing,    Api),
    ("GET",  "/api/v1",                 Anybody,    Api),
    ("GET",  "/api/v1/utgave",          Anybody,    Api),
    ("GET",  "/api/v1/maal",            Anybody,    Api),
    ("GET",  "/api/v1/katalog",         Anybody,    Api),
    ("GET",  "/api/v1/tabeller",        Anybody,    Api),
    ("GET",  "/api/v1/tabeller/{name}", Anybody,    Api),
    ("GET",  "/api/v1/figurer",         Anybody,    Api),
    ("GET",  "/api/v1/figurer/{name}",  Anybody,    Api),
    ("POST", "/api/v1/{kind}",          IMPORT,     Api),
    ("*",    "/api",                    Account,    Api),
    ("*",    "/api/{*rest}",            Account,    Api),

    // For whom, the address itself says: a feed reader can't sign in.
    ("GET",  "/strom/{secret}",         Nothing,    Machine),
    // What a view needs, its page asks; so does the feed, at every reading.
    ("GET",  "/abonnement",             Account,    Page),
    ("POST", "/abonnement",             Account,    Unkept("/abonnement")),
    ("POST", "/abonnement/{id}",        Account,    Unkept("/abonnement")),

    ("GET",  "/konto",                  Account,    Page),
    ("POST", "/konto/passord",          Account,    Unkept("/konto")),
    ("POST", "/konto/oekter",           Account,    Unkept("/konto")),
    ("POST", "/konto/noekler",          Account,    Unkept("/konto")),
    ("POST", "/konto/noekler/{id}",     Account,    Unkept("/konto")),
    ("GET",  "/kontoer",                ADMINISTER, Page),
    ("POST", "/kontoer",                ADMINISTER, Unkept("/kontoer")),
    ("GET",  "/kontoer/{id}",           ADMINISTER, Page),
    ("POST", "/kontoer/{id}",           ADMINISTER, Form),
    ("POST", "/kontoer/{id}/passord",   ADMINISTER, Unkept("/kontoer")),
    ("POST", "/kontoer/{id}/ut",        ADMINISTER, Unkept("/kontoer")),
];

/// What a request needs, found in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The need; `None`: nobody may.
    need: Option<Need>,
    /// What somebody gets who hasn't signed in.
    pub kind: Kind,
    /// The unit in the path.
    unit: Option<UnitCode>,
    /// It belongs to changing one's own password.
    to_change_password: bool,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes on.
    Pass,
    /// She has to sign in first.
    SignIn,
    /// It isn't for her.
    Forbidden,
    /// She has to change the password that somebody else gave her first.
    ChangePassword,
}

/// What opens with a password that somebody else gave, beside what opens to everybody.
const TO_CHANGE_PASSWORD: [&str; 3] = ["/konto", "/konto/passord", "/konto/oekter"];

impl Asked {
    /// Finds the row of a path. A path is read as leniently as any router would: decoded, and without empty parts.
    pub fn of(method: &Method, path: &str) -> Self {
        let parts = parts(path);
        let read = *method == Method::GET || *method == Method::HEAD;
        let sent = *method == Method::POST;
        if let Some(((methods, pattern, need, kind), fit)) = row(method, &parts) {
            let kind = match kind {
                Page if sent && *methods == "*" => Form,
                Page if !read && !sent => File,
                kind => *kind,
            };
            let to_change_password = TO_CHANGE_PASSWORD.contains(pattern);
            let unit = fit.unit.and_then(|code| code.parse().ok());
            return Self { need: Some(*need), kind, unit, to_change_password };
        }
        // Not in the table: a page that nobody knows, or something that would change who knows what.
        let kind = if read { Page } else { File };
        Self { need: read.then_some(Anybody), kind, unit: None, to_change_password: false }
    }

    /// The unit whose own rows the path shows.
    pub fn unit(&self) -> Option<&UnitCode> {
        self.unit.as_ref().filter(|_| self.need == Some(Unit))
    }

    /// Whether no browser and no proxy may keep what it answers: it is for some, or about them.
    pub fn is_personal(&self) -> bool {
        !matches!(self.need, Some(Nothing | Anybody))
    }

    /// Whether it is for who asks.
    pub fn decide(&self, who: &Identity) -> Decision {
        let person = who.person.as_ref();
        let signed_in = person.filter(|_| who.is_signed_in());
        let may = match self.need {
            None => false,
            Some(Nothing) => true,
            Some(Anybody) => person.is_some(),
            Some(Account) => signed_in.is_some_and(|person| person.account.is_some()),
            Some(Unit) => {
                let unit = self.unit.as_ref();
                signed_in.zip(unit).is_some_and(|(person, unit)| person.may(Right::Register(unit)))
            }
            Some(Need::Right(right)) => signed_in.is_some_and(|person| person.may(right)),
        };
        match (may, signed_in) {
            (true, Some(_))
                if who.has_temporary_password() && !self.to_change_password && self.need != Some(Nothing) =>
            {
                Decision::ChangePassword
            }
            (true, _) => Decision::Pass,
            (false, Some(_)) => Decision::Forbidden,
            (false, None) => Decision::SignIn,
        }
    }
}

/// The parts of a path, decoded and without empty ones.
fn parts(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect()
}

type Row = (&'static str, &'static str, Need, Kind);

/// The first row that fits.
fn row(method: &Method, parts: &[String]) -> Option<(&'static Row, Fit)> {
    ROWS.iter().find_map(|row| {
        let method_fits = match row.0 {
            "GET" => *method == Method::GET || *method == Method::HEAD,
            "POST" => *method == Method::POST,
            _ => true,
        };
        Some((row, method_fits.then(|| fits(row.1, parts)).flatten()?))
    })
}

/// What stands for the route of a path that no row fits.
pub const ELSEWHERE: &str = "elsewhere";

/// The pattern of the row that fits: as many names as there are rows, whatever is asked for.
pub fn route(method: &Method, path: &str) -> &'static str {
    row(method, &parts(path)).map_or(ELSEWHERE, |((_, pattern, _, _), _)| pattern)
}

/// A path that fits a pattern.
struct Fit {
    /// What stands for its `{unit}`.
    unit: Option<String>,
}

fn fits(pattern: &str, parts: &[String]) -> Option<Fit> {
    let mut unit = None;
    let mut left = parts.iter();
    for wanted in pattern.split('/').filter(|part| !part.is_empty()) {
        let found = left.next()?;
        if wanted.starts_with("{*") {
            return Some(Fit { unit });
        }
        if wanted == "{unit}" {
            unit = Some(found.clone());
        } else if !wanted.starts_with('{') && wanted != found {
            return None;
        }
    }
    left.next().is_none().then_some(Fit { unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, path: &str) -> Asked {
        Asked::of(&method.parse().unwrap(), path)
    }

    #[test]
    fn a_path_is_found_however_it_is_written() {
        for path in ["/import", "/import/", "//import", "/%69mport", "/import//"] {
            assert_eq!(asked("GET", path).need, Some(IMPORT), "{path}");
            assert_eq!(asked("HEAD", path).need, Some(IMPORT), "{path}");
        }
        assert_eq!(asked("GET", "/import/mal/enheter.csv").kind, File);
        assert_eq!(asked("GET", "/import/abc").kind, Page);
        assert_eq!(asked("GET", "/").need, Some(Anybody));
    }

    #[test]
    fn the_unit_of_a_path_is_read_as_the_route_reads_it() {
        for path in ["/enheten/DE-11/inn", "/enheten/DE%2D11/opphold/7/ut", "/doegn/DE-11", "/enheten/DE-11"]
        {
            for method in ["GET", "POST", "PUT", "DELETE"] {
                let found = asked(method, path);
                assert_eq!((found.need, found.unit), (Some(Unit), "DE-11".parse().ok()), "{method} {path}");
            }
        }
        assert_eq!(asked("POST", "/enheten/DE-11/inn").kind, Form);
        assert_eq!(asked("GET", "/enheten/DE-11/inn").kind, Page);
        assert_eq!(asked("PUT", "/enheten/DE-11/inn").kind, File);
    }

    #[test]
    fn what_nobody_knows_can_be_read_and_changes_nothing() {
        assert_eq!(asked("GET", "/finnes-ikke").need, Some(Anybody));
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            assert_eq!(asked(method, "/finnes-ikke").need, None, "{method}");
            assert_eq!(asked(method, "/belegg").need, None, "{method}");
        }
    }
}
