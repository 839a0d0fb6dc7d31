//! Bad input, by every integration: what comes in costs the bad members only, and what goes out is
//! a legal header.

use baggage_runtime::{BaggageMap, Egress, Member};

use crate::clients::{ALL, Sink, baggage};
use crate::servers::{Asked, Kind, LENIENT_ONES, Read};

/// `baggage` lines, what is current of them, and what a handler reads.
struct Case {
    name: &'static str,
    lines: Vec<Vec<u8>>,
    current: String,
    read: Read,
}

fn case(name: &'static str, lines: &[&[u8]], current: &str, read: Result<u64, &[&str]>) -> Case {
    let lines = lines.iter().map(|line| line.to_vec()).collect();
    let read = read.map_err(|faults| faults.iter().map(|fault| (*fault).to_owned()).collect());
    Case { name, lines, current: current.to_owned(), read }
}

const MISSING: Result<u64, &[&str]> = Err(&["user_id: missing"]);

fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("no header", &[], "", MISSING),
        case("an empty one", &[b""], "", MISSING),
        case("empty ones", &[b"", b"", b""], "", MISSING),
        case("separators only", &[b" ,, ;,=", b"=;="], "", MISSING),
        case("garbage", &[b"\"{]!@#;;===,\ta\t"], "", MISSING),
        case("garbage around a member", &[b"(=1,user_id=7,k v=2, =3"], "user_id=7", Ok(7)),
        case("no UTF-8", &[b"note=\xff\xfe,user_id=7,\xc3\xa9=1"], "user_id=7", Ok(7)),
        case(
            "no UTF-8 behind the encoding",
            &[b"user_id=7,note=%ff%fe"],
            "user_id=7,note=%ff%fe",
            Err(&["note: bad UTF-8"]),
        ),
        case(
            "a bad encoding",
            &[b"user_id=%37,note=%zz"],
            "user_id=%37,note=%zz",
            Err(&["note: bad percent-encoding"]),
        ),
        case(
            "a line break in a value",
            &[b"user_id=7,note=a%0D%0Ab"],
            "user_id=7,note=a%0D%0Ab",
            Err(&["note: control character"]),
        ),
        case(
            "a line break in a property",
            &[b"user_id=7;p=%0D%0Aset-cookie%3A%20x"],
            "user_id=7;p=%0D%0Aset-cookie%3A%20x",
            Ok(7),
        ),
        case("a required key missing", &[b"vendor=x,note=hi"], "vendor=x,note=hi", MISSING),
        case("a key twice", &[b"user_id=x", b"user_id=8"], "user_id=x,user_id=8", Ok(8)),
        case(
            "all keys bad",
            &[b"user_id=seven,note=much%20too%20long"],
            "user_id=seven,note=much%20too%20long",
            Err(&["user_id: not a number", "note: too long"]),
        ),
        case(
            "a number out of range",
            &[b"user_id=18446744073709551616"],
            "user_id=18446744073709551616",
            Err(&["user_id: out of range"]),
        ),
    ];
    cases.extend(large());
    cases
}

fn large() -> [Case; 5] {
    let lines = |first: &str, count: usize| -> Vec<Vec<u8>> {
        let others = (1..count).map(|i| format!("k{i:06}=v").into_bytes());
        std::iter::once(first.as_bytes().to_vec()).chain(others).collect()
    };
    let first_64 = |lines: &[Vec<u8>]| String::from_utf8(lines[..64].join(&b',')).unwrap();
    let few = lines("user_id=7", 100);
    let late = lines("first=1", 99).into_iter().chain([b"user_id=7".to_vec()]).collect::<Vec<_>>();
    let many = lines("user_id=7", 100_000);
    let value = [b"k=".to_vec(), vec![b'v'; 1 << 20]].concat();
    let properties = [b"user_id=7".to_vec(), b";p".repeat(1 << 19)].concat();
    [
        Case { name: "100 lines", current: first_64(&few), lines: few, read: Ok(7) },
        Case {
            name: "100 lines, the required key last",
            current: first_64(&late),
            lines: late,
            read: MISSING.map_err(|faults| faults.iter().map(|f| (*f).to_owned()).collect()),
        },
        Case {
            name: "1 MB of members",
            current: first_64(&many),
            lines: vec![many.join(&b',')],
            read: Ok(7),
        },
        case("1 MB in a value", &[&value, b"user_id=7"], "", MISSING),
        case("1 MB of properties", &[&properties], "", MISSING),
    ]
}

#[tokio::test]
async fn bad_input_costs_the_bad_members_only_in_every_server() {
    for kind in LENIENT_ONES {
        let asked = Asked::start(kind).await;
        for case in cases() {
            let name = case.name;
            let lines: Vec<_> = case.lines.iter().map(Vec::as_slice).collect();
            assert_eq!(asked.current(&lines).await, Some(case.current), "{kind:?}: {name}");
            assert_eq!(asked.read(&lines).await, Some(case.read), "{kind:?}: {name}");
            let after = asked.current(&[]).await;
            assert_eq!(after.as_deref(), Some(""), "{kind:?}: nothing stays after {name}");
        }
    }
}

