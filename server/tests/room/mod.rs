//! A folder with a database that has the reference tables and two units, and the program to run on it.
#![allow(dead_code, reason = "each test file uses its part of the room")]

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Executor as _, Row as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

pub struct Room {
    folder: TempDir,
}

/// How a run of the program ended and what it said.
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Room {
    pub fn new() -> Self {
        // Filling the reference tables takes a while: once, and copies of it.
        static FIRST: OnceLock<Room> = OnceLock::new();
        let first = FIRST.get_or_init(|| {
            let room = Self { folder: tempfile::tempdir().unwrap() };
            let units = b"enhet;navn;type\nA;Enhet A;kad\nB;Enhet B;sykestue\n";
            assert_eq!(room.import("enheter", units, &[]).status, Some(0));
            room
        });
        let room = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::copy(first.database(), room.database()).unwrap();
        assert!(!first.database().with_extension("db-wal").exists(), "closed, so all is in one file");
        room
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("kadpuls.db")
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Where a file of this name lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database's address.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }

    /// Starts the program; what it says on standard error can be read.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Changes the database behind the program's back, rules of references aside.
    pub fn sql(&self, statement: &'static str) {
        self.asked(async |connection| {
            connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
            connection.execute(statement).await.unwrap();
        });
    }

    /// Whether there is a file of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_kadpuls")));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("DATABASE_URL", self.url())
            // What is installed on this machine is no business of the tests.
            .env("KADPULS_CONFIG", "none")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The same with a text on standard input.
    pub fn told(&self, arguments: &[&str], text: &str) -> Outcome {
        use std::io::Write as _;
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub fn import(&self, kind: &str, bytes: &[u8], flags: &[&str]) -> Outcome {
        let path = self.file("fil.csv", bytes);
        self.run(&[&["import", kind, &path][..], flags].concat())
    }

    /// Starts an import and doesn't wait for it.
    pub fn start(&self, kind: &str, bytes: &[u8]) -> Child {
        let path = self.file("fil.csv", bytes);
        let mut command = self.command(&["import", kind, &path]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Waits until a program holds the database's write lock; `false` when it ended first.
    pub fn wait_for_a_writer(&self, program: &mut Child) -> bool {
        self.asked(async |connection| {
            while program.try_wait().unwrap().is_none() {
                if connection.execute("BEGIN IMMEDIATE").await.is_err() {
                    return true;
                }
                connection.execute("ROLLBACK").await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            false
        })
    }

    /// Every table with the number of its rows, and every import.
    pub fn contents(&self) -> Vec<String> {
        let mut contents = self.asked(async |connection| {
            let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
            let mut counts = Vec::new();
            for table in connection.fetch_all(tables).await.unwrap() {
                let table: String = table.get(0);
                let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
                let count: i64 = sqlx::query_scalar(count).fetch_one(&mut *connection).await.unwrap();
                counts.push(format!("{table}: {count}"));
            }
            counts
        });
        contents.extend(self.batches());
        contents
    }

    pub fn batches(&self) -> Vec<String> {
        self.asked(async |connection| {
            let sql = "SELECT id || ' ' || dataset || ' ' || file_name FROM import_batch ORDER BY id";
            let rows = connection.fetch_all(sql).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        })
    }

    /// What the database itself says of the database file.
    pub fn integrity(&self) -> String {
        self.asked(async |connection| connection.fetch_one("PRAGMA integrity_check").await.unwrap().get(0))
    }

    fn asked<T>(&self, question: impl AsyncFnOnce(&mut SqliteConnection) -> T) -> T {
        let options =
            SqliteConnectOptions::new().filename(self.database()).busy_timeout(Duration::from_millis(0));
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            let answer = question(&mut connection).await;
            connection.close().await.unwrap();
            answer
        })
    }
}
