//! Views: a service's own struct, held to the contract that it names.

use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, Class, ErrorKind, Field, from_str, to_string,
};

/// What every service of the shop knows of a request.
#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(max_bytes = 700, prefix = "shop.")]
struct Contract {
    /// Numeric account id.
    #[baggage(alias("uid", "account"), class = "pii", owner = "team-identity", write_once)]
    user_id: u64,
    /// Price plan.
    #[baggage(since = "1.1", from_client, public)]
    tier: Tier,
    /// Experiments.
    #[baggage(token, separator = '|', max_items = 3, max_len = 8, default)]
    features: Vec<String>,
    /// Where the request is served.
    #[baggage(max_len = 16, deprecated(replaced_by = "cell"))]
    region: Option<String>,
    /// From one to five.
    #[baggage(range(1..=5))]
    stars: Option<u8>,
    /// Ticket of the visit.
    #[baggage(allow_sensitive = "opens nothing")]
    session_id: Option<u32>,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    #[baggage(alias = "plus")]
    Pro,
}

fn contract() -> Contract {
    Contract {
        user_id: 7,
        tier: Tier::Pro,
        features: vec!["a".to_owned(), "b".to_owned()],
        region: Some("eu".to_owned()),
        stars: Some(5),
        session_id: Some(1),
    }
}

/// The keys and kinds of the errors that `baggage` makes for `T`.
fn faults<T: Baggage>(baggage: &str) -> Vec<(&'static str, ErrorKind)> {
    match from_str::<T>(baggage) {
        Ok(_) => Vec::new(),
        Err(error) => error.errors().iter().map(|error| (error.key(), error.kind())).collect(),
    }
}

mod everything {
    use super::*;

    /// The same keys, with as little said as a view can say.
    #[derive(Baggage, Clone, Debug, PartialEq)]
    #[baggage(subset_of = Contract, prefix = "shop.")]
    struct View {
        /// For the quota.
        user_id: u64,
        /// For the queue.
        tier: Tier,
        /// For the new page.
        #[baggage(default)]
        features: Vec<String>,
        /// For the taxes.
        #[baggage(rename = "region")]
        place: Option<String>,
        /// For the order of results.
        #[baggage(range(1..=5))]
        stars: Option<u8>,
        /// For the support.
        session_id: Option<u32>,
        #[baggage(skip)]
        local: u8,
    }

    fn field(key: &str) -> &'static Field {
        View::SCHEMA.field(key).unwrap()
    }

    #[test]
    fn a_view_knows_its_contract() {
        assert_eq!(View::SCHEMA.contract(), Some(Contract::SCHEMA));
        assert_eq!(Contract::SCHEMA.contract(), None);
        assert_eq!(View::SCHEMA.name(), "View");
    }

    #[test]
    fn bounds_token_and_separator_are_inherited() {
        let features = field("shop.features");
        assert_eq!((features.max_len(), features.max_items()), (Some(8), Some(3)));
        assert_eq!(features.separator(), b'|');
        let of_contract = Contract::SCHEMA.field("shop.features").unwrap();
        assert_eq!(features.wire_type(), of_contract.wire_type());
        assert_eq!(features.max_encoded_len(), of_contract.max_encoded_len());
        assert_eq!(field("shop.region").max_len(), Some(16));
    }

    #[test]
    fn aliases_class_and_trust_are_inherited() {
        let user = field("shop.user_id");
        assert_eq!(user.aliases(), ["shop.uid", "shop.account"]);
        assert_eq!((user.class(), user.owner()), (Class::Pii, Some("team-identity")));
        assert!(user.is_write_once() && !user.is_public());
        let tier = field("shop.tier");
        assert!(tier.is_from_client() && tier.is_public());
        assert_eq!(tier.since(), Some("1.1"));
        assert!(field("shop.region").deprecated().is_some());
        assert_eq!(field("shop.session_id").allow_sensitive(), Some("opens nothing"));
    }

    #[test]
    fn comments_and_names_are_the_views_own() {
        assert_eq!(field("shop.user_id").doc(), "For the quota.");
        assert_eq!(field("shop.region").name(), "place");
    }

    #[test]
    fn the_budget_is_that_of_the_contract() {
        assert_eq!(View::SCHEMA.max_bytes(), 700);
        assert_eq!(View::SCHEMA.max_encoded_len(), Contract::SCHEMA.max_encoded_len());
    }

    #[test]
    fn a_view_reads_and_writes_what_its_contract_does() {
        let text = to_string(&contract()).unwrap();
        let view: View = from_str(&text).unwrap();
        assert_eq!((view.user_id, view.place.as_deref()), (7, Some("eu")));
        assert_eq!(view.features, ["a", "b"]);
        assert_eq!(to_string(&view).unwrap(), text);
    }

    #[test]
    fn inherited_aliases_are_read_and_gone_after_a_put() {
        let mut map = BaggageMap::parse("shop.account=7,shop.tier=plus,x=1");
        let view: View = map.decode().unwrap();
        assert_eq!((view.user_id, view.tier), (7, Tier::Pro));
        map.put(&view).unwrap();
        assert_eq!(map.to_string(), "shop.user_id=7,shop.tier=plus,x=1");
    }

    #[test]
    fn inherited_bounds_hold_when_reading() {
        assert_eq!(
            faults::<View>("shop.uid=1,shop.tier=free,shop.features=a%7Cb%7Cc%7Cd"),
            [("shop.features", ErrorKind::TooManyItems)],
        );
        assert_eq!(
            faults::<View>("shop.uid=1,shop.tier=free,shop.features=a%2Fb,shop.stars=6"),
            [("shop.features", ErrorKind::NotAToken), ("shop.stars", ErrorKind::OutOfRange)],
        );
    }

    #[test]
    fn inherited_bounds_hold_when_writing() {
        let good: View = from_str("shop.uid=1,shop.tier=free").unwrap();
        let bad = View { place: Some("x".repeat(17)), features: vec!["/".to_owned()], ..good };
        let error = to_string(&bad).unwrap_err();
        let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
        assert_eq!(
            kinds,
            [("shop.features", ErrorKind::NotAToken), ("shop.region", ErrorKind::TooLong)],
        );
    }

    #[test]
    fn inherited_write_once_holds() {
        let mut map = BaggageMap::parse("shop.user_id=1,shop.tier=free");
        let view: View = map.decode().unwrap();
        assert!(map.put(&View { user_id: 2, ..view }).is_err());
    }
}

