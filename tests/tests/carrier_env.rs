//! The environment variable `BAGGAGE` as a carrier, to and from real child processes.
//!
//! The test program starts itself again and runs one test, [`child`], in the other process.

use std::env;
use std::process::{Command, Stdio};

use baggage_runtime::{Baggage, BaggageMap, ErrorKind, to_command};

/// Says what the child is to do; without it, `child` is a test that does nothing.
const TASK: &str = "BAGGAGE_TESTS_TASK";

#[derive(Baggage, Debug, PartialEq)]
struct Build {
    /// Branch that is built.
    #[baggage(max_len = 64)]
    branch: String,
    /// Who pushed.
    #[baggage(max_len = 64, class = "pii")]
    author: Option<String>,
    /// Key of the registry.
    #[baggage(max_len = 64, class = "secret")]
    registry_key: Option<String>,
    /// How far the plan is public.
    #[baggage(class = "confidential")]
    stage: Option<u8>,
}

fn build() -> Build {
    Build { branch: "main".to_owned(), author: None, registry_key: None, stage: None }
}

/// A process that does `task` with a `BAGGAGE` that it has inherited by mistake.
fn process(task: &str) -> Command {
    let program = env::current_exe().expect("the test program has a path");
    let mut command = Command::new(program);
    command.args(["--exact", "child", "--nocapture", "--test-threads=1"]);
    command.env(TASK, task).env("BAGGAGE", "stale=secret").stdin(Stdio::null());
    command
}

/// What the process said, line by line without the prefix that tells it from the test's own.
fn said(command: &mut Command) -> Vec<String> {
    let output = command.output().expect("the test program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the child failed: {stderr}");
    let stdout = String::from_utf8(output.stdout).expect("ASCII");
    let said = stdout.lines().filter_map(|line| line.strip_prefix("said: "));
    said.map(str::to_owned).collect()
}

fn say(text: impl std::fmt::Display) {
    println!("\nsaid: {text}");
}

/// What the child does. Run without a task it is an ordinary test, and has nothing to do.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let map = BaggageMap::from_env();
    match task.as_str() {
        "tell" => {
            say(format_args!("{:?}", env::var_os("BAGGAGE")));
            say(&map);
            say(map.dropped().malformed());
        }
        "decode" => say(format_args!("{:?}", map.decode::<Build>())),
        "pass on" => {
            let mut map = map;
            map.set("hop", "2").expect("it fits");
            let mut grandchild = process("tell");
            map.to_command(&mut grandchild);
            said(&mut grandchild).into_iter().for_each(say);
        }
        other => panic!("no task `{other}`"),
    }
}

/// What a child finds in its environment, as it stands and as a map.
fn arrives(map: &BaggageMap) -> (String, String) {
    let mut command = process("tell");
    map.to_command(&mut command);
    let [raw, text, _] = said(&mut command).try_into().expect("three lines");
    (raw, text)
}

#[test]
fn a_child_finds_the_very_same_bytes() {
    for text in ["a=1", " a = 1 ;p=%2C ,, b=%zz;;q,", "k=a=b+c,k=!#$%25&'()*/:<>?@[]^_`{|}~"] {
        let expected = (format!("Some({text:?})"), text.to_owned());
        assert_eq!(arrives(&BaggageMap::parse(text)), expected);
    }
}

#[test]
fn what_was_dropped_does_not_arrive_and_lines_arrive_as_one() {
    let map = BaggageMap::parse_lines(["a=1,bad member", "b=2"]);
    assert_eq!(arrives(&map).1, "a=1,b=2");
}

#[test]
fn hostile_text_arrives_as_text_of_its_member_and_nothing_else() {
    let hostile = "x\r\nPATH=/evil\0,role=admin;p\"\\ $(id) `id` \u{202e}\u{1b}[31m %41 é";
    let mut map = BaggageMap::new();
    map.set("k", hostile).unwrap();
    let (raw, text) = arrives(&map);
    assert_eq!(raw, format!("Some({text:?})"));
    assert_eq!(text, map.to_string());
    let read = BaggageMap::parse(text);
    assert_eq!((read.len(), read.get("k").as_deref()), (1, Some(hostile)));
}

#[test]
fn eight_kilobytes_arrive() {
    let text = vec!["key=0123456789012345678901234567890123456789"; 64].join(",");
    assert_eq!(arrives(&BaggageMap::parse(&text)).1, text);
}

#[test]
fn an_empty_map_removes_an_inherited_variable() {
    let expected = ("None".to_owned(), String::new());
    assert_eq!(arrives(&BaggageMap::new()), expected);
    assert_eq!(arrives(&BaggageMap::parse(",bad member,")), expected);
}

