//! `Bag<T>` as an argument of handlers.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use baggage_runtime::axum::{Bag, BagRejection};
use baggage_runtime::tower::BaggageLayer;
use baggage_runtime::{Baggage, BaggageMap, BaggageValue, DecodeError, EncodeError, Service};
use serde_json::{Value, json};

use crate::peer::{Reply, Server};

/// What payments needs to know of a request.
#[derive(Baggage, Debug)]
struct PaymentsIn {
    /// Whom to charge.
    #[baggage(alias("userId"))]
    user_id: u64,
    /// Price plan.
    user_tier: Tier,
    /// How often it was tried.
    #[baggage(default)]
    attempt: u8,
    /// For the receipt.
    #[baggage(max_len = 8)]
    note: Option<String>,
}

#[derive(BaggageValue, Clone, Copy, Debug)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    Pro,
}

static PAYMENTS: Service = Service::new("payments").reads(&[PaymentsIn::SCHEMA]);
static FORGETFUL: Service = Service::new("forgetful");

fn routes() -> Router {
    let required = async |Bag(bag): Bag<PaymentsIn>| format!("{bag:?}");
    let optional = async |bag: Option<Bag<PaymentsIn>>| match bag {
        Some(bag) => format!("some {}", bag.user_id),
        None => "none".to_owned(),
    };
    let result = async |bag: Result<Bag<PaymentsIn>, BagRejection>| match bag {
        Ok(bag) => format!("ok {}", bag.user_id),
        Err(rejection) => format!("{}: {rejection}", rejection.status()),
    };
    Router::new()
        .route("/required", get(required))
        .route("/optional", get(optional))
        .route("/result", get(result))
}

async fn ask(layer: BaggageLayer, path: &str, header: &str) -> Reply {
    Server::start(routes().layer(layer)).await.get(path, &[header.as_bytes()]).await
}

async fn payments(path: &str, header: &str) -> Reply {
    ask(BaggageLayer::internal().service(&PAYMENTS), path, header).await
}

#[tokio::test]
async fn a_request_that_decodes_reaches_the_handler() {
    let reply = payments("/required", "vendor=x,user_id=7,user_tier=pro").await;
    let expected = "PaymentsIn { user_id: 7, user_tier: Pro, attempt: 0, note: None }";
    assert_eq!((reply.status, reply.body.as_str()), (200, expected));
}

#[tokio::test]
async fn a_request_that_does_not_decode_is_answered_with_all_its_faults() {
    let header = "user_id=ada%40example.com,user_tier=gold,attempt=300,note=too%20much%20secret";
    let reply = payments("/required", header).await;
    assert_eq!(reply.status, 400);
    assert!(reply.head.contains("\r\ncontent-type: application/problem+json"), "{}", reply.head);
    let problem: Value = serde_json::from_str(&reply.body).unwrap();
    let text = "text without control characters of at most 8 bytes";
    let expected = json!({
        "title": "Bad Request",
        "status": 400,
        "detail": "the request's baggage does not decode",
        "errors": [
            {"key": "user_id", "kind": "not a number", "expected": "an unsigned integer of 64 bits"},
            {"key": "user_tier", "kind": "unknown variant", "expected": "one of `free`, `pro`"},
            {"key": "attempt", "kind": "out of range", "expected": "an unsigned integer of 8 bits"},
            {"key": "note", "kind": "too long", "expected": text},
        ],
    });
    assert_eq!(problem, expected);
    for value in ["ada", "example", "gold", "300", "secret"] {
        assert!(!reply.body.contains(value), "{value} is in {}", reply.body);
    }
}

#[tokio::test]
async fn a_required_key_that_is_missing_is_a_fault_of_the_request() {
    for header in ["", "vendor=x", "\"garbage", "user_id=%ff,user_tier=%zz"] {
        let reply = payments("/required", header).await;
        assert_eq!(reply.status, 400, "{header:?}");
        let problem: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{header:?}");
    }
    let reply = payments("/required", "user_id=7").await;
    let problem: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(problem["errors"][0]["key"], "user_tier");
    assert_eq!(problem["errors"][0]["kind"], "missing");
}

#[tokio::test]
async fn an_option_is_none_only_when_no_key_of_the_struct_is_there() {
    let table = [
        ("", 200, "none"),
        ("vendor=x,user=7,User_id=7", 200, "none"),
        ("user_id=7,user_tier=pro", 200, "some 7"),
        ("userId=7,user_tier=pro", 200, "some 7"),
    ];
    for (header, status, body) in table {
        let reply = payments("/optional", header).await;
        assert_eq!((reply.status, reply.body.as_str()), (status, body), "{header:?}");
    }
    for header in ["user_id=7", "attempt=1", "userId=x,user_tier=pro", "note="] {
        assert_eq!(payments("/optional", header).await.status, 400, "{header:?}");
    }
}

#[tokio::test]
async fn a_result_leaves_it_to_the_handler() {
    assert_eq!(payments("/result", "user_id=7,user_tier=pro").await.body, "ok 7");
    let reply = payments("/result", "user_id=seven,user_tier=pro").await;
    assert_eq!(reply.status, 200);
    let expected = "400 Bad Request: baggage does not decode: `user_id`: not a number; expected an \
                    unsigned integer of 64 bits";
    assert_eq!(reply.body, expected);
}

