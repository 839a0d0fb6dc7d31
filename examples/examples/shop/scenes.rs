//! What is decided by baggage: each scene opens a shop of its own, plays, and checks what came of
//! it.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use baggage_examples::shop::live::{Costs, Hop, Patience, Settings, Shop};

use crate::customer::{Customer, answer, receipt, until};
use crate::{SETTINGS, show};

pub(crate) async fn play() -> Result<(), Box<dyn Error>> {
    one_order().await?;
    premium_first().await?;
    quota_per_tenant().await?;
    retry_budget().await?;
    patience_by_client().await?;
    backend_by_region().await?;
    cost_per_tenant().await?;
    println!("\nThe shop is closed.");
    Ok(())
}

async fn open(settings: Settings) -> Result<Shop, Box<dyn Error>> {
    Shop::open(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), settings).await
}

/// The hops since the last call.
fn hops(shop: &mut Shop) -> Vec<Hop> {
    std::iter::from_fn(|| shop.hops.try_recv().ok()).collect()
}

/// What the client of a free account sends, who would rather have another one.
const SENT: &str = "user_tier=pro,tenant_id=bolt,client=mobile,locale=de-AT,coupon=free";

/// What each server received then, byte for byte. Neither the tier that the client claimed comes
/// in, nor its coupon; `vendor.trace` is nobody's field and comes through as somebody else's
/// library wrote it; the locale ends where nobody reads it any more.
const RECEIVED: [(&str, &str); 5] = [
    ("gateway", "client=mobile,locale=de-AT"),
    (
        "checkout",
        "client=mobile,locale=de-AT,user_id=8,user_tier=free,tenant_id=acme,\
         features=gift-wrap%2Crisk-model,region=eu,retry_budget=2,gdpr_region=eea,\
         data_class=personal,audit_id=gw-000001,vendor.trace=a%2fb+c;ttl=30",
    ),
    (
        "payments",
        "client=mobile,user_id=8,user_tier=free,tenant_id=acme,\
         features=gift-wrap%2Crisk-model,region=eu,retry_budget=2,gdpr_region=eea,\
         data_class=personal,audit_id=gw-000001,vendor.trace=a%2fb+c;ttl=30,\
         cart_id=cart-000001,cart_total=2500",
    ),
    (
        "fraud",
        "client=mobile,user_id=8,user_tier=free,tenant_id=acme,\
         features=gift-wrap%2Crisk-model,region=eu,retry_budget=2,gdpr_region=eea,\
         data_class=personal,audit_id=gw-000001,vendor.trace=a%2fb+c;ttl=30,\
         cart_id=cart-000001,cart_total=2500,payment_attempt=0,statement_ref=GIFT-000001",
    ),
    (
        "meter",
        "client=mobile,user_id=8,user_tier=free,tenant_id=acme,\
         features=gift-wrap%2Crisk-model,region=eu,retry_budget=2,gdpr_region=eea,\
         data_class=personal,audit_id=gw-000001,vendor.trace=a%2fb+c;ttl=30,\
         cart_id=cart-000001,cart_total=2500,payment_attempt=0,statement_ref=GIFT-000001,\
         risk_model=trained",
    ),
];

