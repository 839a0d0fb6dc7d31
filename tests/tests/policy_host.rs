//! Hosts as egress rules see them: parsed, never as text.

use baggage_runtime::{Authority, AuthorityError, Baggage, Egress, Verdict};

/// What partners may know.
#[derive(Baggage)]
struct Shared {
    /// Order.
    #[baggage(public)]
    order: u8,
}

fn authority(text: &str) -> Authority {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn is_internal(pattern: &str, host: &str) -> bool {
    let egress = Egress::none().internal([pattern]);
    // Text that is no host reaches nothing, so the trick has failed before a rule is asked.
    host.parse().is_ok_and(|host| egress.verdict(&host) == Verdict::Everything)
}

#[test]
fn an_authority_has_one_form() {
    let forms = [
        ("payments.svc.local", "payments.svc.local"),
        ("PayMents.SVC.Local", "payments.svc.local"),
        ("payments.svc.local.", "payments.svc.local"),
        ("payments.svc.local.:80", "payments.svc.local:80"),
        ("payments.svc.local:", "payments.svc.local"),
        ("payments.svc.local:08080", "payments.svc.local:8080"),
        ("_grpc._tcp.svc.local", "_grpc._tcp.svc.local"),
        ("localhost", "localhost"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("10.0.0.7:8080", "10.0.0.7:8080"),
        ("10.0.0.7.", "10.0.0.7"),
        ("[::1]", "[::1]"),
        ("[::1]:443", "[::1]:443"),
        ("[0:0:0::0001]", "[::1]"),
        ("[FD00::A]", "[fd00::a]"),
        ("[::ffff:10.0.0.7]", "10.0.0.7"),
        ("[::ffff:a00:7]:80", "10.0.0.7:80"),
        ("3com.example", "3com.example"),
        ("1e100.net", "1e100.net"),
    ];
    for (text, form) in forms {
        assert_eq!(authority(text).to_string(), form, "{text:?}");
        assert_eq!(authority(text), authority(form), "{text:?}");
    }
}

#[test]
fn what_is_no_host_is_refused() {
    let long_label = format!("{}.local", "a".repeat(64));
    let long_name = format!("{}local", "a.".repeat(125));
    let wrong = [
        ("", AuthorityError::Name),
        (".", AuthorityError::Name),
        ("..", AuthorityError::Name),
        (":80", AuthorityError::Name),
        ("a..b", AuthorityError::Name),
        (".svc.local", AuthorityError::Name),
        ("svc.local..", AuthorityError::Name),
        (long_label.as_str(), AuthorityError::Name),
        (long_name.as_str(), AuthorityError::Name),
        ("evil.com/?x=.svc.local", AuthorityError::Url),
        ("evil.com?.svc.local", AuthorityError::Name),
        ("evil.com#.svc.local", AuthorityError::Name),
        ("evil.com\\.svc.local", AuthorityError::Name),
        ("evil.com%2f.svc.local", AuthorityError::Name),
        ("evil.com%00.svc.local", AuthorityError::Name),
        ("%65vil.com", AuthorityError::Name),
        ("evil.com\0.svc.local", AuthorityError::Name),
        ("evil.com\r\n.svc.local", AuthorityError::Name),
        (" payments.svc.local", AuthorityError::Name),
        ("payments.svc.local ", AuthorityError::Name),
        ("payments.svc.local,evil.com", AuthorityError::Name),
        ("*.svc.local", AuthorityError::Name),
        ("http://payments.svc.local", AuthorityError::Url),
        ("bücher.example", AuthorityError::Name),
        ("раyments.svc.local", AuthorityError::Name),
        ("payments。svc。local", AuthorityError::Name),
        ("payments.svc.loc\u{430}l", AuthorityError::Name),
        ("user@payments.svc.local", AuthorityError::UserInfo),
        ("payments.svc.local@evil.com", AuthorityError::UserInfo),
        ("payments.svc.local:80@evil.com", AuthorityError::UserInfo),
        ("@payments.svc.local", AuthorityError::UserInfo),
        ("payments.svc.local:http", AuthorityError::Port),
        ("payments.svc.local:65536", AuthorityError::Port),
        ("payments.svc.local:-1", AuthorityError::Port),
        ("payments.svc.local:+80", AuthorityError::Port),
        ("payments.svc.local:80:80", AuthorityError::Port),
        ("payments.svc.local:8０", AuthorityError::Port),
        ("::1", AuthorityError::Name),
        ("fd00::1", AuthorityError::Port),
        ("[::1", AuthorityError::Address),
        ("[::1]x", AuthorityError::Port),
        ("[::1]]", AuthorityError::Port),
        ("[[::1]]", AuthorityError::Address),
        ("[]", AuthorityError::Address),
        ("[fe80::1%eth0]", AuthorityError::Address),
        ("[10.0.0.7]", AuthorityError::Address),
        ("[payments.svc.local]", AuthorityError::Address),
        ("10.0.0.256", AuthorityError::Address),
        ("10.0.0.07", AuthorityError::Address),
        ("10.1", AuthorityError::Address),
        ("167772161", AuthorityError::Address),
        ("0x0a000001", AuthorityError::Address),
        ("10.0.0.0x1", AuthorityError::Address),
        ("evil.com.0X", AuthorityError::Address),
    ];
    for (text, error) in wrong {
        assert_eq!(text.parse::<Authority>(), Err(error), "{text:?}");
    }
}

#[test]
fn a_wildcard_matches_whole_labels_in_front_of_the_domain() {
    for host in ["payments.svc.local", "a.b.SVC.local", "payments.svc.local.:8080"] {
        assert!(is_internal("*.svc.local", host), "{host:?}");
    }
    let foreign = [
        "svc.local",
        "svc.local.",
        "evilsvc.local",
        "evil-svc.local",
        "svc.local.evil.com",
        "payments.svc.local.evil.com",
        "evil.com/?x=.svc.local",
        "payments.svc.local@evil.com",
        "evil.com",
        "local",
        "payments.svc.local..",
        "payments.svc.localhost",
    ];
    for host in foreign {
        assert!(!is_internal("*.svc.local", host), "{host:?}");
    }
}

#[test]
fn a_name_matches_itself_and_nothing_below() {
    assert!(is_internal("Payments.svc.local.", "payments.SVC.local"));
    assert!(is_internal("xn--bcher-kva.example", "XN--bcher-kva.example"));
    for host in ["a.payments.svc.local", "svc.local", "payments", "xpayments.svc.local"] {
        assert!(!is_internal("payments.svc.local", host), "{host:?}");
    }
}

#[test]
fn a_port_counts_only_where_the_pattern_has_one() {
    for host in ["a.svc.local", "a.svc.local:80", "a.svc.local:8443"] {
        assert!(is_internal("*.svc.local", host), "{host:?}");
        assert_eq!(is_internal("*.svc.local:80", host), host.ends_with(":80"), "{host:?}");
    }
    assert!(is_internal("[::1]:80", "[::1]:80"));
    assert!(!is_internal("[::1]:80", "[::1]"));
    let with_scheme = authority("a.svc.local").with_default_port(80);
    assert_eq!(with_scheme, authority("a.svc.local:80"));
    assert_eq!(authority("a.svc.local:81").with_default_port(80).port(), Some(81));
}

#[test]
fn a_network_matches_its_addresses_however_they_are_written() {
    let ten = ["10.0.0.0", "10.255.255.255", "10.1.2.3:80", "[::ffff:10.1.2.3]"];
    for host in ten {
        assert!(is_internal("10.0.0.0/8", host), "{host:?}");
    }
    let foreign = ["9.255.255.255", "11.0.0.0", "[::a00:1]", "10.evil.com", "x10.0.0.1", "10.1"];
    for host in foreign {
        assert!(!is_internal("10.0.0.0/8", host), "{host:?}");
    }
    assert!(is_internal("192.168.1.128/25", "192.168.1.200"));
    assert!(!is_internal("192.168.1.128/25", "192.168.1.127"));
    assert!(is_internal("10.0.0.7/32", "10.0.0.7") && !is_internal("10.0.0.7/32", "10.0.0.6"));
    assert!(is_internal("0.0.0.0/0", "203.0.113.9") && !is_internal("0.0.0.0/0", "[2001:db8::1]"));
    assert!(is_internal("fd00::/8", "[fdff::1]:443") && !is_internal("fd00::/8", "[fe00::1]"));
    assert!(is_internal("10.0.0.7", "10.0.0.7:80") && !is_internal("10.0.0.7", "10.0.0.70"));
}

#[test]
fn a_name_is_never_in_a_network() {
    for host in ["10.0.0.1.evil.com", "10-0-0-1.evil.com", "localhost"] {
        assert!(!is_internal("0.0.0.0/0", host), "{host:?}");
    }
}

#[test]
fn a_pattern_that_is_none_is_an_error_that_names_it() {
    let wrong = [
        "",
        "*",
        "*.",
        "*svc.local",
        "a.*.local",
        "**.local",
        "*.*.local",
        "*.10.0.0.1",
        "*.[::1]",
        ".svc.local",
        "https://svc.local",
        "user@svc.local",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.1/8",
        "10.0.0.0/8:80",
        "10.0.0/8",
        "fd00::/129",
        "::ffff:10.0.0.0/104",
        "svc.local/8",
        "bücher.example",
    ];
    for pattern in wrong {
        let error = Egress::none().try_internal([pattern]).expect_err(pattern).to_string();
        assert!(error.contains("is no pattern of hosts"), "{error}");
        assert!(pattern.is_empty() || error.contains(pattern), "{error}");
        assert!(Egress::none().try_partner([pattern], Shared::SCHEMA).is_err(), "{pattern:?}");
    }
}

#[test]
fn a_url_in_the_place_of_a_host_is_called_one() {
    for url in ["http://orders:8080", "https://svc.local", "orders/", "http://10.0.0.7/8", "a/b"] {
        let error = Egress::none().try_internal([url]).expect_err(url).to_string();
        let expected =
            format!("`{url}` is no pattern of hosts: more of a URL than its host and port");
        assert_eq!(error, expected);
        assert_eq!(url.parse::<Authority>(), Err(AuthorityError::Url), "{url}");
    }
    for network in ["10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "10.0.0.0/", "fd00::/129"] {
        let error = Egress::none().try_internal([network]).expect_err(network).to_string();
        assert!(
            error.ends_with("a network is `10.0.0.0/8`, no bit set behind the prefix"),
            "{error}"
        );
    }
}

#[test]
#[should_panic(expected = "`*svc.local` is no pattern of hosts")]
fn a_pattern_in_the_source_that_is_none_panics() {
    let _ = Egress::none().internal(["*svc.local"]);
}
