//! Two versions of one schema talk to each other, always through a service that knows neither.
//!
//! Each row of the matrix is a change of the schema. Nothing is ever lost on the way; what the
//! reader then says of it stands in the cells.

use std::fmt::Debug;

use baggage_runtime::{Baggage, BaggageMap, BaggageValue, from_headers, to_headers};
use http::HeaderMap;

/// What a service in the middle does with baggage that it knows nothing of.
type Middle = fn(&HeaderMap) -> HeaderMap;

/// Passes it on.
fn forwards(received: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    BaggageMap::extract(received).inject(&mut headers);
    headers
}

/// Adds what it has to say itself.
fn adds_its_own(received: &HeaderMap) -> HeaderMap {
    #[derive(Baggage)]
    struct Unrelated {
        /// Shortened by each hop.
        deadline_ms: u32,
    }
    let mut map = BaggageMap::extract(received);
    map.put(&Unrelated { deadline_ms: 250 }).unwrap();
    let mut headers = HeaderMap::new();
    map.inject(&mut headers);
    headers
}

/// The headers of `received` after the service in the middle, which keeps every member.
fn through(middle: Middle, received: &HeaderMap) -> HeaderMap {
    let sent = BaggageMap::extract(received);
    let passed = middle(received);
    let kept: Vec<_> = BaggageMap::extract(&passed).iter().map(|m| m.to_string()).collect();
    let sent: Vec<_> = sent.iter().map(|member| member.to_string()).collect();
    let kept: Vec<_> = kept.into_iter().filter(|member| sent.contains(member)).collect();
    assert_eq!(kept, sent, "a service in the middle lost something");
    passed
}

/// The headers of a request that says `sent`, and something of a vendor.
fn request<T: Baggage>(sent: &T) -> HeaderMap {
    let mut headers = HeaderMap::new();
    to_headers(sent, &mut headers).unwrap();
    let mut map = BaggageMap::extract(&headers);
    map.push(baggage_runtime::Member::new("vendor", "x").unwrap()).unwrap();
    map.inject(&mut headers);
    headers
}