async fn one_order() -> Result<(), Box<dyn Error>> {
    println!("One order, and what every hop carries\n");
    let mut shop = open(SETTINGS).await?;
    let customer = Customer::of(&shop, "acme-free").baggage(SENT);
    println!("   the client sent {} bytes\n      header  {SENT}", SENT.len());
    let receipt = customer.buy().await;

    let hops = hops(&mut shop);
    hops.iter().for_each(show);
    let received: Vec<_> = hops.iter().map(|hop| (hop.server, hop.header.as_str())).collect();
    assert_eq!(received, RECEIVED);

    let [cardnet] = &shop.cardnet.headers()[..] else { panic!("cardnet is asked once") };
    println!("   cardnet received {} bytes\n      header  {cardnet}", cardnet.len());
    assert_eq!(cardnet, "statement_ref=GIFT-000001");
    assert_eq!((receipt.greeting.as_str(), receipt.total), ("Danke!", 2_500));
    assert_eq!(u128::from(receipt.patience_ms), SETTINGS.patience.mobile.as_millis());
    let protocols: Vec<_> = hops.iter().map(|hop| hop.protocol).collect();
    assert_eq!(protocols, ["HTTP", "HTTP", "HTTP", "gRPC", "HTTP"]);

    println!();
    same_features_everywhere(&hops, r#"["gift-wrap", "risk-model"]"#);
    audited_everywhere(&shop);
    newer_client(&mut shop).await;
    let (status, body) = Customer::of(&shop, "nobody").baggage("locale=de-AT").order().await;
    assert_eq!((status, body.as_str()), (401, r#"{"error":"Bitte melden Sie sich an."}"#));
    Ok(())
}

/// The gateway has decided on experiments, and everyone else has read the same.
fn same_features_everywhere(hops: &[Hop], features: &str) {
    let features = format!("features: {features}");
    for hop in hops {
        let said = if hop.server == "gateway" { &hop.added } else { &hop.read };
        assert!(said.contains(&features), "{hop:?}");
    }
    println!("   in every service {features}");
}

fn audited_everywhere(shop: &Shop) {
    println!("\n   audit logs");
    for log in &shop.audit {
        let [line] = &log.lines()[..] else { panic!("{log:?} has one line") };
        println!("      {:8}  {line:?}", log.service());
        let expected =
            "AuditIn { gdpr_region: Eea, data_class: Personal, audit_id: \"gw-000001\" }";
        assert_eq!(format!("{line:?}"), expected);
    }
    let services: Vec<_> = shop.audit.iter().map(|log| log.service()).collect();
    assert_eq!(services, ["gateway", "checkout", "payments", "fraud", "meter"]);
}

/// A value that this version of the shop does not know is read as such, and goes on as it came.
async fn newer_client(shop: &mut Shop) {
    let receipt = Customer::of(shop, "acme-free").baggage("client=watch").buy().await;
    let hops = hops(shop);
    assert!(hops[1].read.contains("client: Unknown"), "{:?}", hops[1]);
    assert!(hops.iter().all(|hop| hop.header.starts_with("client=watch")), "{hops:?}");
    assert_eq!(u128::from(receipt.patience_ms), SETTINGS.patience.others.as_millis());
    println!(
        "\n   client=watch, newer than the shop: read as Unknown, and client=watch at the meter"
    );
}

/// One worker, held by a charge; twenty free orders wait, and then one premium order.
async fn premium_first() -> Result<(), Box<dyn Error>> {
    let shop = open(Settings { workers: 1, ..SETTINGS }).await?;
    let free = Customer::of(&shop, "acme-free").card("held");
    let working = free.start();
    until("the worker is busy", || shop.cardnet.held() == 1).await;
    let queued: Vec<_> = (0..20).map(|_| free.start()).collect();
    until("twenty wait", || shop.queue.waiting() == 20).await;
    let premium = Customer::of(&shop, "acme-pro").card("held").start();
    until("one more waits", || shop.queue.waiting() == 21).await;

    // The worker's charge ends, and then exactly one more: whose it is decides who was first.
    shop.cardnet.release(2);
    receipt(&answer(working).await);
    receipt(&answer(premium).await);
    assert!(queued.iter().all(|order| !order.is_finished()));
    println!(
        "\nOne worker, twenty free orders waiting: the premium order, which came last, is done"
    );
    println!("   first; {} free orders still wait", queued.len());

    shop.cardnet.release(20);
    for order in queued {
        receipt(&answer(order).await);
    }
    Ok(())
}

async fn quota_per_tenant() -> Result<(), Box<dyn Error>> {
    let shop = open(Settings { orders_per_tenant: 2, ..SETTINGS }).await?;
    let acme = Customer::of(&shop, "acme-free");
    let held = acme.clone().card("held");
    let under_way = [held.start(), held.start()];
    until("two are under way", || shop.cardnet.held() == 2).await;

    let (status, body) = acme.order().await;
    assert_eq!(status, 429, "{body}");
    let bolt = Customer::of(&shop, "bolt-free").order().await;
    receipt(&bolt);
    println!("\nTwo orders of acme under way: acme gets {status}, bolt gets {}", bolt.0);

    shop.cardnet.release(2);
    for order in under_way {
        receipt(&answer(order).await);
    }
    acme.buy().await;
    Ok(())
}

/// Cardnet is down: who may retry does so, and tells everyone behind what is left.
async fn retry_budget() -> Result<(), Box<dyn Error>> {
    println!("\nCardnet answers 503");
    let mut shop = open(SETTINGS).await?;
    for (token, budget, left) in [("acme-pro", 2, &["2", "1", "0"][..]), ("bolt-free", 0, &["0"])] {
        let before = shop.cardnet.headers().len();
        let (status, body) = Customer::of(&shop, token).card("down").order().await;
        assert_eq!(status, 503, "{body}");
        let retries = shop.cardnet.headers().len() - before - 1;
        assert_eq!(retries, budget);

        let hops = hops(&mut shop);
        let at_fraud = hops.iter().filter(|hop| hop.server == "fraud");
        let budgets: Vec<_> = at_fraud.map(|hop| member(&hop.header, "retry_budget")).collect();
        assert_eq!(budgets, left);
        println!(
            "   retry_budget={budget}: {retries} retries, then {status}; fraud saw {budgets:?}"
        );
    }
    Ok(())
}

/// The raw value of a member.
fn member<'h>(header: &'h str, key: &str) -> &'h str {
    let value = header.split(',').find_map(|member| member.strip_prefix(key)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("{header} has {key}"))
}

/// Two customers wait for the same slow charge, one of them on a phone.
async fn patience_by_client() -> Result<(), Box<dyn Error>> {
    let patience = Patience { mobile: Duration::from_millis(250), ..SETTINGS.patience };
    let shop = open(Settings { patience, ..SETTINGS }).await?;
    let held = Customer::of(&shop, "acme-pro").card("held");
    let web = held.start();
    until("the charge is held", || shop.cardnet.held() == 1).await;

    let (status, body) = held.baggage("client=mobile").order().await;
    assert_eq!((status, body.as_str()), (504, r#"{"error":"no answer within 250 ms"}"#));
    assert!(!web.is_finished(), "the browser still waits");
    shop.cardnet.release(1);
    let receipt = receipt(&answer(web).await);
    assert_eq!(receipt.patience_ms, 60_000);
    println!("\nA slow charge: client=mobile gets {status}, {body},");
    println!(
        "   and the browser that came before waits up to {} ms, and gets 200",
        receipt.patience_ms
    );
    Ok(())
}

async fn backend_by_region() -> Result<(), Box<dyn Error>> {
    let mut shop = open(SETTINGS).await?;
    println!();
    let table = [("acme-pro", "eu", r#"["gift-wrap", "risk-model"]"#), ("bolt-free", "us", "[]")];
    for (token, region, features) in table {
        let receipt = Customer::of(&shop, token).buy().await;
        let hops = hops(&mut shop);
        assert_eq!(member(&hops[1].header, "region"), region);
        assert_eq!(receipt.payment.site, region);
        println!("region={region}: charged at the site {}", receipt.payment.site);
        same_features_everywhere(&hops, features);
    }
    Ok(())
}

async fn cost_per_tenant() -> Result<(), Box<dyn Error>> {
    let shop = open(SETTINGS).await?;
    for token in ["acme-free", "acme-pro", "bolt-free"] {
        Customer::of(&shop, token).buy().await;
    }
    let Costs { by_tenant, by_feature } = shop.meter.costs();
    let costs = |costs: [(&str, u64); 2]| costs.map(|(name, cost)| (name.to_owned(), cost)).into();
    assert_eq!(by_tenant, costs([("acme", 50), ("bolt", 1)]));
    assert_eq!(by_feature, costs([("gift-wrap", 50), ("risk-model", 50)]));
    println!("\nCosts in hundredths of a cent: by tenant {by_tenant:?},");
    println!("   by experiment {by_feature:?}");
    Ok(())
}