#[tokio::test]
async fn what_cannot_be_written_is_a_fault_of_the_service_and_repeats_no_value() {
    let write = async || -> Result<(), EncodeError> {
        let note = Some("too much secret".to_owned());
        let added = PaymentsIn { user_id: 7, user_tier: Tier::Pro, attempt: 0, note };
        BaggageMap::update_current(|map| map.put(&added))
    };
    let app = Router::new().route("/", get(write)).layer(BaggageLayer::internal());
    let reply = Server::start(app).await.get("/", &[]).await;
    let expected = "baggage does not encode: `note`: too long; expected text without control \
                    characters of at most 8 bytes";
    assert_eq!((reply.status, reply.body.as_str()), (500, expected));
}

#[tokio::test]
async fn what_a_handler_reads_by_itself_is_answered_as_what_it_takes_as_an_argument() {
    let read = async || -> Result<String, DecodeError> {
        let request: PaymentsIn = baggage_runtime::current()?;
        Ok(request.user_id.to_string())
    };
    let app = Router::new().route("/", get(read)).merge(routes());
    let server = Server::start(app.layer(BaggageLayer::internal().service(&PAYMENTS))).await;
    for header in ["user_id=seven,user_tier=pro", ""] {
        let by_itself = server.get("/", &[header.as_bytes()]).await;
        let as_argument = server.get("/required", &[header.as_bytes()]).await;
        assert_eq!((by_itself.status, &by_itself.body), (400, &as_argument.body), "{header:?}");
        assert!(by_itself.head.contains("application/problem+json"), "{}", by_itself.head);
    }
    assert_eq!(server.get("/", &[b"user_id=7,user_tier=pro"]).await.body, "7");
}

#[tokio::test]
async fn without_a_layer_nothing_is_read() {
    let server = Server::start(routes()).await;
    for path in ["/required", "/optional"] {
        let reply = server.get(path, &[b"user_id=7,user_tier=pro"]).await;
        assert_eq!(reply.status, 500, "{path}");
        assert!(reply.body.contains("add `.layer(BaggageLayer::internal())`"), "{}", reply.body);
    }
}

#[tokio::test]
async fn what_a_service_does_not_declare_it_does_not_read() {
    let forgetful = BaggageLayer::internal().service(&FORGETFUL);
    for path in ["/required", "/optional"] {
        let reply = ask(forgetful, path, "user_id=7,user_tier=pro").await;
        assert_eq!(reply.status, 500, "{path}");
        let line = "add `PaymentsIn::SCHEMA` to its `.reads(&[..])` at ";
        assert!(reply.body.contains("service `forgetful`"), "{}", reply.body);
        assert!(reply.body.contains(line), "{}", reply.body);
        assert!(reply.body.contains("extract.rs:"), "{}", reply.body);
    }
    let unnamed = ask(BaggageLayer::internal(), "/required", "user_id=7,user_tier=pro").await;
    assert_eq!(unnamed.status, 200, "naming the service is optional");
}

#[tokio::test]
async fn an_inner_layer_without_a_service_is_held_to_that_of_the_outer_one() {
    let app = routes()
        .layer(BaggageLayer::internal())
        .layer(BaggageLayer::internal().service(&FORGETFUL));
    let reply = Server::start(app).await.get("/optional", &[]).await;
    assert_eq!(reply.status, 500);
}

#[tokio::test]
async fn a_struct_says_nothing_of_where_a_field_may_come_from() {
    let edge = BaggageLayer::public(PaymentsIn::SCHEMA).service(&PAYMENTS);
    assert_eq!(ask(edge, "/required", "user_id=7,user_tier=pro").await.status, 400);
    assert_eq!(ask(edge, "/optional", "user_id=7,user_tier=pro").await.body, "none");
}

async fn with_middleware<F>(change: fn(Request, Next) -> F, header: &[u8]) -> Reply
where
    F: Future<Output = Response> + Send + 'static,
{
    let app = routes().layer(middleware::from_fn(change)).layer(BaggageLayer::internal());
    Server::start(app).await.get("/optional", &[header]).await
}

#[tokio::test]
async fn what_a_middleware_changed_counts() {
    let rewrite = |request: Request, next: Next| async {
        BaggageMap::update_current(|map| map.set("user_id", "8")).expect("it is attached");
        next.run(request).await
    };
    assert_eq!(with_middleware(rewrite, b"user_id=7,user_tier=pro").await.body, "some 8");

    let clear = |request: Request, next: Next| async {
        BaggageMap::update_current(BaggageMap::clear);
        next.run(request).await
    };
    assert_eq!(with_middleware(clear, b"user_id=7,user_tier=pro").await.body, "none");
}

#[tokio::test]
async fn a_handler_that_runs_in_another_task_still_gets_its_baggage() {
    let moved = |request: Request, next: Next| async {
        let task = tokio::spawn(next.run(request));
        task.await.unwrap_or_else(|error| error.to_string().into_response())
    };
    assert_eq!(with_middleware(moved, b"user_id=7,user_tier=pro").await.body, "some 7");
}
