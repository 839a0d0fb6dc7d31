//! Every field, by every client, to every kind of host: what arrives is what the policy lets out.

use baggage_runtime::{Baggage, BaggageMap, BaggageValue, Egress};

use crate::clients::{ALL, Client, Sink, baggage};

/// What the shop knows of a request: a field of each kind.
#[derive(Baggage)]
struct Context {
    /// Account.
    #[baggage(class = "pii")]
    user_id: Option<u64>,
    /// Where the order goes to.
    #[baggage(class = "confidential", max_len = 32)]
    address_line: Option<String>,
    /// Price plan.
    tier: Option<Tier>,
    /// From the client, and not for others.
    #[baggage(from_client, token, max_len = 8)]
    client: Option<String>,
    /// Experiments.
    #[baggage(token, max_items = 4, max_len = 8, default)]
    features: Vec<String>,
    /// Language of the receipt.
    #[baggage(public, token, max_len = 8, alias("lang"))]
    locale: Option<String>,
    /// Order.
    #[baggage(public)]
    order: Option<u64>,
    /// For both partners.
    #[baggage(public, default)]
    sandbox: bool,
}

#[derive(BaggageValue, Clone, Copy)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    Pro,
}

/// What another partner may know.
#[derive(Baggage)]
struct Other {
    /// For both partners.
    #[baggage(public, default)]
    sandbox: bool,
    /// Not public here.
    #[baggage(token, max_len = 8)]
    locale: Option<String>,
}

fn egress() -> Egress {
    Egress::none()
        .internal(["*.svc.local"])
        .partner(["api.cardnet.example", "*.cardnet.svc.local"], Context::SCHEMA)
        .partner(["api.mail.example"], Other::SCHEMA)
}

/// One member, and what of it the two partners get.
const MEMBERS: [(&str, Option<&str>, Option<&str>); 12] = [
    ("user_id=7", None, None),
    ("address_line=Main%20Street%207", None, None),
    ("tier=pro", None, None),
    ("client=app", None, None),
    ("features=a%2Cb", None, None),
    ("locale=de", Some("locale=de"), None),
    ("lang=de;p=secret", Some("lang=de"), None),
    ("order=9;user_id=7", Some("order=9"), None),
    ("sandbox=true", Some("sandbox=true"), Some("sandbox=true")),
    ("vendor=x;p=1", None, None),
    ("Locale=de", None, None),
    ("order2=%zz", None, None),
];

/// Who is at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Ours,
    Cardnet,
    Mail,
    Nobody,
}

const HOSTS: [(&str, Who); 12] = [
    ("payments.svc.local", Who::Ours),
    ("Payments.SVC.local", Who::Ours),
    ("payments.svc.local.", Who::Ours),
    ("api.cardnet.example", Who::Cardnet),
    ("a.cardnet.svc.local", Who::Cardnet),
    ("api.mail.example", Who::Mail),
    ("evil.example", Who::Nobody),
    ("svc.local", Who::Nobody),
    ("svc.local.evil.example", Who::Nobody),
    ("payments.svc.local.evil.example", Who::Nobody),
    ("evilsvc.local", Who::Nobody),
    ("x.api.cardnet.example", Who::Nobody),
];

/// What of a map at its host may be seen.
async fn seen(sink: &Sink, client: Client, host: &str, text: &str) -> Option<String> {
    let stale = ["stale=secret", "user_id=8"];
    let headers = sink.sent(client, &egress(), host, BaggageMap::parse(text), &stale).await;
    baggage(&headers)
}

#[tokio::test]
async fn each_host_gets_of_each_field_what_it_may_from_every_client() {
    let sink = Sink::start().await;
    let mut count = 0;
    for client in ALL {
        for (host, who) in HOSTS {
            for (member, cardnet, mail) in MEMBERS {
                let expected = match who {
                    Who::Ours => Some(member),
                    Who::Cardnet => cardnet,
                    Who::Mail => mail,
                    Who::Nobody => None,
                };
                let seen = seen(&sink, client, host, member).await;
                assert_eq!(seen.as_deref(), expected, "{client:?} {host} {member}");
                count += 1;
            }
        }
    }
    assert_eq!(count, ALL.len() * HOSTS.len() * MEMBERS.len());
}

