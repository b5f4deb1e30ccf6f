//! Views that are followed: a secret address, its feed, and what ends it.

use super::access::{House, form, request};
use super::{header, noon, text};
use crate::http::access::Settings;
use axum::http::{StatusCode, header as names};
use store::{AccountChange, By};
use vocabulary::{Event, EventKind, EventPlace, Role};

fn by() -> By<'static> {
    By { at: noon(), account: None, person: "test" }
}

impl House {
    /// The secret address that somebody gets for a view, from its path on.
    async fn followed(&self, cookie: &str, body: &str) -> String {
        let response = self.send(form("/abonnement", body, Some(cookie))).await;
        assert_eq!(response.status(), StatusCode::OK);
        let html = text(response).await;
        let at = html.find("/strom/").unwrap_or_else(|| panic!("no address in {html}"));
        html[at..].split('<').next().unwrap().to_owned()
    }
}

/// The texts of all elements of this name.
fn all(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let nodes = document.descendants().filter(|node| node.tag_name().name() == name);
    nodes.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_followed_view_is_a_feed_of_what_happened_there() {
    let house = House::new(Settings::default(), noon).await;
    let event = Event {
        place: EventPlace::Unit("EGEN".parse().unwrap()),
        date: "2026-01-15".parse().unwrap(),
        kind: EventKind::Other,
        description: Some("<b>Ny fløy & \"seng\"</b>\u{7}".to_owned()),
    };
    house.store.save_event(&event, &by()).await.unwrap();
    let elsewhere = Event { place: EventPlace::Unit("ANNEN".parse().unwrap()), ..event };
    house
        .store
        .save_event(&Event { description: Some("Annet sted".into()), ..elsewhere }, &by())
        .await
        .unwrap();
    let body = "visning=%2Fbelegg%3Fenhet%3DEGEN%26fra%3D2025-01-01%26til%3D2025-12-31&periode=loepende";
    let cookie = house.session(Role::Reader, noon()).await;
    let address = house.followed(&cookie, body).await;

    let response = house.send(request("GET", &address, None)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, names::CONTENT_TYPE), "application/atom+xml; charset=utf-8");
    let tag = header(&response, names::ETAG);
    let xml = text(response).await;
    assert_eq!(all(&xml, "title")[0], "KADpuls: Belegg – Enhet EGEN");
    let said = all(&xml, "summary").join("\n");
    assert!(said.contains("15.01.2026: <b>Ny fløy & \"seng\"</b>."), "{xml}");
    assert!(!xml.contains("Annet sted") && !xml.contains("<b>"), "{xml}");
    // It follows the newest months: the view that it leads to has no dates.
    assert!(
        xml.contains("href=\"/belegg?enhet=EGEN\"")
            && xml.contains(&format!("rel=\"self\" href=\"{address}\"")),
        "{xml}"
    );
    let ids = all(&xml, "id");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    assert!(ids.iter().all(|id| !address.contains(id.as_str()) && id.starts_with("urn:kadpuls:")), "{ids:?}");
    for updated in all(&xml, "updated") {
        updated.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    }

    // The same again is nothing new, with the same ids; another event is.
    let mut again = request("GET", &address, None);
    again.headers_mut().insert(names::IF_NONE_MATCH, format!("W/{tag}").parse().unwrap());
    assert_eq!(house.send(again).await.status(), StatusCode::NOT_MODIFIED);
    let opened = Event {
        place: EventPlace::Country,
        date: "2026-02-01".parse().unwrap(),
        kind: EventKind::Other,
        description: Some("Ny veileder".into()),
    };
    house.store.save_event(&opened, &by()).await.unwrap();
    let mut changed = request("GET", &address, None);
    changed.headers_mut().insert(names::IF_NONE_MATCH, tag.parse().unwrap());
    let response = house.send(changed).await;
    assert_eq!(response.status(), StatusCode::OK);
    let more = all(&text(response).await, "id");
    assert!(more.len() == ids.len() + 1 && ids.iter().all(|id| more.contains(id)), "{more:?}");
}

