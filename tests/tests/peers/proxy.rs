//! nginx between two services, with the header limits it has when nobody sets any.

use std::env;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use baggage_runtime::tower::BaggageLayer;
use baggage_runtime::{BaggageMap, Limits};
use serde_json::{Value, json};

use crate::process::Process;
use crate::services::{Reply, Server, back, forward, send_lines};

/// Longer than nginx takes to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends nginx when its own standard input ends, as nginx does not look at that.
const GUARD: &str = r#""$0" -p "$1" -e error.log -c nginx.conf & cat; kill $! && wait $!"#;

/// A running nginx.
struct Nginx {
    uri: String,
    folder: PathBuf,
    _process: Process,
}

impl Nginx {
    /// nginx in front of `upstream`, with these `directives` and otherwise as it is.
    fn start(upstream: &Server, directives: &str) -> Nginx {
        // Between finding a free port and using it, somebody else can take it.
        (0..3).find_map(|_| Nginx::try_start(upstream, directives)).expect("nginx starts")
    }

    fn try_start(upstream: &Server, directives: &str) -> Option<Nginx> {
        let address = free_address().expect("loopback has free ports");
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("nginx-{}", address.port()));
        fs::create_dir_all(&folder).expect("the folder for temporary files is writable");
        let configuration = configuration(address, &upstream.uri, directives);
        fs::write(folder.join("nginx.conf"), configuration).expect("the folder is writable");

        let mut command = Command::new("sh");
        let nginx = env::var_os("NGINX").unwrap_or_else(|| "nginx".into());
        command.args(["-c", GUARD]).arg(nginx).arg(&folder);
        let process = Process::start(command);
        let uri = format!("http://{address}");
        let nginx = Nginx { uri, folder, _process: process };
        if listens(address) {
            return Some(nginx);
        }
        let log = fs::read_to_string(nginx.folder.join("error.log"));
        eprintln!("nginx does not listen at {address}: {}", log.unwrap_or_default());
        None
    }

    async fn get(&self, lines: &[String]) -> Reply {
        send_lines("GET", &self.uri, lines, &Value::Null).await
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // What cannot be removed stays below the target folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn listens(address: SocketAddr) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if TcpStream::connect(address).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

fn configuration(address: SocketAddr, upstream: &str, directives: &str) -> String {
    format!(
        "daemon off;
        pid nginx.pid;
        worker_processes 1;
        events {{ worker_connections 64; }}
        http {{
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {{
                listen {address};
                {directives}
                location / {{ proxy_pass {upstream}; }}
            }}
        }}"
    )
}

/// A baggage string of `len` bytes, whose first member is `id=7`.
fn baggage(len: usize) -> String {
    let mut text = "id=7".to_owned();
    while text.len() < len {
        let rest = len - text.len();
        // No member may be too short to be one.
        let take = if rest > 400 { 200 } else { rest.min(rest / 2 + 100) };
        let key = format!(",k{}=", text.len());
        text.push_str(&key);
        text.push_str(&"x".repeat(take - key.len()));
    }
    assert_eq!(text.len(), len);
    text
}

/// The id and the bytes of baggage that have reached the service behind; `None` when nginx refused.
fn arrived(reply: &Reply) -> Option<(u64, usize)> {
    if reply.status == 400 {
        assert!(reply.body.contains("Request Header Or Cookie Too Large"), "{}", reply.body);
        return None;
    }
    let answer = reply.json();
    let lines = answer["lines"].as_array().expect("a list").iter();
    let len = lines.map(|line| line.as_str().expect("text").len()).sum();
    Some((answer["probe"]["id"].as_u64().expect("an id"), len))
}

pub(crate) async fn passes_what_its_header_buffers_hold() {
    let back = Server::start(back(BaggageLayer::internal())).await;
    let nginx = Nginx::start(&back, "");
    let wide = Nginx::start(&back, "large_client_header_buffers 4 32k;");
    let front = |layer| Server::start(forward(&nginx.uri, layer));
    let plain = front(BaggageLayer::internal()).await;
    let limited = front(BaggageLayer::internal().limits(Limits::default().max_bytes(4096))).await;

    println!(
        "\n| bytes | straight to nginx | by a service | by one limited to 4096 | 32k buffers |"
    );
    println!("|---:|---|---|---|---|");
    let id = 7;
    let table = [
        (4096, Some((id, 4096)), Some((id, 4096)), Some((id, 4096)), Some((id, 4096))),
        // `baggage: `, the value and the line's end are 8192 bytes.
        (8181, Some((id, 8181)), Some((id, 8181)), Some((id, 4004)), Some((id, 8181))),
        (8182, None, None, Some((id, 4004)), Some((id, 8182))),
        (8192, None, None, Some((id, 4004)), Some((id, 8192))),
        // A service of ours passes on no more than 8192 bytes: here whole members of 200 each.
        (16384, None, Some((id, 8004)), Some((id, 4004)), Some((id, 16384))),
    ];
    for (len, straight, by_service, by_limited, by_wide) in table {
        let line = [baggage(len)];
        let get = async |uri: &str| arrived(&send_lines("GET", uri, &line, &Value::Null).await);
        let found = [
            arrived(&nginx.get(&line).await),
            get(&plain.uri).await,
            get(&limited.uri).await,
            arrived(&wide.get(&line).await),
        ];
        let cell = |found: Option<(u64, usize)>| match found {
            Some((_, len)) => format!("{len} bytes arrive"),
            None => "400 by nginx".to_owned(),
        };
        println!("| {len} | {} |", found.map(cell).join(" | "));
        assert_eq!(found, [straight, by_service, by_limited, by_wide], "{len} bytes");
    }
    // What arrives is what was sent, and two lines are still two.
    let lines = [baggage(8181), baggage(8181)];
    let answer = nginx.get(&lines).await.json();
    assert_eq!(answer["lines"], json!(lines));
    assert_eq!(answer["probe"]["id"], 7);
    let read = BaggageMap::parse_lines(&lines);
    assert!(read.dropped().is_truncated() && read.encoded_len() <= 8192);
}
