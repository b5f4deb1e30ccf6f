//! What a route may answer with instead of a page of its own: the guard makes it. So a form that is refused is
//! shown again at once, and a form that waited is sent.

use app::ui::form::Refused;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Something to be made in place of an answer; its cookies are kept.
#[derive(Clone)]
pub enum Onward {
    /// The page at a path, with a form as it was sent.
    Page { path: String, status: StatusCode, refused: Refused },
    /// A form that waited.
    Replay(Replay),
    /// The page that leads on to the organisation, for nobody any more: she has signed out here.
    Left(Refused),
}

/// A form that waited while somebody signed in.
#[derive(Clone)]
pub struct Replay {
    /// Where it was sent to.
    pub path: String,
    /// What was in it.
    pub body: String,
    /// The new session's cookie, `name=value`.
    pub cookie: String,
}

impl Onward {
    pub fn page(path: impl Into<String>, status: StatusCode, refused: Refused) -> Self {
        Self::Page { path: path.into(), status, refused }
    }

    /// A form that is refused, on the page at `path`.
    pub fn refused(path: impl Into<String>, refused: Refused) -> Self {
        Self::page(path, StatusCode::UNPROCESSABLE_ENTITY, refused)
    }
}

impl IntoResponse for Onward {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}
