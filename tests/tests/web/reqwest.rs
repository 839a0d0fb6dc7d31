//! `PropagateMiddleware` in clients of reqwest: what goes out, and what redirects do to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request};
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use baggage_runtime::reqwest::PropagateMiddleware;
use baggage_runtime::{Baggage, BaggageMap, Egress, FutureExt as _, Service};
use http_body_util::{BodyExt as _, Collected, Full};
use reqwest::redirect::Policy;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};

use crate::peer::{PATIENCE, Server};

/// What the shop knows of a request.
#[derive(Baggage)]
struct Context {
    /// Account.
    user_id: Option<u64>,
    /// Language of the receipt.
    #[baggage(public, token, max_len = 8)]
    locale: Option<String>,
}

static CHECKOUT: Service = Service::new("checkout").strips(&["cart_note"]);

const OURS: &str = "payments.svc.local";
const ALSO_OURS: &str = "orders.svc.local";
const PARTNER: &str = "api.cardnet.example";
const FOREIGN: &str = "evil.example";
const HOSTS: [&str; 6] =
    [OURS, ALSO_OURS, PARTNER, FOREIGN, "svc.local.evil.com", "payments.svc.local.evil.com"];

const BAGGAGE: &str = "user_id=7,locale=de,vendor=x;p=1";

fn shop() -> Egress {
    Egress::none().internal(["*.svc.local"]).partner([PARTNER], Context::SCHEMA)
}

/// A server that all the hosts lead to: `/seen` says what arrived, `/to/302?url` redirects.
async fn server() -> Server {
    let seen = any(|request: Request| async { seen(request).await });
    let to = any(|Path(status): Path<u16>, RawQuery(url): RawQuery| async move {
        let status = StatusCode::from_u16(status).expect("the test asks for a status");
        (status, [("location", url.unwrap_or_default())]).into_response()
    });
    Server::start(Router::new().route("/seen", seen).route("/to/{status}", to)).await
}

/// The method, then one line for each header of interest, then the body.
async fn seen(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let mut text = format!("{}\n", parts.method);
    let names = ["host", "baggage", "authorization", "cookie", "content-type", "x-kept"];
    for name in names {
        for value in parts.headers.get_all(name) {
            text.extend([name, ": ", &*String::from_utf8_lossy(value.as_bytes()), "\n"]);
        }
    }
    (text + &String::from_utf8_lossy(&body)).into_response()
}

/// A client for which all hosts are at the server, with this policy for redirects.
fn bare(server: &Server, policy: Policy) -> reqwest::Client {
    let mut builder = reqwest::Client::builder().no_proxy().redirect(policy).timeout(PATIENCE);
    for host in HOSTS {
        builder = builder.resolve(host, server.address);
    }
    builder.build().expect("the client is complete")
}

fn client(server: &Server, policy: Policy) -> ClientWithMiddleware {
    let middleware = PropagateMiddleware::new(shop());
    ClientBuilder::new(bare(server, policy)).with(middleware).build()
}

fn url(server: &Server, host: &str, path: &str) -> String {
    format!("http://{host}:{}{path}", server.address.port())
}

fn redirect(server: &Server, host: &str, status: u16, to: &str) -> String {
    url(server, host, &format!("/to/{status}?{to}"))
}

/// What arrived of the request, when [`BAGGAGE`] is current.
async fn sent(request: reqwest_middleware::RequestBuilder) -> String {
    let response = request.send().in_baggage(BaggageMap::parse(BAGGAGE)).await;
    let response = response.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(response.status(), 200);
    response.text().await.unwrap()
}

/// The `baggage` lines in what arrived; `None` without any.
fn baggage(seen: &str) -> Option<String> {
    let lines: Vec<_> = seen.lines().filter_map(|line| line.strip_prefix("baggage: ")).collect();
    (!lines.is_empty()).then(|| lines.join("|"))
}

#[tokio::test]
async fn each_host_gets_what_the_policy_says() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let table = [
        (OURS, Some(BAGGAGE)),
        (PARTNER, Some("locale=de")),
        (FOREIGN, None),
        ("svc.local.evil.com", None),
        ("payments.svc.local.evil.com", None),
        ("127.0.0.1", None),
        // Another way to write 127.0.0.1.
        ("0x7f.1", None),
        ("PAYMENTS.svc.LOCAL", Some(BAGGAGE)),
        ("payments.svc.local@evil.example", None),
        ("payments.svc.local:80@evil.example", None),
        ("evil.example@payments.svc.local", Some(BAGGAGE)),
    ];
    for (host, expected) in table {
        let seen = sent(client.get(url(&server, host, "/seen?x=.svc.local"))).await;
        assert_eq!(baggage(&seen).as_deref(), expected, "{host}");
    }
}

