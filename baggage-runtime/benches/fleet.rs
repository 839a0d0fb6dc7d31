//! Seconds and memory of the dependency report on fleets that are made up.
//!
//! ```text
//! cargo bench -p baggage-runtime --features report --bench fleet
//! ```
//!
//! Each line is a process of its own that reads the manifests of a folder, checks them by every
//! rule and writes one format. With arguments, `SERVICES…`, it is the fleets of these sizes.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::process::Command;
use std::time::Instant;

use baggage_runtime::Fleet;
use baggage_runtime::report::{self, Report};
use serde_json::{Value, json};

/// Formats of the report; each is written for the fleet of [`SMALL`].
const FORMATS: [&str; 8] =
    ["text", "markdown", "json", "sarif", "github", "mermaid", "dot", "html"];
/// Services of the fleet whose every format is written.
const SMALL: usize = 200;
/// Services of fleets that show how time grows.
const GROWTH: [usize; 4] = [500, 1000, 2000, 4000];
const KEYS: usize = 120;
const CALLS: usize = 3;

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    if let [child, folder, format] = args.as_slice()
        && child == "child"
    {
        measure(folder, format);
        return;
    }
    println!("services  keys   hops  findings  format      seconds  peak MB  output MB");
    let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    if sizes.is_empty() {
        lines(SMALL, &FORMATS);
        for services in GROWTH {
            lines(services, &["text", "json", "html"]);
        }
    }
    for services in sizes {
        lines(services, &FORMATS);
    }
}

/// A line for each format of the fleet of this size.
fn lines(services: usize, formats: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut fleet = Fleet::default();
    for service in 0..services {
        let manifest = manifest(service, services).to_string();
        fs::write(folder.path().join(format!("{service}.json")), &manifest).expect("a file");
        fleet = fleet.with_manifest(report::Manifest::from_json(&manifest).expect("a manifest"));
    }
    let report: Value = serde_json::from_str(&Report::new(&fleet).to_json()).expect("JSON");
    let count = |member: &str| report[member].as_array().map_or(0, Vec::len);
    let (hops, findings) = (count("hops"), count("findings"));
    for format in formats {
        let me = env::current_exe().expect("this program");
        let child = Command::new(me).arg("child").arg(folder.path()).arg(format).output();
        let output = child.expect("this program runs").stdout;
        let measured = String::from_utf8_lossy(&output);
        let mut line = format!("{services:8}  {:4}  {hops:5}  {findings:8}  ", count("keys"));
        let _ = write!(line, "{format:10}  {}", measured.trim_end());
        println!("{line}");
    }
}

/// Writes the report on a folder once; prints seconds, peak memory and size.
fn measure(folder: &str, format: &str) {
    let mut out = Counter(0);
    let start = Instant::now();
    let args = ["--merge", folder, "--format", format, "--deny", "none"];
    let status = report::run(&Fleet::default(), args, &mut out, &mut io::stderr());
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(status, report::Status::Clean);
    let kilobytes = out.0 / 1000;
    println!("{seconds:7.3}  {}  {:5}.{:03}", peak(), kilobytes / 1000, kilobytes % 1000);
}

/// Counts what is written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The most memory that the process has had, in MB; Linux alone says.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.map_or_else(|| "      -".to_owned(), |kib| format!("{:7.1}", kib * 1024.0 / 1e6))
}

/// One service of a fleet with layers: it calls three further down, now and then one further up. It
/// writes one key and reads up to sixteen, most of them as their writers do.
fn manifest(service: usize, services: usize) -> Value {
    let mut random = Random(service as u64 + 1);
    let span = (services / 8).max(CALLS);
    let mut callee = || {
        let below = service + 1 + random.below(span);
        if below < services { below } else { random.below(services) }
    };
    let calls: Vec<String> = (0..CALLS).map(|_| format!("service-{:05}", callee())).collect();
    let mut fields: Vec<Value> = (0..16).map(|_| random.below(KEYS)).map(read).collect();
    fields.push(write(service % KEYS));
    fields.sort_by_key(|field| field["key"].as_str().map(str::to_owned));
    fields.dedup_by_key(|field| field["key"].as_str().map(str::to_owned));
    json!({
        "format": "baggage-manifest/1",
        "service": format!("service-{service:05}"),
        "owner": format!("team-{}", service % 20),
        "ingress": if service.is_multiple_of(50) { "public" } else { "internal" },
        "calls": calls,
        "file": format!("services/{service}/src/baggage.rs"),
        "line": 10,
        "fields": fields,
    })
}

/// Every tenth key is a name, every seventh is read with a smaller bound than it is written with.
fn field(key: usize, bytes: usize) -> Value {
    json!({
        "key": format!("key.{key:03}"),
        "doc": "What it means, in as many words as a person would write.",
        "wire": if key.is_multiple_of(10) { "string" } else { "token" },
        "max_value_bytes": bytes,
        "file": "src/baggage.rs",
        "line": 20 + key,
    })
}

fn read(key: usize) -> Value {
    let mut field = field(key, if key.is_multiple_of(7) { 15 } else { 16 });
    field["read"] = json!(if key.is_multiple_of(3) { "required" } else { "optional" });
    field
}

fn write(key: usize) -> Value {
    let mut field = field(key, 16);
    field["write"] = json!(if key.is_multiple_of(4) { "maybe" } else { "always" });
    field
}

/// The same numbers in every run: `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
