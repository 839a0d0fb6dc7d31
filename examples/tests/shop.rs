//! The example `shop` as a user runs it: the program itself, started by cargo.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use serde_json::Value;

/// Longer than the shop takes, with what cargo may still have to build.
const PATIENCE: Duration = Duration::from_secs(300);

/// A process that is ended with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Running {
        Running(command.stdin(Stdio::null()).spawn().expect("the program can be started"))
    }

    /// The lines of its standard output, as they come.
    fn lines(&mut self) -> mpsc::Receiver<String> {
        let out = BufReader::new(self.0.stdout.take().expect("it is a pipe"));
        let (lines, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    return;
                }
            }
        });
        receiver
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a line of the README calls, run at the root of the workspace.
fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = match words.next() {
        // The one that runs this test.
        Some("cargo") => Command::new(env!("CARGO")),
        Some(program) => Command::new(program),
        None => panic!("the line is empty"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    command.args(words).current_dir(root);
    for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}

/// The blocks of the README that begin with a fence of `info`.
fn blocks(info: &str) -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).expect("the README is text");
    let fence = format!("\n```{info}\n");
    let blocks = readme.split(&fence).skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap_or_default().trim().to_owned());
    blocks.collect()
}

#[test]
#[cfg_attr(
    not(feature = "shop"),
    ignore = "builds axum, reqwest, tonic: cargo test -p baggage-examples --features shop"
)]
fn it_plays_every_scene_and_ends_by_itself() {
    let mut program = command("cargo run --quiet --example shop --features shop");
    let mut shop = Running::start(program.stdout(Stdio::piped()));
    let lines = shop.lines();
    let end = Instant::now() + PATIENCE;
    let mut last = String::new();
    loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => last = line,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after: {last}"),
        }
    }
    assert!(shop.0.wait().expect("it has ended").success(), "failed after: {last}");
    assert_eq!(last, "The shop is closed.");
}

#[test]
#[ignore = "needs curl and port 4780: cargo test -p baggage-examples --features shop -- --ignored"]
fn the_readme_calls_it_with_curl() {
    let [serve] = &blocks("sh server")[..] else { panic!("the README starts one server") };
    let (calls, answers) = (blocks("sh client"), blocks("json"));
    assert!(calls.len() == answers.len() && !calls.is_empty(), "each call has an answer");

    let mut shop = Running::start(command(serve).stdout(Stdio::piped()));
    let lines = shop.lines();
    let first = lines.recv_timeout(PATIENCE).expect("it says where it is open");
    assert_eq!(first, "The shop is open at http://127.0.0.1:4780/orders");

    for (call, answer) in calls.iter().zip(answers) {
        let mut shell = command("sh -ec");
        let output = shell.arg(call).output().expect("there is a shell");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let expected: Value = serde_json::from_str(&answer).expect("the README has JSON");
        assert_eq!(serde_json::from_slice::<Value>(&output.stdout).ok(), Some(expected), "{call}");
    }
}