#[tokio::test]
async fn the_header_is_replaced_and_a_stale_one_removed() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    for (host, expected) in [(OURS, Some(BAGGAGE)), (FOREIGN, None)] {
        let request = client.get(url(&server, host, "/seen")).header("baggage", "stale=secret");
        assert_eq!(baggage(&sent(request).await).as_deref(), expected);
    }
    let request = client.get(url(&server, OURS, "/seen")).header("baggage", "stale=secret");
    let seen = request.send().await.unwrap().text().await.unwrap();
    assert_eq!(baggage(&seen), None, "nothing is current");
}

#[tokio::test]
async fn what_another_library_wrote_is_kept_on_request_and_under_the_policy() {
    let server = server().await;
    let middleware = PropagateMiddleware::new(shop()).merge_existing().service(&CHECKOUT);
    let client = ClientBuilder::new(bare(&server, shop().redirect_policy()));
    let client = client.with(middleware).build();
    let existing = "user_id=8,other=1,cart_note=secret";
    let table = [
        (url(&server, OURS, "/seen"), Some("user_id=7,locale=de,vendor=x;p=1,other=1")),
        (url(&server, FOREIGN, "/seen"), None),
        // Sent on from a third party, it is what it was at first.
        (
            redirect(&server, FOREIGN, 302, &url(&server, OURS, "/seen")),
            Some("user_id=7,locale=de,vendor=x;p=1,other=1"),
        ),
    ];
    for (url, expected) in table {
        let seen = sent(client.get(&url).header("baggage", existing)).await;
        assert_eq!(baggage(&seen).as_deref(), expected, "{url}");
    }
}

#[tokio::test]
async fn a_redirect_leads_to_what_the_next_host_may_get() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let table = [
        (OURS, ALSO_OURS, Some(BAGGAGE)),
        (OURS, FOREIGN, None),
        (OURS, PARTNER, Some("locale=de")),
        (PARTNER, OURS, Some(BAGGAGE)),
        (PARTNER, FOREIGN, None),
        (FOREIGN, OURS, Some(BAGGAGE)),
        (FOREIGN, PARTNER, Some("locale=de")),
        (FOREIGN, FOREIGN, None),
        (OURS, "payments.svc.local@evil.example", None),
        (OURS, "payments.svc.local.evil.com", None),
    ];
    for (from, to, expected) in table {
        for status in [301, 302, 303, 307, 308] {
            let to = url(&server, to, "/seen");
            let seen = sent(client.get(redirect(&server, from, status, &to))).await;
            assert_eq!(baggage(&seen).as_deref(), expected, "{from} {status} {to}");
        }
    }
}

#[tokio::test]
async fn baggage_leaks_at_a_redirect_from_a_client_without_the_policy() {
    let server = server().await;
    let client = client(&server, Policy::default());
    let seen =
        sent(client.get(redirect(&server, OURS, 302, &url(&server, FOREIGN, "/seen")))).await;
    assert_eq!(baggage(&seen).as_deref(), Some(BAGGAGE), "as the documentation says");
}

#[tokio::test]
async fn without_the_middleware_the_redirect_is_the_response() {
    let server = server().await;
    let client = bare(&server, shop().redirect_policy());
    let to = url(&server, FOREIGN, "/seen");
    let response = client.get(redirect(&server, OURS, 302, &to)).send().await.unwrap();
    assert_eq!(
        (response.status(), response.headers()["location"] == *to),
        (StatusCode::FOUND, true)
    );
    let to = url(&server, ALSO_OURS, "/seen");
    let response = client.get(redirect(&server, OURS, 302, &to)).send().await.unwrap();
    assert_eq!(response.status(), 200, "nothing changes");
}