#[tokio::test]
async fn a_fixed_period_stays_and_a_page_without_figures_cannot_be_followed() {
    let house = House::new(Settings::default(), noon).await;
    let body = "visning=%2Fbelegg%3Ffra%3D2025-01-01%26til%3D2025-12-31%26utm%3Dx&periode=fast";
    let cookie = house.session(Role::Statistics, noon()).await;
    let address = house.followed(&cookie, body).await;
    let xml = text(house.send(request("GET", &address, None)).await).await;
    assert!(xml.contains("href=\"/belegg?fra=2025-01-01&amp;til=2025-12-31\""), "{xml}");
    for view in [
        "%2Fkonto",
        "https%3A%2F%2Fondt.example%2Fbelegg",
        "%2F%2Fondt.example",
        "%2Fbelegg%3Fgrunn%3D01010100050",
    ] {
        let response = house.send(form("/abonnement", &format!("visning={view}"), Some(&cookie))).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{view}");
        assert!(text(response).await.contains("Denne siden kan ikke følges"));
    }
}

#[tokio::test]
async fn what_the_account_may_see_is_asked_at_every_reading() {
    let house = House::new(Settings::default(), noon).await;
    // A reader is refused another trust's unit at once.
    let cookie = house.session(Role::Reader, noon()).await;
    let refused = house.send(form("/abonnement", "visning=%2Fbelegg%3Fenhet%3DANNEN", Some(&cookie))).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains("Kontoen din viser tall for Akershus"));

    // And a feed that was hers stops when her area changes.
    let address = house.followed(&cookie, "visning=%2Fbelegg%3Fenhet%3DEGEN").await;
    assert_eq!(house.send(request("GET", &address, None)).await.status(), StatusCode::OK);
    let account = house.store.account_by_email("leser@eksempel.no").await.unwrap().unwrap().id;
    let moved = AccountChange {
        role: Role::Reader,
        trust: Some("Stavanger".into()),
        units: Vec::new(),
        disabled: false,
    };
    house.store.change_account(account, &moved, by()).await.unwrap();
    let response = house.send(request("GET", &address, None)).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(!text(response).await.contains("EGEN"));
    house.store.change_account(account, &AccountChange { disabled: true, ..moved }, by()).await.unwrap();
    assert_eq!(house.send(request("GET", &address, None)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_ended_feed_is_none_and_only_its_owner_ends_it() {
    let house = House::new(Settings::default(), noon).await;
    let owner = house.session(Role::Statistics, noon()).await;
    let address = house.followed(&owner, "visning=%2Fliggetid").await;
    let html = text(house.send(request("GET", "/abonnement", Some(&owner))).await).await;
    assert!(
        html.contains("Liggetid – Hele landet") && !html.contains("/strom/"),
        "the secret is told once: {html}"
    );
    let account = house.store.account_by_email("statistikk@eksempel.no").await.unwrap().unwrap().id;
    let id = house.store.feeds(account).await.unwrap()[0].id;
    let other = house.session(Role::Administrator, noon()).await;
    house.send(form(&format!("/abonnement/{id}"), "", Some(&other))).await;
    assert_eq!(house.send(request("GET", &address, None)).await.status(), StatusCode::OK);
    let response = house.send(form(&format!("/abonnement/{id}"), "", Some(&owner))).await;
    assert_eq!(header(&response, names::LOCATION), "/abonnement");
    assert_eq!(house.send(request("GET", &address, None)).await.status(), StatusCode::NOT_FOUND);
    for nothing in ["/strom/x.atom", "/strom/0123", &address.replace(".atom", "")] {
        assert_eq!(
            house.send(request("GET", nothing, None)).await.status(),
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn the_filter_leads_to_following_the_very_view() {
    let house = House::new(Settings::default(), noon).await;
    let cookie = house.session(Role::Reader, noon()).await;
    let html = text(house.send(request("GET", "/belegg?enhet=EGEN", Some(&cookie))).await).await;
    assert!(html.contains("href=\"/abonnement?visning=%2Fbelegg%3Fenhet%3DEGEN\""), "{html}");
    let page = "/abonnement?visning=%2Fbelegg%3Fenhet%3DEGEN%26fra%3D2025-01-01%26til%3D2025-12-31";
    let html = text(house.send(request("GET", page, Some(&cookie))).await).await;
    assert!(html.contains("Belegg – Enhet EGEN") && html.contains("value=\"loepende\""), "{html}");
    let demo = House::new(Settings { demo: true, ..Settings::default() }, noon).await;
    let html = text(demo.send(request("GET", "/belegg", None)).await).await;
    assert!(!html.contains("/abonnement"), "a visitor has no account to follow with");
}

#[tokio::test]
async fn a_followed_report_tells_what_happened_to_its_views_and_to_itself() {
    let house = House::new(Settings::default(), noon).await;
    let event = |unit: &str, words: &str| Event {
        place: EventPlace::Unit(unit.parse().unwrap()),
        date: "2026-01-15".parse().unwrap(),
        kind: EventKind::Other,
        description: Some(words.to_owned()),
    };
    house.store.save_event(&event("EGEN", "Ny fløy"), &by()).await.unwrap();
    house.store.save_event(&event("ANNEN", "Annet sted"), &by()).await.unwrap();
    let owner = house.session(Role::Statistics, noon()).await;
    let account = house.store.account_by_email("statistikk@eksempel.no").await.unwrap().unwrap().id;
    let content = r#"{"parts":[{"words":"Hei"},{"view":{"id":"belegg-maaned","query":[["enhet","EGEN"]]}},
        {"view":{"id":"liggetid-maaned","query":[["enhet","EGEN"]]}}]}"#;
    let by = By { at: noon(), account: Some(account), person: "test" };
    assert!(house.store.add_report("abc123", account, ("Møtet", content), 10, by).await.unwrap());
    let page = text(house.send(request("GET", "/rapporter/lagret/abc123", Some(&owner))).await).await;
    let link = "/abonnement?visning=/rapporter/lagret/abc123";
    assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
    let form_page = text(house.send(request("GET", link, Some(&owner))).await).await;
    assert!(form_page.contains("Lag adresse") && form_page.contains("Møtet"), "{form_page}");

    // Another account follows it, and sees what is in it as far as it may.
    let reader = house.session(Role::Reader, noon()).await;
    let address = house.followed(&reader, "visning=%2Frapporter%2Flagret%2Fabc123").await;
    let xml = text(house.send(request("GET", &address, None)).await).await;
    assert_eq!(all(&xml, "title")[0], "KADpuls: Møtet");
    let ids = all(&xml, "id");
    let said = all(&xml, "summary").join("\n");
    assert_eq!(said.matches("15.01.2026: Ny fløy.").count(), 1, "once of two views: {xml}");
    assert!(said.contains("Visninger, ord eller periode er endret") && !said.contains("Annet sted"), "{xml}");
    assert!(xml.contains("/rapporter/lagret/abc123\""), "{xml}");

    // A change of the report is news; the end of it is the end of the feed.
    let later = By { at: noon() + chrono::TimeDelta::hours(1), ..by };
    let change = house.store.change_report("abc123", 1, ("Møtet", "{}"), later).await;
    assert!(change.is_ok(), "{change:?}");
    let xml = text(house.send(request("GET", &address, None)).await).await;
    assert!(all(&xml, "id")[1..].iter().all(|id| !ids.contains(id)), "{xml}");
    assert!(house.store.strike_report("abc123", later).await.unwrap());
    assert_eq!(house.send(request("GET", &address, None)).await.status(), StatusCode::NOT_FOUND);
}