mod parts {
    use super::*;

    /// What payments needs.
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = self::super::Contract, rename_all = "snake_case", prefix = "shop.")]
    struct Required {
        /// Taxes depend on it; the contract makes it optional.
        region: String,
        /// Said by the contract to be required.
        #[baggage(default = Tier::Free)]
        tier: Tier,
    }

    #[test]
    fn a_view_may_require_what_is_optional() {
        let region = Required::SCHEMA.field("shop.region").unwrap();
        assert!(region.is_required());
        assert_eq!(region.max_len(), Some(16));
        assert_eq!(faults::<Required>("x=1"), [("shop.region", ErrorKind::Missing)]);
    }

    #[test]
    fn a_view_may_default_what_is_required() {
        let read: Required = from_str("shop.region=eu").unwrap();
        assert_eq!(read.tier, Tier::Free);
    }

    #[test]
    fn a_put_of_a_view_leaves_the_rest_of_the_contract_alone() {
        let mut map = BaggageMap::parse(to_string(&contract()).unwrap());
        map.put(&Required { region: "us".to_owned(), tier: Tier::Pro }).unwrap();
        let read: Contract = map.decode().unwrap();
        assert_eq!(read, Contract { region: Some("us".to_owned()), ..contract() });
    }

    /// Other Rust types of the same wire types, without the heap.
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = Contract, prefix = "shop.", max_bytes = 200)]
    struct Inline {
        /// For the page.
        features: arrayvec::ArrayVec<arrayvec::ArrayString<8>, 3>,
        /// For the log.
        region: Option<arrayvec::ArrayString<20>>,
        /// For the quota.
        user_id: AccountId,
    }

    #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
    struct AccountId(u64);

    #[test]
    fn other_types_of_the_same_wire_type_fit() {
        let text = to_string(&contract()).unwrap();
        let read: Inline = from_str(&text).unwrap();
        assert_eq!((read.features.len(), read.user_id), (2, AccountId(7)));
        assert_eq!(Inline::SCHEMA.field("shop.region").unwrap().max_len(), Some(16));
    }

    #[test]
    fn a_view_may_state_a_budget_of_its_own() {
        assert_eq!(Inline::SCHEMA.max_bytes(), 200);
    }
}

mod enums {
    use super::*;

    /// Knows one plan, and takes every other as such.
    #[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
    #[baggage(rename_all = "kebab-case")]
    enum IsPro {
        Pro,
        #[baggage(other)]
        No,
    }

    /// What the queue needs.
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = Contract)]
    struct Queue {
        /// Pro plans go first.
        #[baggage(rename = "shop.tier")]
        is_pro: IsPro,
    }

    #[test]
    fn a_catch_all_stands_for_variants_that_a_view_does_not_name() {
        let read = |text| from_str::<Queue>(text).unwrap().is_pro;
        assert_eq!(read("shop.tier=free"), IsPro::No);
        assert_eq!(read("shop.tier=pro"), IsPro::Pro);
    }

    #[test]
    fn a_catch_all_keeps_what_was_received() {
        let mut map = BaggageMap::parse("shop.tier=free;p=1");
        let queue: Queue = map.decode().unwrap();
        map.put(&queue).unwrap();
        assert_eq!(map.to_string(), "shop.tier=free;p=1");
    }
}

mod chains {
    use super::*;

    /// A view can be the contract of another one.
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = Contract, prefix = "shop.")]
    struct Team {
        /// For all services of the team.
        region: Option<String>,
        /// For one of them.
        user_id: u64,
    }

    /// One service of the team.
    #[derive(Baggage, Debug, PartialEq)]
    #[baggage(subset_of = Team, prefix = "shop.")]
    struct One {
        /// For the quota.
        user_id: u64,
    }

    #[test]
    fn a_view_of_a_view_inherits_from_the_contract() {
        assert_eq!(One::SCHEMA.fields()[0].aliases(), ["shop.uid", "shop.account"]);
        assert_eq!(One::SCHEMA.max_bytes(), 700);
        assert_eq!(One::SCHEMA.contract(), Some(Team::SCHEMA));
    }
}
