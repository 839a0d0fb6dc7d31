//! Manifests: written, committed, merged, and refused.

use std::env;
use std::process::Command;

use baggage_runtime::report::{self, Manifest, Report, Status};
use baggage_runtime::{Baggage, BaggageValue, Fleet, Ingress, Service};
use serde_json::{Value, json};

use crate::support::{Folder, allow, fleet, manifest, run, run_on, with};

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    #[baggage(alias("premium"))]
    Pro,
    #[baggage(other)]
    Unknown,
}

/// Every kind of field a manifest can say.
#[derive(Baggage)]
struct Everything {
    /// Numeric account id.
    ///
    /// From the session.
    #[baggage(class = "pii", owner = "team-id", since = "1.2")]
    user_id: u64,
    /// Price plan.
    #[baggage(alias("plan"))]
    tier: Tier,
    /// Experiments.
    #[baggage(token, max_items = 3, max_len = 8, separator = '|', default)]
    features: Vec<String>,
    /// A note.
    #[baggage(from_client, public, max_len = 9)]
    note: Option<String>,
    /// From one to five.
    #[baggage(range(1..=5), deprecated(since = "2", replaced_by = "tier", note = "plans"))]
    level: u8,
    /// Not the session.
    #[baggage(allow_sensitive = "opens nothing", written_by("a"), read_by("b"))]
    session_id: u64,
}

/// What documentation says.
#[derive(Baggage)]
struct Contract {
    /// Only documented.
    #[baggage(written_by("docs"), read_by("b", "more-docs"))]
    documented: u8,
}

fn services() -> [Service; 2] {
    let a = Service::new("a")
        .doc("First.")
        .owner("team-a")
        .version("1.0.0")
        .ingress(Ingress::Public)
        .writes(&[Everything::SCHEMA])
        .calls(&["b", "legacy"])
        .third_parties(&["cardnet"])
        .reserved(&["old"]);
    let b = Service::new("b").reads(&[Everything::SCHEMA]).strips(&["note"]).allow(allow(
        "meta/unknown-callee",
        "legacy",
        "they have no manifest",
    ));
    [a, b]
}

const FORMATS: [&str; 8] =
    ["text", "json", "markdown", "html", "sarif", "github", "mermaid", "dot"];

#[test]
fn merged_and_linked_reports_are_the_same_bytes() {
    let linked = fleet(services()).with_schema(Contract::SCHEMA);
    let folder = Folder::new();
    let emit = format!("manifest={}", folder.path());
    run(&linked, &["--emit", &emit]);
    assert_eq!(folder.names(), ["a.json", "b.json", "contract+baggage-tests+Contract.json"]);
    for format in FORMATS {
        let expected = run(&linked, &["--format", format]);
        let path = folder.path();
        let merged = run(&Fleet::new([]), &["--format", format, "--merge", &path]);
        assert_eq!(merged, expected, "{format}");
        // What a program declares itself and what a file says are the same service.
        let both = run(&linked, &["--format", format, "--merge", &path]);
        assert_eq!(both, expected, "{format}");
        let alone = run(&linked, &["--no-linked", "--format", format, "--merge", &path]);
        assert_eq!(alone, expected, "{format}");
    }
}

#[test]
fn manifests_that_are_written_read_as_they_were() {
    for service in services() {
        let manifest = Manifest::of(&service);
        assert_eq!(Manifest::from_json(&manifest.to_json()).as_ref(), Ok(&manifest));
        let again = Manifest::from_json(&manifest.to_json()).expect("a manifest").to_json();
        assert_eq!(again, manifest.to_json());
    }
}

#[test]
fn library_merges_as_the_command_line_does() {
    let [a, b] = services();
    let json = Manifest::of(&a).to_json();
    let mixed = fleet([b]).with_manifest(Manifest::from_json(&json).expect("a manifest"));
    assert_eq!(Report::new(&mixed).to_json(), Report::new(&fleet([a, b])).to_json());
}

