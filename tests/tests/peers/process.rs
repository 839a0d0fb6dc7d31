//! Programs in other languages, each of which ends with the test that started it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any program takes to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program that ends when its standard input does: when this drops, and also when the test is
/// killed.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Process {
        command.stdin(Stdio::piped());
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Process { child }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let start = Instant::now();
        while !self.has_ended() {
            if start.elapsed() > PATIENCE {
                // It is ours and does not end by itself; an error says that it just did.
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A language whose services take part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Language {
    Python,
    Node,
}

impl Language {
    fn command(self) -> Command {
        let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        match self {
            Language::Python => {
                let mut command = Command::new(installed("python/bin/python"));
                command.arg(programs.join("python/peer.py"));
                command
            }
            Language::Node => {
                let mut command = Command::new("node");
                command.arg(programs.join("node/peer.cjs"));
                command.env("NODE_PATH", installed("node/node_modules"));
                command
            }
        }
    }
}

/// What `tests/peers/install.sh` put below the target folder.
fn installed(path: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("tmp is below the target");
    let path = target.join("peers").join(path);
    assert!(fs::exists(&path).unwrap_or(false), "not installed: run `tests/peers/install.sh`");
    path
}

/// A running service in another language.
pub(crate) struct Peer {
    pub(crate) uri: String,
    _process: Process,
}

impl Peer {
    pub(crate) fn start(language: Language) -> Peer {
        let mut command = language.command();
        command.stdout(Stdio::piped());
        let mut process = Process::start(command);
        let stdout = process.child.stdout.take().expect("standard output is piped");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("the peer says its port");
        let port = line.strip_prefix("PORT ").and_then(|port| port.trim().parse::<u16>().ok());
        let port = port.unwrap_or_else(|| panic!("{language:?} said {line:?} for its port"));
        Peer { uri: format!("http://127.0.0.1:{port}"), _process: process }
    }
}
