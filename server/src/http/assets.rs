//! The files built for the browser: style, islands, icon. They are inside the program, or in a folder while
//! somebody works on them. Names with a hash never change their content, so browsers keep those for good;
//! packed copies made at build time are sent as they are.

use anyhow::bail;
use app::shell::Assets;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));
const ICON: &str = include_str!("../../../style/favicon.svg");

/// Where the built files are.
pub enum Files {
    /// In the program.
    Inside(Arc<Assets>),
    /// In this folder, under `pkg`; read anew for each request.
    Folder(PathBuf),
    /// They were not built: pages without style and islands.
    Absent,
}

impl Files {
    /// The folder asked for; else the files inside the program; else the folder `site` beside the program
    /// or one further up, where development builds leave it.
    pub fn find(folder: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(folder) = folder {
            if !folder.join("pkg").is_dir() {
                bail!("{} has no folder pkg: `cargo xtask build` makes it", folder.display());
            }
            return Ok(Self::Folder(folder.to_owned()));
        }
        if let Some(names) = choose(EMBEDDED.iter().map(|(name, _)| (*name).to_owned())) {
            return Ok(Self::Inside(Arc::new(names)));
        }
        let program = std::env::current_exe().ok();
        let near = program.iter().flat_map(|path| path.ancestors().skip(1).take(2));
        let found = near.map(|folder| folder.join("site")).find(|folder| folder.join("pkg").is_dir());
        if found.is_none() {
            tracing::warn!("no built files found, pages have no style: run `cargo xtask build`");
        }
        Ok(found.map_or(Self::Absent, Self::Folder))
    }

    /// The paths to put into pages.
    pub fn names(&self) -> Option<Arc<Assets>> {
        match self {
            Self::Inside(names) => Some(Arc::clone(names)),
            Self::Folder(folder) => {
                let entries = std::fs::read_dir(folder.join("pkg")).ok()?;
                let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
                choose(names).map(Arc::new)
            }
            Self::Absent => None,
        }
    }

    fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Inside(_) => {
                let at = EMBEDDED.binary_search_by_key(&name, |(name, _)| name).ok()?;
                Some(Cow::Borrowed(EMBEDDED[at].1))
            }
            // A name with a separator could lead out of the folder.
            Self::Folder(folder) if !name.contains(['/', '\\']) && !name.starts_with('.') => {
                std::fs::read(folder.join("pkg").join(name)).ok().map(Cow::Owned)
            }
            Self::Folder(_) | Self::Absent => None,
        }
    }
}

/// The three files a page names, among all built ones: `kadpuls.css`, or `kadpuls.HASH.css`.
fn choose(names: impl Iterator<Item = String>) -> Option<Assets> {
    let (mut css, mut js, mut wasm) = (None, None, None);
    for name in names.filter(|name| name.starts_with("kadpuls.")) {
        let slot = match name.rsplit('.').next() {
            Some("css") => &mut css,
            Some("js") => &mut js,
            Some("wasm") => &mut wasm,
            _ => continue,
        };
        *slot = Some(format!("/pkg/{name}"));
    }
    Some(Assets { css: css?, js: js?, wasm: wasm? })
}

pub fn routes(files: Arc<Files>) -> Router {
    Router::new().route("/pkg/{name}", get(built)).with_state(files).route("/favicon.svg", get(icon))
}

async fn icon() -> Response {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, ICON).into_response()
}

async fn built(
    State(files): State<Arc<Files>>,
    UrlPath(name): UrlPath<String>,
    request: HeaderMap,
) -> Response {
    let content_type = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let packed = accepted(&request)
        .find_map(|(coding, ending)| Some((Some(coding), files.read(&format!("{name}.{ending}"))?)));
    let Some((coding, body)) = packed.or_else(|| Some((None, files.read(&name)?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let hashed = name.split('.').count() > 2;
    let keep = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = (
        [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, keep),
            (header::VARY, "accept-encoding"),
        ],
        body,
    )
        .into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// The codings we keep packed copies of and the browser accepts, best first, with the file's ending.
fn accepted(headers: &HeaderMap) -> impl Iterator<Item = (&'static str, &'static str)> {
    let accepts =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    [("br", "br"), ("gzip", "gz")].into_iter().filter(move |(coding, _)| {
        accepts.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(coding) && !words.any(|word| word == "q=0" || word == "q=0.0")
        })
    })
}