#[test]
fn lock_has_one_line_a_field_and_no_place() {
    let lock = Manifest::of(&services()[0]).to_lock();
    for absent in ["\"file\"", "\"line\"", "\"package\"", "\"version\"", "\"allow\""] {
        assert!(!lock.contains(absent), "{absent}: {lock}");
    }
    let features = r#"
    {"key": "features", "schema": "Everything", "default": true, "write": "maybe", "rust": "Vec<String>", "wire": "list", "item_wire": "token", "separator": "|", "max_items": 3, "max_value_bytes": 30, "doc": "Experiments."},
"#;
    assert!(lock.contains(features), "{lock}");
    assert_eq!(lock.lines().filter(|line| line.contains("\"key\":")).count(), 6);
    // Keys are sorted, so that a diff is about what changed.
    let keys: Vec<&str> =
        lock.lines().filter_map(|line| line.trim().strip_prefix("{\"key\": ")).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn unknown_members_are_kept() {
    let text = json!({
        "format": "baggage-manifest/1", "service": "a", "region": "eu",
        "fields": [{"key": "k", "wire": "u8", "read": "optional", "unit": {"of": ["ms"]}}]
    });
    let again = Manifest::from_json(&text.to_string()).expect("a manifest").to_json();
    let again: Value = serde_json::from_str(&again).expect("JSON");
    assert_eq!(again["region"], "eu");
    assert_eq!(again["fields"][0]["unit"], json!({"of": ["ms"]}));
}

#[test]
fn order_of_files_does_not_matter() {
    let (one, two) = (Folder::new(), Folder::new());
    let [a, b] = services().map(|service| Manifest::of(&service).to_json());
    one.write("1.json", &a);
    one.write("2.json", &b);
    two.write("1.json", &b);
    two.write("2.json", &a);
    let report = |folder: &Folder| run(&Fleet::new([]), &["--merge", &folder.path()]);
    assert_eq!(report(&one), report(&two));
    let split =
        run(&Fleet::new([]), &["--merge", &one.file("2.json"), "--merge", &one.file("1.json")]);
    assert_eq!(split, report(&one));
}

#[test]
fn place_in_the_file_stands_for_one_in_the_source() {
    let folder = Folder::new();
    let text = "{\n  \"format\": \"baggage-manifest/1\",\n  \"service\": \"go\",\n  \"fields\": [\n    \
                {\"key\": \"tenant\", \"wire\": \"token\", \"read\": \"required\"}\n  ]\n}\n";
    folder.write("go.json", text);
    let out = run(&Fleet::new([]), &["--merge", &folder.path()]).out;
    assert!(out.contains("\n  --> go.json:5  required read\n"), "{out}");
}

#[test]
fn replaced_service_is_the_one_of_the_file() {
    let [a, b] = services();
    let folder = Folder::new();
    let changed = Manifest::of(&b).to_json().replace("\"required\"", "\"optional\"");
    folder.write("b.json", &changed);
    let linked = fleet([a, b]);
    let differs = run(&linked, &["--merge", &folder.path()]);
    assert_eq!((differs.status, differs.out.as_str()), (Status::NotChecked, ""));
    assert!(differs.err.contains("`b` is declared by this program and, in another way, by b.json"));
    let replaced = run(&linked, &["--replace", &folder.file("b.json"), "--format", "json"]);
    let merged = run(&fleet([a]), &["--merge", &folder.path(), "--format", "json"]);
    assert_eq!(replaced.out, merged.out);
    assert!(!replaced.out.is_empty(), "{}", replaced.err);
}

#[test]
fn service_in_two_files_is_not_checked() {
    let folder = Folder::new();
    folder.write("1.json", &manifest("a", json!([])).to_string());
    folder.write("2.json", &manifest("a", json!([])).to_string());
    let run = run(&Fleet::new([]), &["--merge", &folder.path()]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    assert_eq!(run.err, "error: `a` is declared twice: in 1.json and in 2.json\n");
}

/// The one line of a user's crate: compares with `baggage/payments.json` of this package.
mod committed {
    use baggage_runtime::{Baggage, Service};

    /// What payments needs.
    #[derive(Baggage)]
    struct PaymentsIn {
        /// Who pays.
        #[baggage(token, max_len = 24)]
        tenant: String,
    }

    pub(super) static SERVICE: Service =
        Service::new("payments").owner("team-pay").reads(&[PaymentsIn::SCHEMA]);

    baggage_runtime::manifest_test!(SERVICE);
}

/// Runs this test program's own `check_in_child` with the folder and the update switch.
fn check_in_child(folder: &Folder, update: &str) -> (bool, String) {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "manifests::child_checks_a_manifest", "--ignored", "--nocapture"])
        .env("BAGGAGE_UPDATE", update)
        .env("BAGGAGE_TEST_FOLDER", folder.path())
        .output()
        .expect("this program runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
#[ignore = "run by `committed_manifest_is_written_and_compared` in a process of its own"]
fn child_checks_a_manifest() {
    let Ok(folder) = env::var("BAGGAGE_TEST_FOLDER") else { return };
    report::check_manifest(&committed::SERVICE, folder);
}

#[test]
fn committed_manifest_is_written_and_compared() {
    let folder = Folder::new();
    let (passed, text) = check_in_child(&folder, "0");
    assert!(!passed);
    assert!(text.contains("cannot read baggage/payments.json"), "{text}");
    assert!(text.contains("run `BAGGAGE_UPDATE=1 cargo test` and commit the file"), "{text}");

    assert!(check_in_child(&folder, "1").0);
    assert!(check_in_child(&folder, "0").0);
    let lock = folder.read("baggage/payments.json");
    assert_eq!(lock, Manifest::of(&committed::SERVICE).to_lock());

    folder.write(
        "baggage/payments.json",
        &lock.replace("\"max_value_bytes\": 24", "\"max_value_bytes\": 25"),
    );
    let (passed, text) = check_in_child(&folder, "0");
    assert!(!passed);
    assert!(text.contains("\n-    {\"key\": \"tenant\""), "{text}");
    assert!(text.contains("\n+    {\"key\": \"tenant\""), "{text}");
    // As Git checks it out on Windows.
    folder.write("baggage/payments.json", &lock.replace('\n', "\r\n"));
    assert!(check_in_child(&folder, "0").0);
}

/// That the manifest is refused in one line, that nothing is written, and why.
fn refused(text: &str) -> String {
    let folder = Folder::new();
    folder.write("bad.json", text);
    let out = Folder::new();
    let emit = format!("json={}", out.file("report.json"));
    let run = run(&Fleet::new([]), &["--merge", &folder.path(), "--emit", &emit, "--deny", "none"]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""), "{text}");
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(!run.err.contains(['\u{1b}', '\u{2028}']), "{}", run.err);
    assert_eq!(out.names(), [""; 0]);
    let reason = run.err.split_once("bad.json: ").unwrap_or_else(|| panic!("{}", run.err)).1;
    reason.trim_end().to_owned()
}

fn bad(member: &str, value: Value) -> String {
    refused(&with(manifest("a", json!([])), member, value).to_string())
}

fn bad_field(member: &str, value: Value) -> String {
    let field = json!({"key": "k", "wire": "u8", "read": "optional"});
    refused(&manifest("a", json!([with(field, member, value)])).to_string())
}

#[test]
fn names_that_are_no_names_are_refused() {
    let hostile = "a\n::error::x";
    for member in ["service", "calls", "third_parties"] {
        let value = if member == "service" { json!(hostile) } else { json!([hostile]) };
        let reason = bad(member, value);
        assert!(reason.starts_with(&format!("`{member}` has `a\\u{{a}}::error::x`")), "{reason}");
    }
    for name in ["", "a b", "</script><script>", "a\u{202e}b", &"x".repeat(65)] {
        assert!(bad("service", json!(name)).contains("which is not 1 to 64 of"), "{name}");
    }
    for member in ["written_by", "read_by"] {
        assert!(bad_field(member, json!([hostile])).contains("which is not 1 to 64"), "{member}");
    }
}

#[test]
fn keys_that_are_no_tokens_are_refused() {
    for key in ["", "a b", "a=b", "a,b", "a;b", "k\u{e9}y", "a\n::error::b", &"k".repeat(257)] {
        let reason = bad_field("key", json!(key));
        assert!(reason.contains("which is no key"), "{key}: {reason}");
        assert!(bad_field("aliases", json!([key])).contains("which is no key"), "{key}");
        assert!(bad("strips", json!([key])).contains("which is no key"), "{key}");
        assert!(bad("reserved", json!([key])).contains("which is no key"), "{key}");
    }
}

#[test]
fn controls_are_refused_wherever_there_is_text() {
    for member in ["doc", "owner", "version"] {
        assert_eq!(
            bad(member, json!("a\u{1b}[31m")),
            format!("`{member}` has a control character")
        );
    }
    for member in ["doc", "owner", "rust", "range", "since", "allow_sensitive"] {
        let reason = bad_field(member, json!("a\u{2028}b"));
        assert_eq!(reason, format!("field `k`: `{member}` has a control character"));
    }
    let allow = json!([{"rule": "a/b", "key": "k", "reason": "x\r\n::error::"}]);
    assert!(bad("allow", allow).contains("control character"));
    assert!(bad("file", json!("a\u{7}")).contains("control character"));
}

#[test]
fn paths_of_other_machines_are_refused() {
    for path in ["/etc/passwd", "C:/code/a.rs", "\\\\host\\share"] {
        assert!(bad("file", json!(path)).contains("absolute path"), "{path}");
        assert!(bad_field("file", json!(path)).contains("absolute path"), "{path}");
    }
}

#[test]
fn formats_that_are_not_known_are_refused() {
    for format in ["baggage-manifest/2", "baggage-manifest/10", "baggage-baseline/1", ""] {
        let reason = bad("format", json!(format));
        assert!(reason.contains("this program knows `baggage-manifest/1`"), "{reason}");
    }
    assert!(refused("{\"service\": \"a\"}").contains("missing field `format`"));
    assert!(refused("[]").contains("line 1 column"));
}

#[test]
fn truncated_and_broken_files_are_refused() {
    let whole = Manifest::of(&services()[0]).to_json();
    for len in [0, 1, 30, whole.len() / 2, whole.len() - 3] {
        let reason = refused(&whole[..len]);
        assert!(reason.contains("EOF while parsing"), "{len}: {reason}");
    }
    assert!(refused("\u{feff}{}").contains("expected value"));
    assert!(refused(&format!("{whole}}}")).contains("trailing characters"));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let folder = Folder::new();
    std::fs::write(folder.file("bad.json"), [b'{', 0xff, b'}']).expect("a temporary file");
    let run = run(&Fleet::new([]), &["--merge", &folder.path()]);
    assert_eq!(run.status, Status::NotChecked);
    assert!(run.err.contains("stream did not contain valid UTF-8"), "{}", run.err);
}

#[test]
fn members_and_keys_that_are_there_twice_are_refused() {
    let twice = r#"{"format": "baggage-manifest/1", "service": "a", "service": "b"}"#;
    assert!(refused(twice).contains("duplicate field `service`"));
    let line = r#"{"format": "baggage-manifest/1", "service": "a", "line": 1, "line": 2}"#;
    assert!(refused(line).contains("`line`"), "{}", refused(line));
    let field = json!({"key": "k", "wire": "u8", "read": "optional"});
    let reason = refused(&manifest("a", json!([field, field])).to_string());
    assert_eq!(reason, "it has the key `k` twice");
}

#[test]
fn too_much_is_refused() {
    let fields: Vec<Value> = (0..10_000)
        .map(|i| json!({"key": format!("key_{i}"), "wire": "u8", "read": "optional"}))
        .collect();
    let reason = refused(&manifest("a", json!(fields)).to_string());
    assert_eq!(reason, "it has 10000 `fields`, more than 4096");
    let reason = bad("note", json!("x".repeat(5 * 1024 * 1024)));
    assert_eq!(reason, "it is larger than 4194304 bytes");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested =
        format!("{{\"format\": \"baggage-manifest/1\", \"service\": \"a\", \"x\": {deep}}}");
    assert!(refused(&nested).contains("recursion limit exceeded"));
}

#[test]
fn what_contradicts_itself_is_refused() {
    let both = json!({"format": "baggage-manifest/1", "service": "a", "contract": "B"});
    let reason = "it has to name either a `service` or a `contract`";
    assert_eq!(refused(&both.to_string()), reason);
    assert_eq!(refused(r#"{"format": "baggage-manifest/1"}"#), reason);
    let unused = json!([{"key": "k", "wire": "u8"}]);
    assert!(refused(&manifest("a", unused).to_string()).contains("neither read nor written"));
    assert!(bad_field("wire", json!("u7")).contains("`u7`, which is no wire type"));
    assert!(bad_field("wire", json!("list")).contains("`item_wire`"));
    assert!(bad_field("variants", json!(["a"])).contains("`variants` are there for an `enum`"));
    assert!(bad_field("separator", json!("::")).contains("`separator` is one"));
    assert!(bad_field("read", json!("\n::error::")).contains("unknown variant"));
    let blank = json!([{"rule": "flow/write-never-read", "key": "k", "reason": " "}]);
    assert_eq!(bad("allow", blank), "`allow` of `flow/write-never-read` has no reason");
}

#[test]
fn folders_without_manifests_are_not_checked() {
    let empty = Folder::new();
    let run_in = |path: &str| run(&Fleet::new([]), &["--merge", path]);
    let run = run_in(&empty.path());
    assert_eq!(run.status, Status::NotChecked);
    assert!(run.err.ends_with("holds no manifest: no file `*.json`\n"), "{}", run.err);
    let run = run_in(&empty.file("missing"));
    assert_eq!(run.status, Status::NotChecked);
    assert!(run.err.contains("No such file"), "{}", run.err);
    // A folder where a file should be.
    std::fs::create_dir(empty.file("a.json")).expect("a temporary folder");
    assert_eq!(run_in(&empty.path()).status, Status::NotChecked);
}

#[test]
fn cycles_and_self_calls_are_no_fault() {
    let calls = |name: &str, to: Value| with(manifest(name, json!([])), "calls", to);
    let run = run_on(&[calls("a", json!(["a", "b"])), calls("b", json!(["a"]))], &[]);
    assert_eq!((run.status, run.err.as_str()), (Status::Clean, ""));
}

#[test]
fn nothing_is_written_unless_everything_is() {
    let out = Folder::new();
    let good = format!("json={}", out.file("report.json"));
    let bad = format!("text={}", out.file("missing/report.txt"));
    let linked = fleet([Service::new("a")]);
    let run = run(&linked, &["--emit", &good, "--emit", &bad]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    assert!(run.err.starts_with("error: cannot write "), "{}", run.err);
    assert_eq!(out.names(), [""; 0]);
}

#[test]
fn emitted_files_are_what_standard_output_says() {
    let out = Folder::new();
    let linked = fleet(services());
    for format in FORMATS {
        let emit = format!("{format}={}", out.file(format));
        run(&linked, &["--emit", &emit]);
        assert_eq!(out.read(format), run(&linked, &["--format", format]).out);
    }
    let twice = format!("text={}", out.file("twice"));
    let run = run(&linked, &["--emit", &twice, "--emit", &twice]);
    assert!(run.err.ends_with("twice would be written twice\n"), "{}", run.err);
}