/// What a reader says of `headers`: the struct, or the fields that failed.
fn read<T: Baggage + Debug>(headers: &HeaderMap) -> String {
    match from_headers::<T>(headers) {
        Ok(read) => {
            let text = format!("{read:?}");
            let inner = text.split_once(" { ").and_then(|(_, inner)| inner.strip_suffix(" }"));
            inner.unwrap_or(&text).to_owned()
        }
        Err(error) => {
            let failed = error.errors().iter().map(|e| format!("`{}` {}", e.key(), e.kind()));
            format!("error: {}", failed.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What the other version reads of `sent`.
fn one_way<A: Baggage, B: Baggage + Debug>(middle: Middle, sent: &A) -> String {
    read::<B>(&through(middle, &request(sent)))
}

/// What comes back to the sender after the other version read `sent`, and put it back where it
/// could.
fn there_and_back<A, B>(middle: Middle, sent: &A) -> String
where
    A: Baggage + Debug + PartialEq,
    B: Baggage,
{
    let received = through(middle, &request(sent));
    let mut map = BaggageMap::extract(&received);
    if let Ok(read) = map.decode::<B>() {
        map.put(&read).unwrap();
    }
    let mut headers = HeaderMap::new();
    map.inject(&mut headers);
    assert_eq!(map.get("vendor").as_deref(), Some("x"));
    let returned = through(middle, &headers);
    match from_headers::<A>(&returned) {
        Ok(read) if read == *sent => "as it was".to_owned(),
        _ => read::<A>(&returned),
    }
}

/// One change of a schema, and what comes of it: old to new, new to old, and both there and back.
struct Row {
    change: &'static str,
    cells: [String; 4],
}

fn row<Old, New>(change: &'static str, old: &Old, new: &New, expected: [&str; 4]) -> Row
where
    Old: Baggage + Debug + PartialEq,
    New: Baggage + Debug + PartialEq,
{
    let cells = [forwards as Middle, adds_its_own].map(|middle| {
        [
            one_way::<Old, New>(middle, old),
            one_way::<New, Old>(middle, new),
            there_and_back::<Old, New>(middle, old),
            there_and_back::<New, Old>(middle, new),
        ]
    });
    assert_eq!(cells[0], cells[1], "{change}: what is between must not matter");
    assert_eq!(cells[0], expected, "{change}");
    let [cells, _] = cells;
    Row { change, cells }
}

fn print(rows: &[Row]) {
    let heads = ["change", "old → new", "new → old", "old → new → old", "new → old → new"];
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(String::as_str);
            [row.change].into_iter().chain(cells).collect::<Vec<_>>()
        })
        .collect();
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.chain([heads[column].chars().count()]).max().unwrap_or(0)
    };
    let show = |line: &[&str]| {
        let cells = line.iter().enumerate().map(|(i, cell)| format!("{cell:0$}", width(i)));
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
    };
    show(&heads);
    println!("|{}|", [0, 1, 2, 3, 4].map(|i| "-".repeat(width(i) + 2)).join("|"));
    for line in &lines {
        show(line);
    }
}

macro_rules! version {
    ($name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Baggage, Clone, Debug, PartialEq)]
        struct $name {
            $($(#[$attr])* $field: $type,)*
        }
    };
}

macro_rules! plan {
    ($name:ident { $($(#[$attr:meta])* $variant:ident,)* }) => {
        #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
        #[baggage(rename_all = "lowercase")]
        enum $name {
            $($(#[$attr])* $variant,)*
        }
    };
}

fn variant_added_to_an_open_enum() -> Row {
    plan! { OldPlan { Free, #[baggage(other)] Unknown, } }
    plan! { NewPlan { Free, Gold, #[baggage(other)] Unknown, } }
    version! { Old { plan: OldPlan, } }
    version! { New { plan: NewPlan, } }
    row(
        "variant added, with a catch-all",
        &Old { plan: OldPlan::Free },
        &New { plan: NewPlan::Gold },
        ["plan: Free", "plan: Unknown", "as it was", "as it was"],
    )
}

fn variant_added_to_a_closed_enum() -> Row {
    plan! { OldPlan { Free, } }
    plan! { NewPlan { Free, Gold, } }
    version! { Old { plan: OldPlan, } }
    version! { New { plan: NewPlan, } }
    assert_ne!(NewPlan::Free, NewPlan::Gold);
    row(
        "variant added, no catch-all",
        &Old { plan: OldPlan::Free },
        &New { plan: NewPlan::Gold },
        ["plan: Free", "error: `plan` unknown variant", "as it was", "as it was"],
    )
}

fn variant_renamed_with_an_alias() -> Row {
    plan! { OldPlan { Paid, #[baggage(other)] Unknown, } }
    plan! { NewPlan { #[baggage(alias("paid"))] Pro, #[baggage(other)] Unknown, } }
    version! { Old { plan: OldPlan, } }
    version! { New { plan: NewPlan, } }
    row(
        "variant renamed, with an alias",
        &Old { plan: OldPlan::Paid },
        &New { plan: NewPlan::Pro },
        ["plan: Pro", "plan: Unknown", "as it was", "as it was"],
    )
}

fn optional_field_added() -> Row {
    version! { Old { id: u8, } }
    version! { New { id: u8, hops: Option<u8>, } }
    row(
        "optional field added",
        &Old { id: 7 },
        &New { id: 7, hops: Some(2) },
        ["id: 7, hops: None", "id: 7", "as it was", "as it was"],
    )
}

fn field_with_default_added() -> Row {
    version! { Old { id: u8, } }
    version! { New { id: u8, #[baggage(default = 3)] hops: u8, } }
    row(
        "field with a default added",
        &Old { id: 7 },
        &New { id: 7, hops: 2 },
        ["id: 7, hops: 3", "id: 7", "as it was", "as it was"],
    )
}

fn required_field_added() -> Row {
    version! { Old { id: u8, } }
    version! { New { id: u8, hops: u8, } }
    row(
        "required field added",
        &Old { id: 7 },
        &New { id: 7, hops: 2 },
        ["error: `hops` missing", "id: 7", "as it was", "as it was"],
    )
}

fn optional_field_removed() -> Row {
    version! { Old { id: u8, hops: Option<u8>, } }
    version! { New { id: u8, } }
    row(
        "optional field removed",
        &Old { id: 7, hops: Some(2) },
        &New { id: 7 },
        ["id: 7", "id: 7, hops: None", "as it was", "as it was"],
    )
}

fn required_field_removed() -> Row {
    version! { Old { id: u8, hops: u8, } }
    version! { New { id: u8, } }
    row(
        "required field removed",
        &Old { id: 7, hops: 2 },
        &New { id: 7 },
        ["id: 7", "error: `hops` missing", "as it was", "as it was"],
    )
}

fn field_renamed_with_an_alias() -> Row {
    version! { Old { uid: u8, } }
    version! { New { #[baggage(alias("uid"))] user_id: u8, } }
    row(
        "renamed, with an alias in the new one",
        &Old { uid: 7 },
        &New { user_id: 7 },
        // What is put back stands under the new key, for an alias is never written.
        ["user_id: 7", "error: `uid` missing", "error: `uid` missing", "as it was"],
    )
}

fn field_renamed_with_aliases_in_both() -> Row {
    version! { Old { #[baggage(alias("user_id"))] uid: u8, } }
    version! { New { #[baggage(alias("uid"))] user_id: u8, } }
    row(
        "renamed, with an alias in both",
        &Old { uid: 7 },
        &New { user_id: 7 },
        ["user_id: 7", "uid: 7", "as it was", "as it was"],
    )
}

fn optional_field_made_required() -> Row {
    version! { Old { id: u8, hops: Option<u8>, } }
    version! { New { id: u8, hops: u8, } }
    row(
        "optional made required",
        &Old { id: 7, hops: None },
        &New { id: 7, hops: 2 },
        ["error: `hops` missing", "id: 7, hops: Some(2)", "as it was", "as it was"],
    )
}

fn required_field_made_optional() -> Row {
    version! { Old { id: u8, hops: u8, } }
    version! { New { id: u8, hops: Option<u8>, } }
    row(
        "required made optional",
        &Old { id: 7, hops: 2 },
        &New { id: 7, hops: None },
        ["id: 7, hops: Some(2)", "error: `hops` missing", "as it was", "as it was"],
    )
}

fn number_widened() -> Row {
    version! { Old { id: u8, } }
    version! { New { id: u32, } }
    row(
        "number widened",
        &Old { id: 7 },
        &New { id: 300 },
        ["id: 7", "error: `id` out of range", "as it was", "as it was"],
    )
}

fn text_allowed_to_be_longer() -> Row {
    version! { Old { #[baggage(max_len = 4)] note: String, } }
    version! { New { #[baggage(max_len = 8)] note: String, } }
    row(
        "text may be longer",
        &Old { note: "four".to_owned() },
        &New { note: "long, é".to_owned() },
        ["note: \"four\"", "error: `note` too long", "as it was", "as it was"],
    )
}

fn token_made_a_list() -> Row {
    version! { Old { #[baggage(token, max_len = 8)] tags: String, } }
    version! { New { #[baggage(token, max_len = 8, max_items = 2)] tags: Vec<String>, } }
    row(
        "token made a list",
        &Old { tags: "a".to_owned() },
        &New { tags: vec!["a".to_owned(), "b".to_owned()] },
        ["tags: [\"a\"]", "error: `tags` not a token", "as it was", "as it was"],
    )
}

fn type_changed() -> Row {
    version! { Old { id: u8, } }
    version! { New { #[baggage(max_len = 8)] id: String, } }
    row(
        "number made text",
        &Old { id: 7 },
        &New { id: "x-7".to_owned() },
        ["id: \"7\"", "error: `id` not a number", "as it was", "as it was"],
    )
}

#[test]
fn a30_versions_of_a_schema_lose_nothing_and_fail_as_documented() {
    let rows = [
        variant_added_to_an_open_enum(),
        variant_added_to_a_closed_enum(),
        variant_renamed_with_an_alias(),
        optional_field_added(),
        field_with_default_added(),
        required_field_added(),
        optional_field_removed(),
        required_field_removed(),
        field_renamed_with_an_alias(),
        field_renamed_with_aliases_in_both(),
        optional_field_made_required(),
        required_field_made_optional(),
        number_widened(),
        text_allowed_to_be_longer(),
        token_made_a_list(),
        type_changed(),
    ];
    print(&rows);
}