/// What arrived behind a chain of redirects, but for the baggage.
async fn arrived(request: reqwest_middleware::RequestBuilder) -> String {
    let request = request
        .header("authorization", "Basic c2VjcmV0")
        .header("cookie", "secret=1")
        .header("content-type", "text/plain")
        .header("x-kept", "1");
    let text = sent(request).await;
    text.lines().filter(|line| !line.starts_with("baggage")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_is_sent_on_is_what_reqwest_would_send() {
    let server = server().await;
    let ours = client(&server, shop().redirect_policy());
    let theirs = ClientBuilder::new(bare(&server, Policy::default())).build();
    let methods = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE];
    for method in methods {
        for status in [301, 302, 303, 307, 308] {
            let to = url(&server, FOREIGN, "/seen");
            let target = redirect(&server, OURS, status, &to);
            let request = |client: &ClientWithMiddleware| {
                let request = client.request(method.clone(), &target);
                if method == Method::GET || method == Method::HEAD {
                    return request;
                }
                request.body("body")
            };
            let expected = arrived(request(&theirs)).await;
            assert_eq!(arrived(request(&ours)).await, expected, "{method} {status}");
            assert!(!expected.contains("secret") && !expected.contains("c2VjcmV0"), "{expected}");
        }
    }
}

#[tokio::test]
async fn a_post_keeps_its_body_at_307_and_308_only() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    for (status, expected) in [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        // The method changes at a redirect that the client follows by itself.
        let end = url(&server, FOREIGN, "/seen");
        let inner = redirect(&server, ALSO_OURS, 307, &end);
        let first = redirect(&server, OURS, status, &inner);
        let seen = arrived(client.post(first).body("body")).await;
        assert!(seen.starts_with(&format!("{expected}\n")), "{status}: {seen}");
        assert_eq!(seen.ends_with("\nbody"), expected == "POST", "{status}: {seen}");
        assert_eq!(seen.contains("text/plain"), expected == "POST", "{status}: {seen}");
        assert!(seen.contains("x-kept"), "{seen}");
    }
}

#[tokio::test]
async fn credentials_stay_at_their_host_when_a_later_redirect_comes_back_to_the_same_verdict() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let end = url(&server, ALSO_OURS, "/seen");
    let first = redirect(&server, OURS, 302, &redirect(&server, FOREIGN, 302, &end));
    let seen = arrived(client.get(first)).await;
    assert!(!seen.contains("authorization") && !seen.contains("cookie"), "{seen}");
}

#[tokio::test]
async fn a_host_header_of_its_own_stays_at_its_host() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let first = redirect(&server, OURS, 302, &url(&server, FOREIGN, "/seen"));
    let seen = sent(client.get(first).header("host", "payments.internal")).await;
    assert!(seen.contains(&format!("host: {FOREIGN}")), "{seen}");
}

#[tokio::test]
async fn a_body_that_is_a_stream_is_not_sent_again() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let stream = || reqwest::Body::wrap(Full::new(Bytes::from("body")));
    let to = url(&server, FOREIGN, "/seen");
    let post = |status| client.post(redirect(&server, OURS, status, &to)).body(stream());
    let kept = post(307).send().await.unwrap();
    assert_eq!(kept.status(), 307);
    let seen = sent(post(303)).await;
    assert!(seen.starts_with("GET\n"), "{seen}");
}

/// A path of this many redirects between our host and another one, in turns.
fn in_turns(server: &Server, count: usize) -> String {
    (0..count).rev().fold(url(server, OURS, "/seen"), |to, position| {
        let from = if position % 2 == 0 { OURS } else { FOREIGN };
        // All that was put into a query before stays in it.
        redirect(server, from, 302, &to)
    })
}

#[tokio::test]
async fn ten_redirects_are_followed_and_eleven_are_an_error() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let seen = sent(client.get(in_turns(&server, 10))).await;
    assert_eq!(baggage(&seen).as_deref(), Some(BAGGAGE));
    let error = client.get(in_turns(&server, 11)).send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");

    // Some that the client follows by itself, and one that it does not.
    let inner = |count| {
        (0..count).fold(url(&server, OURS, "/seen"), |to, _| redirect(&server, OURS, 302, &to))
    };
    let mixed = |count| redirect(&server, FOREIGN, 302, &inner(count - 1));
    assert_eq!(baggage(&sent(client.get(mixed(10))).await).as_deref(), Some(BAGGAGE));
    let error = client.get(mixed(11)).send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");
}

#[tokio::test]
async fn what_another_policy_stops_stays_stopped() {
    let server = server().await;
    let wrapped = || {
        let ours = shop().redirect_policy();
        Policy::custom(move |attempt| match attempt.url().host_str() {
            Some(FOREIGN) => attempt.stop(),
            _ => ours.redirect(attempt),
        })
    };
    let to_foreign = redirect(&server, OURS, 302, &url(&server, FOREIGN, "/seen"));
    for policy in [Policy::none(), wrapped()] {
        let response = client(&server, policy).get(&to_foreign).send().await.unwrap();
        assert_eq!(response.status(), 302);
    }
    // What it leaves to ours goes on as ever.
    let to_partner = redirect(&server, OURS, 302, &url(&server, PARTNER, "/seen"));
    let seen = sent(client(&server, wrapped()).get(to_partner)).await;
    assert_eq!(baggage(&seen).as_deref(), Some("locale=de"));
}

