//! Pages whose figures may take seconds the first time somebody asks after an import. Who waits longer than half a
//! second for one is told so by a page that asks again by itself, without a script; the figures are computed
//! meanwhile, once for all who wait.

use app::shell::Underway;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::time::Duration;
use tower::ServiceExt as _;

/// The pages that compute.
const PAGES: [&str; 3] = ["/effekt", "/effekt/kontroller", "/kommune"];

/// How long nobody is told anything.
const SILENT: Duration = Duration::from_millis(500);

/// How long a page that asks again is kept waiting: it stands meanwhile, and every answer that isn't the figures
/// makes it flicker.
const ASKED_AGAIN: Duration = Duration::from_secs(15);

/// Answers with the page, or says that it is under way. `pages` make the page that says so.
pub async fn tell(State(pages): State<Router>, request: Request, next: Next) -> Response {
    if !shows_a_page(&request) {
        return next.run(request).await;
    }
    let patience = if asked_again(&request) { ASKED_AGAIN } else { SILENT };
    let mut meanwhile = Request::new(axum::body::Body::empty());
    *meanwhile.uri_mut() = request.uri().clone();
    *meanwhile.headers_mut() = request.headers().clone();
    *meanwhile.extensions_mut() = request.extensions().clone();
    meanwhile.extensions_mut().insert(Underway);
    // A task of its own: it goes on when this answer is given, and the next one finds what it computed.
    let span = tracing::Span::current();
    let mut page = tokio::spawn(language::carried(tracing::Instrument::instrument(next.run(request), span)));
    match tokio::time::timeout(patience, &mut page).await {
        Ok(Ok(response)) => response,
        // The page panicked: as without the task, for who catches it.
        Ok(Err(error)) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        Err(_) => {
            let mut response = pages.oneshot(meanwhile).await.unwrap_or_else(|never| match never {});
            let headers = response.headers_mut();
            headers.insert(header::REFRESH, HeaderValue::from_static("0"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
    }
}

/// A browser that goes to one of the pages. Programs wait for the figures.
fn shows_a_page(request: &Request) -> bool {
    request.method() == Method::GET
        && PAGES.contains(&request.uri().path())
        && request.headers().get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
}

/// Whether the page asks again by itself: it says that it comes from where it goes.
fn asked_again(request: &Request) -> bool {
    let asked = request.uri().path_and_query().map(axum::http::uri::PathAndQuery::as_str);
    let from = request.headers().get(header::REFERER).and_then(|from| from.to_str().ok());
    let from = from.and_then(|from| from.parse::<axum::http::Uri>().ok());
    from.is_some_and(|from| from.path_and_query().map(axum::http::uri::PathAndQuery::as_str) == asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::middleware;
    use axum::routing::get;
    use tokio::sync::Semaphore;

    /// A page that waits for leave.
    static LEAVE: Semaphore = Semaphore::const_new(0);

    fn site() -> Router {
        let page = |request: Request| async move {
            if request.extensions().get::<Underway>().is_some() {
                return "underway";
            }
            _ = LEAVE.acquire().await;
            "figures"
        };
        let pages = Router::new().route("/effekt", get(page)).route("/kart", get(page));
        pages.clone().layer(middleware::from_fn_with_state(pages, tell))
    }

    fn ask(path: &str, from: Option<&str>) -> Request {
        let mut request = Request::builder().uri(path).header("sec-fetch-mode", "navigate");
        if let Some(from) = from {
            request = request.header(header::REFERER, from);
        }
        request.body(Body::empty()).unwrap()
    }

    async fn told(response: Response) -> (Option<String>, String) {
        let refresh = response.headers().get(header::REFRESH).map(|value| value.to_str().unwrap().to_owned());
        let body = to_bytes(response.into_body(), 100).await.unwrap();
        (refresh, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn who_waits_is_told_and_gets_the_figures_by_asking_again() {
        let first = site().oneshot(ask("/effekt?kommune=0301", None)).await.unwrap();
        assert_eq!(told(first).await, (Some("0".to_owned()), "underway".to_owned()));
        LEAVE.add_permits(2);
        let again = ask("/effekt?kommune=0301", Some("https://kad.example/effekt?kommune=0301"));
        assert_eq!(told(site().oneshot(again).await.unwrap()).await, (None, "figures".to_owned()));
    }

    #[test]
    fn only_a_browser_on_its_way_to_a_page_that_computes_is_told() {
        assert!(shows_a_page(&ask("/effekt/kontroller", None)));
        assert!(!shows_a_page(&ask("/kart", None)));
        assert!(!shows_a_page(&Request::builder().uri("/effekt").body(Body::empty()).unwrap()));
        assert!(!asked_again(&ask("/effekt?a=1", Some("https://kad.example/effekt?a=2"))));
        assert!(!asked_again(&ask("/effekt", None)));
    }
}
