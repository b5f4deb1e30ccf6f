//! `GET /uttrekk.zip`: all series for research. Written to a file first, so that what fails on the way is no half file, and
//! sent from there.

use super::every_answer;
use crate::extract::{NAME, taken_out};
use anyhow::Context as _;
use app::data::Data;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::stream;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::sync::Arc;
use store::By;
use tokio::sync::Semaphore;
use vocabulary::Person;

/// So much is read and sent at once.
const CHUNK: usize = 64 * 1024;

#[derive(Clone)]
struct Desk {
    data: Data,
    /// One at a time: it asks for the whole country's years.
    turn: Arc<Semaphore>,
}

pub fn routes(data: Data) -> Router {
    let desk = Desk { data, turn: Arc::new(Semaphore::new(1)) };
    Router::new().route("/uttrekk.zip", get(file)).with_state(desk)
}

async fn file(State(desk): State<Desk>, Extension(person): Extension<Person>) -> Response {
    every_answer::answered(desk.file(person).await)
}

impl Desk {
    async fn file(&self, person: Person) -> anyhow::Result<Response> {
        let _turn = self.turn.acquire().await?;
        let mut data = self.data.clone();
        data.person = Some(person.clone());
        // Gone when it is closed.
        let file = tempfile::tempfile().context("no room for the extract")?;
        let (mut file, _) = taken_out(&data, file, By::of(&person, (data.now)())).await?;
        file.rewind()?;
        let headers = [
            (header::CONTENT_TYPE, "application/zip".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{NAME}\"")),
        ];
        Ok((headers, Body::from_stream(stream::iter(Chunks(file)))).into_response())
    }
}

/// A file a piece at a time.
struct Chunks(File);

impl Iterator for Chunks {
    type Item = std::io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut piece = vec![0; CHUNK];
        match self.0.read(&mut piece) {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some(Ok(piece))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