#[test]
fn a_child_passes_its_baggage_on_to_a_grandchild() {
    let mut command = process("pass on");
    BaggageMap::parse("a=%2C;p=1,hop=1,b=2").to_command(&mut command);
    assert_eq!(said(&mut command)[1], "a=%2C;p=1,hop=2,b=2");
}

#[test]
fn the_environment_of_the_parent_is_left_alone() {
    let before = env::var_os("BAGGAGE");
    let mut command = Command::new("unused");
    BaggageMap::parse("a=1").to_command(&mut command);
    assert_eq!(env::var_os("BAGGAGE"), before);
}

#[test]
fn each_child_has_its_own_and_the_last_map_counts() {
    let mut first = process("tell");
    let mut second = process("tell");
    BaggageMap::parse("n=1").to_command(&mut first);
    BaggageMap::parse("n=3").to_command(&mut second);
    BaggageMap::parse("n=2").to_command(&mut second);
    assert_eq!((&*said(&mut first)[1], &*said(&mut second)[1]), ("n=1", "n=2"));
}

#[test]
fn a_struct_arrives_typed() {
    let mut command = process("decode");
    let sent = Build { branch: "fix/größe, now".to_owned(), stage: Some(2), ..build() };
    to_command(&sent, &mut command).unwrap();
    assert_eq!(said(&mut command), [format!("Ok({sent:?})")]);
}

/// Whether `command` would start a process without `BAGGAGE`.
fn removes(command: &Command) -> bool {
    command.get_envs().any(|(name, value)| name == "BAGGAGE" && value.is_none())
}

#[test]
fn a35_personal_data_and_secrets_are_refused_and_nothing_is_passed_on() {
    let personal = Build { author: Some("Zoe".to_owned()), ..build() };
    let secret = Build { registry_key: Some("k".to_owned()), ..personal };
    let mut command = process("tell");
    let error = to_command(&secret, &mut command).unwrap_err();
    let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    let expected = [("author", ErrorKind::Sensitive), ("registry_key", ErrorKind::Sensitive)];
    assert_eq!(kinds, expected);
    assert!(!format!("{error} {error:?}").contains("Zoe"));
    assert!(removes(&command), "an inherited variable would say something else");
    assert_eq!(said(&mut command)[0], "None");
}

#[test]
fn a35_every_class_from_personal_data_on_is_refused() {
    macro_rules! is_refused {
        ($class:literal) => {{
            #[derive(Baggage)]
            struct Classed {
                /// Number.
                #[baggage(class = $class)]
                id: u8,
            }
            to_command(&Classed { id: 7 }, &mut Command::new("unused")).is_err()
        }};
    }
    let classes = ["public", "internal", "confidential", "pii", "secret"];
    let refused = [
        is_refused!("public"),
        is_refused!("internal"),
        is_refused!("confidential"),
        is_refused!("pii"),
        is_refused!("secret"),
    ];
    let refused: Vec<_> = classes.into_iter().zip(refused).filter(|(_, is)| *is).collect();
    assert_eq!(refused, [("pii", true), ("secret", true)]);
}

#[test]
fn a_struct_that_cannot_be_written_removes_the_variable() {
    let mut command = process("tell");
    let error = to_command(&Build { branch: "\0".to_owned(), ..build() }, &mut command);
    assert_eq!(error.unwrap_err().errors()[0].kind(), ErrorKind::ControlCharacter);
    assert!(removes(&command));
}

#[test]
fn a_struct_that_says_nothing_removes_the_variable() {
    #[derive(Baggage)]
    struct Nothing {
        /// Absent.
        id: Option<u8>,
    }
    let mut command = Command::new("unused");
    to_command(&Nothing { id: None }, &mut command).unwrap();
    assert!(removes(&command));
}

#[test]
#[cfg(unix)]
fn a_variable_that_is_no_unicode_loses_the_member_that_is_not() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let mut command = process("tell");
    command.env("BAGGAGE", OsStr::from_bytes(b"a=1,b=\xff\xfe,c=3,\xc3\x28=4"));
    let said = said(&mut command);
    assert_eq!((&*said[1], &*said[2]), ("a=1,c=3", "2"));
}

#[test]
fn a_variable_over_the_limit_is_cut_at_a_member() {
    let text = vec!["k=0123456789"; 1000].join(",");
    let mut command = process("tell");
    command.env("BAGGAGE", text);
    assert_eq!(BaggageMap::parse(&said(&mut command)[1]).len(), 64);
}

#[test]
fn a_process_without_the_variable_has_an_empty_map() {
    let mut command = process("tell");
    command.env_remove("BAGGAGE");
    assert_eq!(said(&mut command), ["None", "", "0"]);
}
