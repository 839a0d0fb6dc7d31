//! `put`: the map then says what the struct says, and nothing else in it has changed.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/header.rs"]
mod header;
#[path = "properties/text.rs"]
mod text;

use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, ErrorKind, Field, Limits, MemberError, to_string,
};
use check::check;
use header::{line, lines};
use proptest::prelude::*;
use proptest::sample::select;
use text::{text, token};

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Context {
    #[baggage(alias("uid", "user"))]
    id: u8,
    #[baggage(alias("tier"))]
    plan: Plan,
    #[baggage(max_len = 8)]
    note: Option<String>,
    #[baggage(max_items = 3, max_len = 4, default)]
    tags: Vec<String>,
    #[baggage(token, max_len = 8)]
    word: Option<String>,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Plan {
    #[baggage(alias("1"))]
    Free,
    #[baggage(alias("v"))]
    Pro,
    #[baggage(other)]
    Unknown,
}

/// The names of the fields, and keys that are none of them.
const KEYS: [&str; 10] =
    ["id", "uid", "plan", "tier", "note", "tags", "word", "vendor.x", "k", "Id"];

fn context() -> impl Strategy<Value = Context> {
    let id = prop_oneof![select(vec![1, 7, 42]), any::<u8>()];
    let note = prop_oneof![select(vec!["", "1", "v"]).prop_map(str::to_owned), text(8)];
    let tags = prop::collection::vec(text(4), 0..=3).prop_map(|tags| match &tags[..] {
        [tag] if tag.is_empty() => vec![],
        _ => tags,
    });
    let (note, word) = (prop::option::of(note), prop::option::of(token(8)));
    (id, select(vec![Plan::Free, Plan::Pro]), note, tags, word)
        .prop_map(|(id, plan, note, tags, word)| Context { id, plan, note, tags, word })
}

fn is_ours(key: &str) -> bool {
    Context::SCHEMA.field(key).is_some()
}

/// The members that are no fields, as they stand in the map.
fn foreign(map: &BaggageMap) -> Vec<String> {
    map.iter().filter(|member| !is_ours(member.key())).map(|member| member.to_string()).collect()
}

/// The member that the field `key` is read from: the last with the first of its names.
fn effective(map: &BaggageMap, key: &str) -> Option<String> {
    let field = Context::SCHEMA.field(key).expect("a field");
    let mut names = [field.key()].into_iter().chain(field.aliases().iter().copied());
    names.find_map(|name| {
        let member = map.iter().rfind(|member| member.key() == name)?;
        Some(member.to_string())
    })
}

/// Whether the member that `key` is read from stands under the key and says what `context` says.
fn says_the_same(map: &BaggageMap, context: &Context, key: &str) -> bool {
    let Some(member) = effective(map, key) else { return false };
    // Alone, with the other fields as in `context`, it must make the same struct.
    let others = to_string(context).expect("can be written");
    let others = others.split(',').filter(|other| !other.starts_with(&format!("{key}=")));
    let alone: Vec<_> = others.chain([member.as_str()]).collect();
    member.starts_with(key)
        && BaggageMap::parse(alone.join(",")).decode::<Context>().is_ok_and(|read| read == *context)
}

#[test]
fn put_makes_the_map_say_what_the_struct_says() {
    check((lines(&KEYS), context()), |(lines, context), compared| {
        let mut map = BaggageMap::parse_lines(&lines);
        map.put(&context).expect("it fits");
        compared.mark();
        prop_assert_eq!(map.decode::<Context>().expect("just written"), context);
        for field in Context::SCHEMA.fields() {
            let names = map.iter().filter(|member| {
                let names = Context::SCHEMA.field(member.key());
                names.is_some_and(|other| other.key() == field.key())
            });
            prop_assert!(names.count() <= 1, "`{}` stands twice", field.key());
        }
        Ok(())
    });
}

#[test]
fn put_leaves_every_other_member_in_its_order_byte_for_byte() {
    check((lines(&KEYS), context()), |(lines, context), compared| {
        let mut map = BaggageMap::parse_lines(&lines);
        let (before, dropped) = (foreign(&map), map.dropped());
        map.put(&context).expect("it fits");
        compared.mark();
        prop_assert_eq!(foreign(&map), before);
        prop_assert_eq!(map.dropped(), dropped);
        Ok(())
    });
}

#[test]
fn put_keeps_the_bytes_and_properties_of_a_field_that_says_the_same() {
    let own = (context(), any::<prop::sample::Index>());
    check((lines(&KEYS), own), |(mut lines, (context, own)), compared| {
        let text = to_string(&context).expect("can be written");
        let own = own.get(&text.split(',').collect::<Vec<_>>()).to_string();
        lines.push(format!("{own} ;p=1;q").into_bytes());
        let before = BaggageMap::parse_lines(&lines);
        let mut after = before.clone();
        after.put(&context).expect("it fits");
        let keys = Context::SCHEMA.fields().iter().map(Field::key);
        let same: Vec<_> = keys.filter(|key| says_the_same(&before, &context, key)).collect();
        for key in &same {
            prop_assert_eq!(effective(&after, key), effective(&before, key));
        }
        if !same.is_empty() {
            compared.mark();
        }
        Ok(())
    });
}

#[test]
fn put_again_changes_nothing() {
    check((lines(&KEYS), context()), |(lines, context), compared| {
        let mut map = BaggageMap::parse_lines(&lines);
        map.put(&context).expect("it fits");
        let (text, dropped) = (map.to_string(), map.dropped());
        map.put(&context).expect("it is there");
        compared.mark();
        prop_assert_eq!(map.to_string(), text.as_str());
        prop_assert_eq!(map.dropped(), dropped);
        // Nor does it after a hop.
        let mut map = BaggageMap::parse(&text);
        map.put(&context).expect("it is there");
        prop_assert_eq!(map.to_string(), text);
        Ok(())
    });
}

#[test]
fn putting_what_is_there_changes_not_a_byte() {
    let foreign = prop::collection::vec(line(&["k", "vendor.x", "Id"]), 6);
    check((context(), foreign), |(context, foreign), compared| {
        let own = to_string(&context).expect("can be written");
        let mixed: Vec<_> = own.split(',').zip(&foreign).collect();
        let mixed = mixed.into_iter().map(|(own, foreign)| {
            let foreign = BaggageMap::parse(foreign);
            format!(" {own} ;p=1, ,{foreign}\t")
        });
        let text = mixed.collect::<Vec<_>>().join(",");
        let mut map = BaggageMap::parse(&text);
        map.put(&context).expect("it is there");
        compared.mark();
        prop_assert_eq!(map.to_string(), text);
        Ok(())
    });
}

#[test]
fn put_drops_as_few_received_members_as_it_can_from_the_end() {
    let limits = (0_u16..12, 0_u16..150);
    check((lines(&KEYS), context(), limits), |(lines, context, (members, bytes)), compared| {
        let limits = Limits::default().max_members(members).max_bytes(bytes);
        let before = BaggageMap::parse_with(&lines, &limits);
        let mut map = before.clone();
        compared.mark();
        if let Err(error) = map.put(&context) {
            prop_assert_eq!(error.map_error(), Some(MemberError::OverLimit));
            prop_assert_eq!(map.to_string(), before.to_string());
            prop_assert_eq!(map.dropped(), before.dropped());
            return Ok(());
        }
        prop_assert_eq!(map.decode::<Context>().expect("just written"), context);
        let (foreign_before, foreign_after) = (foreign(&before), foreign(&map));
        prop_assert!(foreign_before.starts_with(&foreign_after));
        let gone = foreign_before.len() - foreign_after.len();
        prop_assert_eq!(map.dropped().over_limit(), before.dropped().over_limit() + gone);

        if let Some(next) = foreign_before.get(foreign_after.len()) {
            let fits =
                map.len() < members.into() && map.encoded_len() + 1 + next.len() <= bytes.into();
            prop_assert!(!fits, "{} had room", next);
        }
        Ok(())
    });
}

#[test]
fn a_put_that_fails_changes_nothing() {
    let long = text(40).prop_map(|text| format!("{text}123456789"));
    check((lines(&KEYS), context(), long), |(lines, good, long), compared| {
        let bad = [
            Context { note: Some(long.clone()), ..good.clone() },
            Context { tags: vec![long.clone(); 3], ..good.clone() },
            Context { tags: vec![String::new()], ..good.clone() },
            Context { word: Some(long), ..good },
        ];
        let before = BaggageMap::parse_lines(&lines);
        compared.mark();
        for bad in bad {
            let mut map = before.clone();
            let error = map.put(&bad).expect_err("one field cannot be written");
            prop_assert_eq!(error.errors().len(), 1);
            prop_assert_eq!(map.to_string(), before.to_string());
            prop_assert_eq!(map.dropped(), before.dropped());
        }
        Ok(())
    });
}

#[test]
fn a_catch_all_keeps_what_reads_as_one_and_is_refused_otherwise() {
    #[derive(Baggage, Debug)]
    struct OnlyPlan {
        #[baggage(alias("tier"))]
        plan: Plan,
    }
    check((lines(&KEYS), context()), |(lines, context), compared| {
        let unknown = Context { plan: Plan::Unknown, ..context };
        let before = BaggageMap::parse_lines(&lines);
        let mut map = before.clone();
        let result = map.put(&unknown);
        compared.mark();
        if before.decode::<OnlyPlan>().is_ok_and(|read| read.plan == Plan::Unknown) {
            prop_assert!(result.is_ok());
            prop_assert_eq!(effective(&map, "plan"), effective(&before, "plan"));
        } else {
            let error = result.expect_err("there is nothing to keep");
            prop_assert_eq!(error.errors()[0].kind(), ErrorKind::CatchAll);
            prop_assert_eq!(map.to_string(), before.to_string());
        }
        Ok(())
    });
}

#[test]
fn write_once_takes_the_first_value_and_then_only_the_same() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Order {
        #[baggage(write_once, alias("uid"))]
        id: Option<u8>,
    }
    let new = prop::option::of(select(vec![1, 7, 42]));
    check((lines(&KEYS), new), |(lines, id), compared| {
        let before = BaggageMap::parse_lines(&lines);
        let mut map = before.clone();
        let result = map.put(&Order { id });
        compared.mark();
        let is_there = before.contains_key("id") || before.contains_key("uid");
        let is_same = before.decode::<Order>().is_ok_and(|order| order.id == id);
        prop_assert_eq!(result.is_ok(), is_same || !is_there);
        match result {
            Ok(()) => prop_assert_eq!(map.decode::<Order>().expect("just written"), Order { id }),
            Err(error) => {
                prop_assert_eq!(error.errors()[0].kind(), ErrorKind::WriteOnce);
                prop_assert_eq!(map.to_string(), before.to_string());
            }
        }
        Ok(())
    });
}
