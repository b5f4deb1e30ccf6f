//! A fresh database for each story.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::Store;

/// A database that no other test uses.
pub struct Database {
    url: String,
    folder: Option<tempfile::TempDir>,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("kadpuls.db").display());
        Self { url, folder: Some(folder) }
    }

    /// A database on the test server, named after the story.
    pub async fn postgres(story: &str) -> Self {
        let server = server();
        let tail: String = story.replace("::", "_").chars().rev().take(50).collect();
        let name = format!("t_{}_{}", tail.chars().rev().collect::<String>(), std::process::id());
        // The name is made of this program's own module path: nothing from outside goes into the text.
        let mut admin = PgConnection::connect(&server).await.unwrap();
        admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        let (head, tail) = match server.split_once('?') {
            Some((head, tail)) => (head.to_owned(), format!("?{tail}")),
            None => (server.clone(), String::new()),
        };
        let base = head.rsplit_once('/').unwrap().0.to_owned();
        Self { url: format!("{base}/{name}{tail}"), folder: None }
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes a database on the server; a folder removes itself.
    pub async fn drop(self) {
        if self.folder.is_none() {
            let name = self.url.split('?').next().unwrap().rsplit_once('/').unwrap().1.to_owned();
            let mut admin = PgConnection::connect(&server()).await.unwrap();
            admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.unwrap();
        }
    }
}

fn server() -> String {
    std::env::var("KADPULS_TEST_POSTGRES")
        .expect("KADPULS_TEST_POSTGRES names the test server; cargo xtask test starts one")
}
