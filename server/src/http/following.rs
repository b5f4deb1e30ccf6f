//! Views that are followed: `POST /abonnement` makes a secret address of one, `GET /strom/{secret}` is its Atom feed. A
//! feed reader can't sign in, so the address says whose it is; what the account may see is asked at every reading.

use super::access::Gate;
use super::diagram::origin;
use super::every_answer;
use super::fields::Fields;
use super::onward::Onward;
use crate::{passwords, tokens};
use app::data::{Data, DataError};
use app::following::{News, View, view};
use app::ui::form::Refused;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use language::t;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sha2::{Digest as _, Sha256};
use vocabulary::Person;

/// The page.
const PAGE: &str = "/abonnement";
/// How every secret ends, so that readers know what it is.
const ENDING: &str = ".atom";
/// An account follows at most so many views.
const MOST: usize = 100;
/// A feed is noted as read at most so often.
const TOUCHED_AFTER: TimeDelta = TimeDelta::hours(1);

#[derive(Clone)]
struct Desk {
    gate: Gate,
    data: Data,
}

pub fn routes(gate: Gate, data: Data) -> Router {
    Router::new()
        .route("/abonnement", post(follow))
        .route("/abonnement/{id}", post(end))
        .route("/strom/{secret}", get(feed))
        .with_state(Desk { gate, data })
}

async fn follow(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    every_answer::answered(desk.followed(person, &headers, Fields(fields)).await)
}

async fn end(
    State(desk): State<Desk>,
    Extension(person): Extension<Person>,
    Path(id): Path<i64>,
) -> Response {
    let Some(account) = person.account else { return StatusCode::FORBIDDEN.into_response() };
    match desk.gate.store.remove_feed(account, id, desk.gate.by(&person)).await {
        // Gone already is as good.
        Ok(_) => Redirect::to(PAGE).into_response(),
        Err(error) => every_answer::failed_with(&error.into()),
    }
}

async fn feed(State(desk): State<Desk>, Path(secret): Path<String>, headers: HeaderMap) -> Response {
    every_answer::answered(desk.feed(&secret, &headers).await)
}

impl Desk {
    async fn followed(
        &self,
        person: Person,
        headers: &HeaderMap,
        fields: Fields,
    ) -> anyhow::Result<Response> {
        let Some(account) = person.account else { return Ok(StatusCode::FORBIDDEN.into_response()) };
        let refused = |fields: Fields, fault: &str| {
            let refused = fields.refused(&[], vec![("", fault.to_owned())]);
            Ok(Onward::refused(PAGE, refused).into_response())
        };
        let mut data = self.data.clone();
        data.person = Some(person.clone());
        let asked = fields.text("visning").to_owned();
        let found = match view(&data, &asked, fields.text("periode") == "loepende").await {
            Ok(found) => {
                found.filter(|view| view.address.len() <= 2000 && !import::holds_birth_number(&asked))
            }
            Err(DataError::Forbidden(advice)) => return refused(Fields(Vec::new()), &advice),
            Err(error) => return Err(error.into()),
        };
        let Some(view) = found else {
            return refused(
                Fields(Vec::new()),
                t!("Denne siden kan ikke følges. Åpne en side med tall, og velg der."),
            );
        };
        if self.gate.store.feeds(account).await?.len() >= MOST {
            return refused(fields, t!("Du følger mange visninger allerede. Slutt å følge en av dem først."));
        }
        let secret = passwords::random_hex::<24>()?;
        let of = (view.address.as_str(), view.title.as_str());
        self.gate.store.add_feed(account, of, &tokens::hashed(&secret), self.gate.by(&person)).await?;
        let secret = Some(format!("{}/strom/{secret}{ENDING}", origin(headers, self.gate.settings.https)));
        Ok(Onward::page(PAGE, StatusCode::OK, Refused { secret, ..Refused::default() }).into_response())
    }

    async fn feed(&self, secret: &str, headers: &HeaderMap) -> anyhow::Result<Response> {
        let told = |status, words: &str| Ok((status, format!("{words}\n")).into_response());
        let gone = t!("Denne adressen følger ingenting lenger. Lag en ny på siden Abonnement.");
        let Some(hex) = secret.strip_suffix(ENDING).filter(|hex| hex.len() == 48) else {
            return told(StatusCode::NOT_FOUND, gone);
        };
        let Some(found) = self.gate.store.feed(&tokens::hashed(hex)).await? else {
            return told(StatusCode::NOT_FOUND, gone);
        };
        let mut data = self.data.clone();
        data.person = Some(found.account.person());
        let view = match view(&data, &found.feed.address, false).await {
            Ok(Some(view)) => view,
            Ok(None) => return told(StatusCode::NOT_FOUND, gone),
            Err(DataError::Forbidden(advice)) => return told(StatusCode::FORBIDDEN, &advice),
            Err(error) => return Err(error.into()),
        };
        let now = (data.now)();
        if found.feed.last_read_at.is_none_or(|last| now - last >= TOUCHED_AFTER) {
            let (store, id) = (self.gate.store.clone(), found.feed.id);
            // A note that nobody waits for: an import may hold the write lock.
            tokio::spawn(async move { store.touch_feed(id, now).await });
        }
        let origin = origin(headers, self.gate.settings.https);
        let news = view.news(&data).await?;
        let body = atom(
            &origin,
            &format!("{origin}/strom/{secret}"),
            found.feed.created_at,
            (found.feed.id, &view),
            &news,
        )?;
        let tag = format!("\"{}\"", &passwords::hex(&Sha256::digest(&body))[..32]);
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
        }
        let headers =
            [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8".to_owned()), (header::ETAG, tag)];
        Ok((headers, body).into_response())
    }
}

/// The feed (RFC 4287). Its ids are of the thing told and never of the secret address.
fn atom(
    origin: &str,
    here: &str,
    since: DateTime<Utc>,
    (id, view): (i64, &View),
    news: &[News],
) -> std::io::Result<Vec<u8>> {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let there = format!("{origin}{}", view.address);
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", "nb"))
        .write_inner_content(|xml| {
            element(xml, "id", &format!("urn:kadpuls:abonnement:{id}"))?;
            element(xml, "title", &t!("KADpuls: {}", view.title))?;
            // As new as what is newest in it.
            element(xml, "updated", &time(news.first().map_or(since, |newest| newest.updated)))?;
            xml.create_element("author").write_inner_content(|xml| element(xml, "name", "KADpuls"))?;
            for (rel, to) in [("self", here), ("alternate", there.as_str())] {
                xml.create_element("link")
                    .with_attribute(("rel", rel))
                    .with_attribute(("href", to))
                    .write_empty()?;
            }
            for one in news {
                xml.create_element("entry").write_inner_content(|xml| {
                    element(xml, "id", &format!("{}:{id}", one.id))?;
                    element(xml, "title", &one.title)?;
                    element(xml, "updated", &time(one.updated))?;
                    element(xml, "summary", &one.summary)?;
                    xml.create_element("link").with_attribute(("href", there.as_str())).write_empty()?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}

fn element(xml: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    // XML has no way to write most control characters.
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text))?;
    Ok(())
}
