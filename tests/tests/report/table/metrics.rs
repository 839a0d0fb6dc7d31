//! The derive does not know labels yet; manifests do.

use serde_json::{Value, json};

use crate::support::{heads, manifest, run_on};

/// What is found of a label with these members.
fn found(label: &Value) -> Vec<String> {
    let mut field = json!({
        "key": "cart", "doc": "The cart.", "wire": "token", "write": "always", "max_value_bytes": 8
    });
    for (member, value) in label.as_object().expect("members") {
        field[member] = value.clone();
    }
    let heads = heads(&run_on(&[manifest("shop", json!([field]))], &[]));
    heads.into_iter().filter(|head| head.contains("[metrics/")).collect()
}

#[test]
fn unbounded_label_fires() {
    assert_eq!(
        found(&json!({"metric": {"name": "orders_total"}})),
        ["error[metrics/unbounded-label]: `shop` labels `orders_total` with `cart`, \
          which has no bound on its values"]
    );
}

#[test]
fn unbounded_label_is_silent() {
    let none: [&str; 0] = [];
    assert_eq!(found(&json!({"metric": {"name": "orders_total", "max_values": 20}})), none);
    // The type bounds them.
    let flag = json!({"metric": {"name": "orders_total"}, "wire": "bool"});
    assert_eq!(found(&flag), none);
    let tier =
        json!({"metric": {"name": "orders_total"}, "wire": "enum", "variants": ["free", "pro"]});
    assert_eq!(found(&tier), none);
}

#[test]
fn label_cardinality_high_fires() {
    assert_eq!(
        found(&json!({"metric": {"name": "orders_total", "max_values": 1001}})),
        ["warning[metrics/label-cardinality-high]: `shop` labels `orders_total` with `cart`, \
          which has up to 1001 values"]
    );
}

#[test]
fn label_cardinality_high_is_silent() {
    let none: [&str; 0] = [];
    assert_eq!(found(&json!({"metric": {"name": "orders_total", "max_values": 1000}})), none);
}

#[test]
fn label_is_a_use() {
    let writer = json!([{
        "key": "cart", "doc": "The cart.", "wire": "token", "write": "always", "max_value_bytes": 8
    }]);
    let label = json!([{
        "key": "cart", "wire": "token", "max_value_bytes": 8,
        "metric": {"name": "orders_total", "max_values": 20}
    }]);
    let run = run_on(&[manifest("a", writer), manifest("b", label)], &["--deny", "warnings"]);
    assert_eq!(heads(&run), [""; 0]);
    assert!(run.out.contains("r#"), "{}", run.out);
}