#[tokio::test]
async fn a_redirect_after_one_that_another_policy_followed_is_the_response() {
    let server = server().await;
    let ours = shop().redirect_policy();
    let policy = Policy::custom(move |attempt| match attempt.url().host_str() {
        Some(ALSO_OURS) => attempt.follow(),
        _ => ours.redirect(attempt),
    });
    let end = redirect(&server, ALSO_OURS, 302, &url(&server, FOREIGN, "/seen"));
    let first = redirect(&server, OURS, 303, &end);
    let response = client(&server, policy).post(first).body("body").send().await.unwrap();
    assert_eq!(response.status(), 302, "what became of the request is not known");
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_is_an_answer_or_an_error() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    for to in ["", "http://[", "http://"] {
        let response = client.get(redirect(&server, OURS, 302, to)).send().await;
        // An empty reference is the same page again.
        match response {
            Ok(response) => assert_eq!(response.status(), 302, "{to:?}"),
            Err(error) => assert!(error.is_redirect(), "{to:?}: {error:?}"),
        }
    }
    let error = client.get(redirect(&server, OURS, 302, "ftp://evil.example/")).send().await;
    assert!(error.unwrap_err().is_builder());
}

/// Notes the timeouts of requests, and how many there are.
#[derive(Clone, Default)]
struct Behind {
    count: Arc<AtomicUsize>,
    timeouts: Arc<std::sync::Mutex<Vec<Option<Duration>>>>,
}

#[async_trait]
impl Middleware for Behind {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.timeouts.lock().unwrap().push(request.timeout().copied());
        // Once more, as a middleware that retries does.
        let again = request.try_clone().expect("there is no body");
        let first = next.clone().run(request, extensions).await?;
        tokio::task::yield_now().await;
        if first.status().is_redirection() { next.run(again, extensions).await } else { Ok(first) }
    }
}

#[tokio::test]
async fn a_middleware_between_may_retry_and_the_timeout_goes_on() {
    let server = server().await;
    let behind = Behind::default();
    let client = ClientBuilder::new(bare(&server, shop().redirect_policy()))
        .with(PropagateMiddleware::new(shop()))
        .with(behind.clone())
        .build();
    let first = redirect(&server, OURS, 302, &url(&server, FOREIGN, "/seen"));
    let seen = sent(client.get(first).timeout(PATIENCE)).await;
    assert_eq!(baggage(&seen), None);
    assert_eq!(behind.count.load(Ordering::Relaxed), 2);
    let timeouts = behind.timeouts.lock().unwrap();
    assert!(timeouts[0] == Some(PATIENCE) && timeouts[1] < timeouts[0], "{timeouts:?}");
}

/// Asks something of its own after each response, as a middleware does that fetches tokens.
struct Asks {
    client: ClientWithMiddleware,
    url: String,
}

#[async_trait]
impl Middleware for Asks {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        let response = next.run(request, extensions).await?;
        let answer = self.client.get(&self.url).send().await?;
        assert_eq!(baggage(&answer.text().await?).as_deref(), Some(BAGGAGE));
        Ok(response)
    }
}

#[tokio::test]
async fn a_middleware_between_may_use_a_client_of_its_own() {
    let server = server().await;
    let asks = Asks {
        client: client(&server, shop().redirect_policy()),
        url: redirect(&server, FOREIGN, 302, &url(&server, OURS, "/seen")),
    };
    let client = ClientBuilder::new(bare(&server, shop().redirect_policy()))
        .with(PropagateMiddleware::new(shop()))
        .with(asks)
        .build();
    let first = redirect(&server, OURS, 302, &url(&server, PARTNER, "/seen"));
    assert_eq!(baggage(&sent(client.get(first)).await).as_deref(), Some("locale=de"));
}

#[tokio::test]
async fn a_fragment_is_no_part_of_where_a_request_goes() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let end = url(&server, FOREIGN, "/seen?a=b|c{d}&e=%zz ä#end");
    let first = redirect(&server, OURS, 302, &format!("{end}#start"));
    assert_eq!(baggage(&sent(client.get(first)).await), None);
    let second = url(&server, OURS, "/seen?q=%20#.svc.local");
    let first = redirect(&server, FOREIGN, 302, &format!("{second}#start"));
    assert_eq!(baggage(&sent(client.get(first)).await).as_deref(), Some(BAGGAGE));
}

#[tokio::test]
async fn headers_of_requests_without_baggage_are_left_as_they_are() {
    let server = server().await;
    let client = client(&server, shop().redirect_policy());
    let mut headers = HeaderMap::new();
    headers.insert("x-kept", "1".parse().unwrap());
    let request = client.get(url(&server, OURS, "/seen")).headers(headers);
    let seen = request.send().await.unwrap().text().await.unwrap();
    assert_eq!(seen, format!("GET\nhost: {OURS}:{}\nx-kept: 1\n", server.address.port()));
}
