//! Answers that needn't be sent again: `ETag` from the data's version, `If-None-Match`, and what a reader accepts.
//!
//! The tag is weak: an answer says when it was made, so that two of the same data differ in a few bytes and mean the
//! same. It holds everything that an answer follows from: the program, the data, the day, who asks and the address.

use super::super::problem::{problem, unavailable};
use super::Reader;
use app::data::Data;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The tag of an answer to be made.
pub struct Tag(String);

impl Tag {
    /// Who may ask, and can read JSON, is asked before.
    async fn of(data: &Data, uri: &Uri) -> Result<Self, Response> {
        // Before anything is read: a change meanwhile leaves an older tag on newer data, which is then asked for again.
        let catalogue = data.catalogue().await.map_err(|error| {
            tracing::error!(%error, "the version of the data could not be read");
            unavailable()
        })?;
        let version = catalogue.version;
        let person = data.person.as_ref().map(|person| (person.role, &person.trust, &person.units));
        let of = format!(
            "{} {} {version} {} {:?} {person:?} {uri}",
            app::exports::program(),
            measures::definitions_version(),
            data.today(),
            data.gate,
        );
        let hash = crate::passwords::hex(&Sha256::digest(of.as_bytes())[..8]);
        Ok(Self(format!("W/\"{version}-{hash}\"")))
    }

    /// The answer with its tag; nothing but that where the reader has it already.
    pub fn on(self, mut response: Response, headers: &HeaderMap) -> Response {
        if headers.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == b"*") {
            response = StatusCode::NOT_MODIFIED.into_response();
        }
        let marks = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            marks.insert(header::ETAG, tag);
        }
        // Kept by who asked, and asked about each time.
        marks.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        marks.insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
        response
    }

    /// Whether the reader has just this answer.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let own = plain(&self.0);
        let sent = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
        sent.flat_map(|text| text.split(',')).any(|tag| plain(tag) == own)
    }
}

impl Reader {
    /// The tag of what is asked for; `Err` where the reader has it, or can't read what would be sent.
    pub async fn tag(&self) -> Result<Tag, Response> {
        if !accepts_json(&self.headers) {
            let detail = "Svaret finnes bare som application/json. Ta det med i «Accept».";
            return Err(problem(StatusCode::NOT_ACCEPTABLE, "Formatet finnes ikke", detail, Value::Null));
        }
        let tag = Tag::of(&self.data, &self.uri).await?;
        if tag.is_known(&self.headers) {
            return Err(tag.on(StatusCode::NOT_MODIFIED.into_response(), &self.headers));
        }
        Ok(tag)
    }
}

/// Whether JSON is among what the reader takes. The most exact entry counts, as RFC 9110 says.
fn accepts_json(headers: &HeaderMap) -> bool {
    let sent: Vec<&str> =
        headers.get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok()).collect();
    let mut best: Option<(u8, bool)> = None;
    for entry in sent.iter().flat_map(|text| text.split(',')) {
        let mut parts = entry.split(';').map(str::trim);
        let exactness = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "application/json" => 3,
            "application/*" => 2,
            "*/*" => 1,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let taken = weight.and_then(|q| q.parse::<f64>().ok()).is_none_or(|q| q > 0.0);
        if best.is_none_or(|(than, _)| exactness > than) {
            best = Some((exactness, taken));
        }
    }
    best.map_or(sent.iter().all(|text| text.trim().is_empty()), |(_, taken)| taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn json_is_sent_to_who_takes_it() {
        assert!(accepts_json(&HeaderMap::new()));
        for accept in
            ["*/*", "application/json", "text/html, application/*;q=0.2", "application/json; q=1", ""]
        {
            assert!(accepts_json(&with(header::ACCEPT, accept)), "{accept}");
        }
        for accept in ["text/csv", "application/json;q=0", "*/*;q=0", "application/json;q=0, */*"] {
            assert!(!accepts_json(&with(header::ACCEPT, accept)), "{accept}");
        }
    }

    #[test]
    fn a_tag_is_known_weak_or_strong_and_among_others() {
        let tag = Tag("W/\"7-ab\"".to_owned());
        for sent in ["W/\"7-ab\"", "\"7-ab\"", "\"x\", W/\"7-ab\""] {
            assert!(tag.is_known(&with(header::IF_NONE_MATCH, sent)), "{sent}");
        }
        for sent in ["W/\"7-a\"", "", "7-ab"] {
            assert!(!tag.is_known(&with(header::IF_NONE_MATCH, sent)), "{sent}");
        }
    }
}
