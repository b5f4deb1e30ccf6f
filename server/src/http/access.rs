//! Who is asking: found out once per request, before any route. Routes and pages take the
//! [`Person`] from the request's extensions and the page's context and ask it what it may.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use vocabulary::Person;

/// Puts the [`Person`] who asks into the request.
pub async fn identify(mut request: Request, next: Next) -> Response {
    // Without accounts the program listens on loopback alone, for whoever runs it.
    request.extensions_mut().insert(Person::operator());
    next.run(request).await
}