const REFUSED: [&str; 5] = [
    "100 lines",
    "100 lines, the required key last",
    "1 MB of members",
    "1 MB in a value",
    "1 MB of properties",
];

#[tokio::test]
async fn what_a_server_refuses_by_its_own_limits_does_not_stop_it() {
    for (kind, expected) in [
        (Kind::StrictAxum, &REFUSED[..]),
        // HTTP/2 counts bytes, not lines.
        (Kind::StrictTonic, &REFUSED[2..]),
    ] {
        let asked = Asked::start(kind).await;
        let mut refused = Vec::new();
        for case in cases() {
            let lines: Vec<_> = case.lines.iter().map(Vec::as_slice).collect();
            match asked.current(&lines).await {
                Some(current) => assert_eq!(current, case.current, "{kind:?}: {}", case.name),
                None => refused.push(case.name),
            }
            assert_eq!(asked.read(&[b"user_id=7"]).await, Some(Ok(7)), "{kind:?}: {}", case.name);
        }
        assert_eq!(refused, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn bytes_that_no_header_may_have_never_reach_a_handler() {
    for kind in [Kind::Axum, Kind::StrictAxum, Kind::Hyper1] {
        let asked = Asked::start(kind).await;
        for byte in [b'\0', b'\r', b'\x7f', b'\x1b'] {
            let line = [b"user_id=7;p=a".as_slice(), &[byte], b"b"].concat();
            let refused = asked.refused(&[&line]).await;
            assert!(refused, "{kind:?} takes {byte:#x}");
            assert_eq!(asked.read(&[b"user_id=7"]).await, Some(Ok(7)), "{kind:?} {byte:#x}");
        }
    }
}

/// Baggage that is hard to send.
fn outgoing() -> Vec<(&'static str, BaggageMap)> {
    let hostile = "a\r\nset-cookie: x\0\x7f\x1b[2J\u{2028}é😀 ,;=%\"\\";
    let mut written = BaggageMap::new();
    written.set("value", hostile).expect("any value can be written");
    let member = Member::new("k", hostile).and_then(|k| k.property("p", Some(hostile)));
    written.push(member.expect("any property can be written")).expect("there is room");
    let mut longest = BaggageMap::new();
    for i in 0..64 {
        // With its key, `=` and the comma 128 bytes, but for the last.
        longest.push(Member::new(&format!("k{i:02}"), &"v".repeat(123)).unwrap()).unwrap();
    }
    let lines = |lines: &[&[u8]]| BaggageMap::parse_lines(lines.iter().copied());
    vec![
        ("nothing", BaggageMap::new()),
        ("written by code", written),
        ("the most there can be", longest),
        ("a line break in a property", lines(&[b"k=v;p=%0D%0Aset-cookie%3A%20x;q= ;r"])),
        ("raw line breaks", lines(&[b"k=v;p=a\r\nset-cookie: x,ok=1", b"a\nb=c", b"j=1\r\n"])),
        ("other control characters", lines(&[b"k=v;p=\0,\x1b=1,ok=1;\x7f"])),
        ("no UTF-8", lines(&[b"k=\xff\xfe,ok=1,\xc3\xa9=1,l=%ff"])),
        ("garbage around a member", lines(&[b"\"{]!@#;;===,ok=1,\t,;,"])),
        ("a megabyte", lines(&[&[b"ok=1,k=".to_vec(), vec![b'v'; 1 << 20]].concat()])),
        ("a hundred lines", lines(&[b"k=v".as_slice(); 100])),
    ]
}

#[tokio::test]
async fn what_leaves_is_one_legal_header_from_every_client() {
    let sink = Sink::start().await;
    let egress = Egress::none().internal(["*.svc.local"]);
    for client in ALL {
        for (name, map) in outgoing() {
            let text = map.to_string();
            let headers =
                sink.sent(client, &egress, "a.svc.local", map.clone(), &["stale=1"]).await;
            let expected = (!map.is_empty()).then_some(&text);
            assert_eq!(baggage(&headers).as_ref(), expected, "{client:?}: {name}");
            assert!(text.bytes().all(|b| matches!(b, b' ' | b'\t' | 0x21..=0x7e)), "{name}");
            assert!(!headers.contains_key("set-cookie"), "{client:?}: {name}");
            let arrived = BaggageMap::extract(&headers);
            assert_eq!(arrived, map, "{client:?}: {name}");
        }
    }
}

#[tokio::test]
async fn a_hostile_stale_header_is_replaced_or_removed_by_every_client() {
    let sink = Sink::start().await;
    let egress = Egress::none().internal(["*.svc.local"]);
    let megabyte = format!("k={}", "v".repeat(1 << 20));
    let stale = ["\"{]!@#;;===", "", megabyte.as_str()];
    for client in ALL {
        for (host, expected) in [("a.svc.local", Some("id=7")), ("evil.example", None)] {
            let map = BaggageMap::parse("id=7");
            let headers = sink.sent(client, &egress, host, map, &stale).await;
            assert_eq!(baggage(&headers).as_deref(), expected, "{client:?} {host}");
        }
    }
}
