//! `kadpuls serve` as a service manager runs it: started with settings, watched, told to stop.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that can't make its own files fails")]

mod room;

use room::Room;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A server that runs; killed when it is dropped.
struct Server {
    child: Child,
    lines: Receiver<String>,
    pages: SocketAddr,
    metrics: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Server {
    fn start(room: &Room, more: &[&str]) -> Self {
        let given =
            [&["serve", "--config", "none", "--addr", "127.0.0.1:0", "--metrics", "127.0.0.1:0"][..], more]
                .concat();
        let mut child = room.spawn(&given);
        let errors = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            errors.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut this =
            Self { child, lines, pages: ([0, 0, 0, 0], 0).into(), metrics: ([0, 0, 0, 0], 0).into() };
        let address = |line: &str| -> SocketAddr {
            line.split("http://").nth(1).unwrap().split(['/', '"']).next().unwrap().parse().unwrap()
        };
        while this.pages.port() == 0 || this.metrics.port() == 0 {
            let line = this.lines.recv_timeout(Duration::from_mins(1)).expect("the server starts");
            if line.contains("listening on") {
                this.pages = address(&line);
            } else if line.contains("metrics on") {
                this.metrics = address(&line);
            }
        }
        this
    }

    /// As a service manager does it.
    fn tell_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    fn wait_for(&self, what: &str) {
        while !self.lines.recv_timeout(Duration::from_secs(30)).expect(what).contains(what) {}
    }

    fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < within {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A form of which only half has arrived.
struct Half(TcpStream);

impl Half {
    fn send(address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /tema HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: 9\r\nconnection: close\r\n\r\ntema"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // The server has it when it answers another who came later.
        assert!(ask(address, "/health/live").contains("200 OK"));
        std::thread::sleep(Duration::from_millis(200));
        Self(stream)
    }

    fn finish(mut self) -> String {
        self.0.write_all(b"=mork").unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[test]
fn what_is_under_way_is_finished_and_nothing_new_is_taken() {
    let room = Room::new();
    let mut server = Server::start(&room, &["--stop-seconds", "60"]);
    let half = Half::send(server.pages);
    server.tell_to_stop();
    server.wait_for("stopping: finishing the requests under way");
    assert_eq!(server.ended(Duration::from_millis(500)), None, "it waits for the request");
    assert!(TcpStream::connect(server.pages).is_err(), "nobody new");
    let answer = half.finish();
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("tema=mork"), "{answer}");
    let status = server.ended(Duration::from_secs(20)).expect("then it stops");
    assert!(status.success(), "{status}");
    assert_eq!(room.integrity(), "ok");
}

#[test]
fn who_never_finishes_is_not_waited_for() {
    let room = Room::new();
    let mut server = Server::start(&room, &["--stop-seconds", "1"]);
    let _half = Half::send(server.pages);
    server.tell_to_stop();
    server.wait_for("stopped with requests or imports under way");
    assert!(server.ended(Duration::from_secs(10)).expect("it stops").success());
}

#[test]
fn metrics_have_an_address_of_their_own_and_none_at_the_pages() {
    let room = Room::new();
    let server = Server::start(&room, &[]);
    assert!(ask(server.pages, "/belegg").starts_with("HTTP/1.1 200"));
    assert!(ask(server.pages, "/metrics").starts_with("HTTP/1.1 404"));
    let metrics = ask(server.metrics, "/metrics");
    assert!(
        metrics.contains("kadpuls_http_requests_total{method=\"GET\",route=\"/belegg\",status=\"200\"} 1")
    );
    assert!(
        metrics.contains("kadpuls_build_info{version=") && metrics.contains("engine=\"SQLite\""),
        "{metrics}"
    );
    assert!(ask(server.metrics, "/health/ready").starts_with("HTTP/1.1 200"));
    assert!(ask(server.metrics, "/belegg").starts_with("HTTP/1.1 404"));
}

#[test]
fn the_log_is_json_on_request() {
    let room = Room::new();
    let server = Server::start(&room, &["--log-format", "json", "--log", "info,kadpuls=debug"]);
    ask(server.pages, "/belegg?enhet=A");
    let line = loop {
        let line = server.lines.recv_timeout(Duration::from_secs(30)).unwrap();
        if line.contains("/belegg") {
            break line;
        }
    };
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["route"], &line["status"]), (&"/belegg".into(), &200.into()));
    assert!(line["span"]["id"].is_string() && !line.to_string().contains("enhet"), "{line}");
}

#[test]
fn without_an_account_nobody_is_let_in_through_a_proxy() {
    let room = Room::new();
    for given in [&["--trusted-proxies", "127.0.0.1"][..], &["--https"], &["--addr", "0.0.0.0:0"]] {
        let done = room.run(&[&["serve", "--config", "none"], given].concat());
        assert_eq!(done.status, Some(1), "{given:?}");
        assert!(done.stderr.contains("kadpuls user add"), "{}", done.stderr);
    }
}
