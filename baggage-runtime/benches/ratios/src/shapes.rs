//! Headers that are no workload: variants of a plain one, and hostile ones.

/// About 1 KB: sixteen members of 64 bytes, five of them ours.
pub fn plain() -> Vec<String> {
    let mut members: Vec<_> =
        (0..11).map(|i| format!("svc.attr_{i:02}={}", "v".repeat(51))).collect();
    let ours = "user_id=12345,user_tier=premium,is_premium=true,region=us-west,features=a%2Cb";
    for (i, member) in ours.split(',').enumerate() {
        members.insert(3 * i, member.to_owned());
    }
    members
}

/// The lines of a variant of [`plain`]: the same members, more to do for each.
pub fn variant(name: &str) -> Vec<String> {
    let members = plain();
    let one_line = |members: Vec<String>| vec![members.join(",")];
    match name {
        "plain" => one_line(members),
        "lines" => members,
        "duplicates" => one_line(members.iter().flat_map(|m| [m.clone(), m.clone()]).collect()),
        "properties" => one_line(members.iter().map(|m| format!("{m};ttl=30;internal")).collect()),
        "blanks" => {
            one_line(members.iter().map(|m| format!(" {} ", m.replace('=', " = "))).collect())
        }
        "escapes" => {
            let escape = |member: &String| match member.split_once('=') {
                Some((key, value)) => {
                    let value = value.replace("%2C", ",");
                    let escaped = value.bytes().map(|byte| format!("%{byte:02X}"));
                    format!("{key}={}", escaped.collect::<String>())
                }
                None => member.clone(),
            };
            one_line(members.iter().map(escape).collect())
        }
        _ => panic!("no variant {name}"),
    }
}

/// Units that make a header hostile when repeated.
pub const HOSTILE: [(&str, &str, &str); 13] = [
    ("semicolons", "", ";"),
    ("commas", "", ","),
    ("blanks", "", " "),
    ("quotes", "", "\""),
    ("list of commas", "features=", "%2C"),
    ("escapes", "user_tier=", "%41"),
    ("escapes in a list", "features=", "%2541"),
    ("one-letter members", "", "a=1,"),
    ("members without a value", "", "a,"),
    ("properties", "region=v", ";p"),
    ("empty properties", "region=v", ";"),
    ("blank properties", "region=v", "; "),
    ("blanks in a member", "region=v ", " "),
];

/// `len` bytes of a hostile shape.
pub fn hostile(name: &str, len: usize) -> String {
    let (_, start, unit) = HOSTILE.iter().find(|shape| shape.0 == name).expect("a shape");
    start.chars().chain(unit.chars().cycle()).take(len).collect()
}
