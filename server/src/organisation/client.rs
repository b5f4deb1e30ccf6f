//! How the provider is asked: one connection a request, by https with the machine's roots. No redirect is followed, an
//! answer has a size and a time. Plain http goes to this machine alone, where tests have their provider.

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use openidconnect::http::{HeaderValue, Uri, header, uri::Authority};
use openidconnect::{HttpRequest, HttpResponse};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// An answer is here by then.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer of a provider is larger, in bytes.
const MOST: usize = 1 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Neither https nor this machine's.
    #[error("{0} isn't asked: https alone, and http on this machine")]
    Address(String),
    /// The time is over.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Late,
    /// No connection, or one that can't be trusted.
    #[error("no connection: {0}")]
    Connection(#[from] std::io::Error),
    /// It isn't HTTP.
    #[error("no answer by HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// Larger than any.
    #[error("the answer is cut or too large")]
    Body,
}

/// What asks.
#[derive(Clone)]
pub struct Client {
    tls: TlsConnector,
}

impl Client {
    /// With the roots that this machine trusts (`SSL_CERT_FILE` names others).
    pub fn new() -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Self::trusting(roots)
    }

    fn trusting(roots: RootCertStore) -> anyhow::Result<Self> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// One request and its whole answer.
    pub async fn fetch(self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        tokio::time::timeout(PATIENCE, self.asked(request)).await.map_err(|_| FetchError::Late)?
    }

    async fn asked(self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let uri = request.uri().clone();
        let refused = || FetchError::Address(uri.to_string());
        let authority = uri.authority().ok_or_else(refused)?;
        let host = bare_host(authority);
        let secure = uri.scheme_str() == Some("https");
        if !may_be_asked(&uri) {
            return Err(refused());
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let request = from_origin(request, authority).ok_or_else(refused)?;
        let stream = TcpStream::connect((host, port)).await?;
        if secure {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| refused())?;
            exchanged(self.tls.connect(name, stream).await?, request).await
        } else {
            exchanged(stream, request).await
        }
    }
}

fn bare_host(authority: &Authority) -> &str {
    authority.host().trim_start_matches('[').trim_end_matches(']')
}

/// Https, or http on this machine.
pub fn may_be_asked(uri: &Uri) -> bool {
    let Some(authority) = uri.authority() else { return false };
    let host = bare_host(authority);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    uri.scheme_str() == Some("https") || uri.scheme_str() == Some("http") && here
}

/// The request as the server itself wants it: its path alone, and its name as a header.
fn from_origin(request: HttpRequest, authority: &Authority) -> Option<hyper::Request<Full<Bytes>>> {
    let (mut parts, body) = request.into_parts();
    let host = authority.as_str().rsplit('@').next()?;
    parts.headers.insert(header::HOST, HeaderValue::from_str(host).ok()?);
    parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    parts.uri = Uri::from(parts.uri.path_and_query()?.clone());
    Some(hyper::Request::from_parts(parts, Full::from(body)))
}

async fn exchanged<S>(stream: S, request: hyper::Request<Full<Bytes>>) -> Result<HttpResponse, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the sender.
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, MOST).collect().await.map_err(|_| FetchError::Body)?;
    Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::CertifiedKey;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    /// A server by https that answers everybody, with a certificate for these names: its port, and who signed that.
    async fn answering(names: &[&str], body: &'static str) -> (u16, RootCertStore) {
        let names = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(cert.der().to_vec())).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![cert.der().clone()],
                PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut asked = [0; 1024];
                let _ = stream.read(&mut asked).await;
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        (port, roots)
    }

    async fn asked(client: &Client, address: String) -> Result<HttpResponse, FetchError> {
        let request = openidconnect::http::Request::builder().uri(address).body(Vec::new()).unwrap();
        client.clone().fetch(request).await
    }

    #[tokio::test]
    async fn https_is_answered_where_the_certificate_holds_and_nowhere_else() {
        let (port, roots) = answering(&["localhost"], "{}").await;
        let trusting = Client::trusting(roots).unwrap();
        let answer = asked(&trusting, format!("https://localhost:{port}/a?b=c")).await.unwrap();
        assert_eq!(answer.body().as_slice(), b"{}");

        let another_name = asked(&trusting, format!("https://127.0.0.1:{port}/")).await;
        assert!(matches!(another_name, Err(FetchError::Connection(_))), "{another_name:?}");
        let machine = asked(&Client::new().unwrap(), format!("https://localhost:{port}/")).await;
        assert!(matches!(machine, Err(FetchError::Connection(_))), "{machine:?}");
    }

    #[tokio::test]
    async fn no_answer_is_larger_than_a_megabyte() {
        let (port, roots) = answering(&["localhost"], Box::leak("a".repeat(MOST + 1).into_boxed_str())).await;
        let answer = asked(&Client::trusting(roots).unwrap(), format!("https://localhost:{port}/")).await;
        assert!(matches!(answer, Err(FetchError::Body)), "{answer:?}");
    }

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        let may = |address: &str| may_be_asked(&address.parse().unwrap());
        assert!(may("https://inn.eksempel.no/a") && may("http://127.0.0.1:4000/a") && may("http://[::1]/a"));
        assert!(may("http://localhost:4000/"));
        for address in [
            "http://inn.eksempel.no/",
            "http://localhost.eksempel.no/",
            "http://10.0.0.1/",
            "ftp://localhost/",
            "/a",
        ] {
            assert!(!may(address), "{address}");
        }
    }
}
