//! `kadpuls serve`: the web application.

use crate::http;
use anyhow::{Context as _, bail};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Serve the web application
#[derive(clap::Args)]
pub struct Serve {
    /// Address and port; only this machine's own (loopback) until people can sign in
    #[arg(long, default_value = "127.0.0.1:3000", env = "KADPULS_ADDR")]
    addr: SocketAddr,
    /// Show generated, clearly marked data in a database of their own
    #[arg(long)]
    demo: bool,
    /// Folder with the files built for the browser, instead of those inside the program
    #[arg(long, env = "KADPULS_SITE")]
    site: Option<PathBuf>,
}

impl Serve {
    /// Serves until the program is told to stop.
    pub fn run(self) -> anyhow::Result<()> {
        if !self.addr.ip().is_loopback() {
            bail!(
                "refusing to listen on {}: nobody can sign in yet, so the data would be open to everyone \
                 who reaches this machine. Use 127.0.0.1:{} and let a reverse proxy guard it.",
                self.addr,
                self.addr.port()
            );
        }
        let files = http::assets::Files::find(self.site.as_deref())?;
        let demo =
            self.demo.then_some("alle tall er laget av en modell og sier ingenting om virkelige enheter.");
        let runtime = tokio::runtime::Runtime::new().context("cannot start the program's threads")?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(self.addr).await.with_context(|| {
                format!("cannot listen on {}: choose a free port with --addr 127.0.0.1:PORT", self.addr)
            })?;
            let address = listener.local_addr()?;
            tracing::info!("listening on http://{address}");
            let router = http::router(http::Setup { files, demo });
            axum::serve(listener, router).with_graceful_shutdown(http::shutdown()).await?;
            Ok(())
        })
    }
}
