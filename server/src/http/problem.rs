//! Errors as programs read them: `application/problem+json` after RFC 9457.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use language::t;
use serde_json::{Value, json};

/// An error with a sentence that says what to do; `more` are further members of the object.
pub fn problem(status: StatusCode, title: &str, detail: impl Into<String>, more: Value) -> Response {
    let mut body = json!({
        "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail.into(),
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// What a program gets whose token is missing, unknown or over.
pub fn token_missing() -> Response {
    let mut response = problem(
        StatusCode::UNAUTHORIZED,
        t!("Nøkkel mangler"),
        t!("Send en gyldig nøkkel: «Authorization: Bearer kadpuls_…». Nøkler lages på siden Konto."),
        Value::Null,
    );
    response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
    response
}

/// What a program gets when the fault is ours.
pub fn unavailable() -> Response {
    let detail = t!("Feilen er hos oss, og ingenting er endret. Prøv igjen om litt.");
    problem(StatusCode::SERVICE_UNAVAILABLE, t!("Noe gikk galt"), detail, Value::Null)
}

/// What a program gets whose account may not do this.
pub fn forbidden() -> Response {
    let detail = t!("Kontoen som nøkkelen hører til, har ikke tilgang til dette.");
    problem(StatusCode::FORBIDDEN, t!("Ikke tilgang"), detail, Value::Null)
}
