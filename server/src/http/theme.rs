//! `POST /tema`: remembers light, dark or automatic in a cookie and goes back to the page.

use app::ui::theme::{NAME, Theme};
use axum::extract::Form;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::post};
use serde::Deserialize;

pub fn routes() -> Router {
    Router::new().route("/tema", post(remember))
}

#[derive(Deserialize)]
struct Choice {
    tema: String,
    til: Option<String>,
}

async fn remember(Form(choice): Form<Choice>) -> Response {
    let Some(theme) = Theme::from_value(&choice.tema) else {
        return (StatusCode::BAD_REQUEST, "tema skal være auto, lys eller mork\n").into_response();
    };
    let back = choice.til.as_deref().and_then(own_path).unwrap_or(HeaderValue::from_static("/"));
    let cookie = format!("{NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", theme.value());
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], [(header::LOCATION, back)]).into_response()
}

/// A path on this server and nothing else: `//elsewhere` and `/\elsewhere` are other servers to a browser.
pub fn own_path(path: &str) -> Option<HeaderValue> {
    let rest = path.strip_prefix('/')?;
    if rest.starts_with(['/', '\\']) || !path.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    HeaderValue::from_str(path).ok()
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_on_this_server_are_gone_back_to() {
        assert_eq!(own_path("/belegg?fra=2024-01-01").unwrap(), "/belegg?fra=2024-01-01");
        for bad in
            ["", "belegg", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nx: y", "/ø"]
        {
            assert!(own_path(bad).is_none(), "{bad:?}");
        }
    }
}