#[tokio::test]
async fn all_fields_at_once_are_no_more_than_each_alone() {
    let sink = Sink::start().await;
    let all: Vec<_> = MEMBERS.iter().map(|(member, ..)| *member).collect();
    // One locale under its key and one under its alias.
    let public = "locale=de,lang=de,order=9,sandbox=true";
    for client in ALL {
        let seen = async |host| seen(&sink, client, host, &all.join(",")).await;
        assert_eq!(seen("payments.svc.local").await, Some(all.join(",")), "{client:?}");
        assert_eq!(seen("api.cardnet.example").await.as_deref(), Some(public), "{client:?}");
        assert_eq!(seen("api.mail.example").await.as_deref(), Some("sandbox=true"), "{client:?}");
        assert_eq!(seen("evil.example").await, None, "{client:?}");
    }
}

#[tokio::test]
async fn a_policy_that_lists_nobody_lets_nothing_out() {
    let sink = Sink::start().await;
    for client in ALL {
        for (host, _) in HOSTS {
            let map = BaggageMap::parse("sandbox=true,locale=de");
            let headers = sink.sent(client, &Egress::none(), host, map, &["stale=1"]).await;
            assert_eq!(baggage(&headers), None, "{client:?} {host}");
        }
    }
}

#[tokio::test]
async fn text_that_is_made_to_look_like_a_host_of_ours_gets_nothing() {
    let sink = Sink::start().await;
    // The clients that take what they are told; for the others it is no URI, or leads elsewhere.
    let tricks = [
        "payments.svc.local@evil.example",
        "evil.example/?x=.svc.local",
        "evil.example#.svc.local",
        "evil.example\\.svc.local",
        "evil.example%2f.svc.local",
        "payments.svc.local,evil.example",
        "payments.svc.local evil.example",
        "*.svc.local",
        "[::ffff:10.0.0.7].svc.local",
        "",
    ];
    for client in [Client::HyperHost, Client::HyperTo, Client::TonicTo, Client::TonicInterceptor] {
        for host in tricks {
            let seen = seen(&sink, client, host, "user_id=7,locale=de").await;
            assert_eq!(seen, None, "{client:?} {host:?}");
        }
    }
    // In a URI the part before `@` is no host, and the path is not either.
    let port = sink.port();
    let tricks = [
        format!("payments.svc.local@evil.example:{port}"),
        format!("payments.svc.local:{port}@evil.example:{port}"),
        format!("evil.example:{port}/?x=.svc.local"),
        format!("evil.example:{port}/.svc.local"),
    ];
    for client in [Client::Tower, Client::Hyper1, Client::Hyper2, Client::Reqwest] {
        for host in &tricks {
            let seen = seen(&sink, client, host, "user_id=7,locale=de").await;
            assert_eq!(seen, None, "{client:?} {host:?}");
        }
    }
}

#[tokio::test]
async fn ports_and_addresses_count_where_a_pattern_has_them() {
    let sink = Sink::start().await;
    let port = sink.port();
    let here = format!("payments.svc.local:{port}");
    let elsewhere = format!("payments.svc.local:{}", port ^ 1);
    let address = format!("127.0.0.1:{port}");
    let table = [
        (here.as_str(), here.as_str(), true),
        (&elsewhere, &here, false),
        ("127.0.0.0/8", &address, true),
        (&address, &address, true),
        ("10.0.0.0/8", &address, false),
        ("*.svc.local", &address, false),
    ];
    for (pattern, host, goes) in table {
        let egress = Egress::none().internal([pattern]);
        for client in ALL {
            let map = BaggageMap::parse("user_id=7");
            let headers = sink.sent(client, &egress, host, map, &[]).await;
            let expected = goes.then_some("user_id=7");
            assert_eq!(baggage(&headers).as_deref(), expected, "{client:?} {pattern} {host}");
        }
    }
    // Addresses of version 6, for clients that take what they are told.
    let egress = Egress::none().internal(["[fd00::7]", "10.0.0.0/8"]);
    let table = [("[FD00:0::7]:8080", true), ("[fd00::8]", false), ("[::ffff:10.0.0.7]", true)];
    for (host, goes) in table {
        for client in [Client::Tower, Client::HyperHost, Client::HyperTo, Client::TonicTo] {
            let map = BaggageMap::parse("user_id=7");
            let headers = sink.sent(client, &egress, host, map, &[]).await;
            assert_eq!(baggage(&headers).is_some(), goes, "{client:?} {host}");
        }
    }
}
