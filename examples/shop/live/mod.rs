//! The shop as it runs: real servers on the loopback interface.
//!
//! A service takes part in all of it by two lines: the layer of its server,
//!
//! ```text
//! .layer(BaggageLayer::internal().service(&SERVICE))
//! ```
//!
//! and the middleware of its client (`client.rs`):
//!
//! ```text
//! .with(PropagateMiddleware::new(egress).service(&SERVICE))
//! ```
//!
//! What a service decides by baggage is in the file of its name; what services share is in the
//! others.

mod agent;
mod audit;
mod cardnet;
mod checkout;
mod client;
mod failure;
mod fraud;
mod fraud_rpc;
mod gateway;
mod meter;
mod names;
mod order;
mod payments;
mod queue;
mod quota;
mod retry;
mod session;
mod trail;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use self::audit::AuditLog;
pub use self::cardnet::Cardnet;
pub use self::checkout::Patience;
pub use self::meter::{Costs, Meter};
pub use self::order::{Order, Receipt};
pub use self::queue::Queue;
pub use self::trail::Hop;

use self::checkout::Checkout;
use self::fraud::Fraud;
use self::gateway::Gateway;
use self::names::Names;
use self::payments::Payments;
use self::trail::Trail;

/// How large the shop is.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many charges a site makes at the same time.
    pub workers: usize,
    /// How many orders of one tenant may be under way at the same time.
    pub orders_per_tenant: usize,
    /// How long checkout waits for payments.
    pub patience: Patience,
}

/// The shop, open until it is dropped.
pub struct Shop {
    /// Where clients reach the gateway.
    pub address: SocketAddr,
    /// What every server received, in the order in which it came there.
    pub hops: mpsc::UnboundedReceiver<Hop>,
    /// The audit log of every service, in the order of calls.
    pub audit: Vec<Arc<AuditLog>>,
    /// The line before the charges of the European site.
    pub queue: Queue,
    /// What each tenant has to pay.
    pub meter: Arc<Meter>,
    /// The third party.
    pub cardnet: Arc<Cardnet>,
    /// Stops the servers when it drops.
    _servers: JoinSet<()>,
}

impl Shop {
    /// The shop, its gateway at `address` and everyone else at a free port of the loopback
    /// interface.
    ///
    /// # Errors
    ///
    /// When an address is in use or a client cannot be made.
    pub async fn open(address: SocketAddr, settings: Settings) -> Result<Shop, Box<dyn Error>> {
        // Everyone has an address before anyone has to know it.
        let gateway = TcpListener::bind(address).await?;
        let mut names = Names::default();
        let checkout = names.listen(names::CHECKOUT).await?;
        let payments_eu = names.listen(names::PAYMENTS_EU).await?;
        let payments_us = names.listen(names::PAYMENTS_US).await?;
        let fraud = names.listen(names::FRAUD).await?;
        let meter = names.listen(names::METER).await?;
        let cardnet = names.listen(names::CARDNET).await?;

        let (trail, hops) = Trail::new();
        let audit = ["gateway", "checkout", "payments", "fraud", "meter"]
            .map(|service| Arc::new(AuditLog::new(service)));
        let [of_gateway, of_checkout, of_payments, of_fraud, of_meter] = &audit;
        let queue = Queue::new(settings.workers);
        let eu = Payments::new("eu", queue.clone(), &names, of_payments, &trail)?;
        let us = Payments::new("us", Queue::new(settings.workers), &names, of_payments, &trail)?;
        let the_meter = Arc::new(Meter::new(of_meter, &trail));
        let the_cardnet = Arc::new(Cardnet::default());

        let address = gateway.local_addr()?;
        let mut servers = JoinSet::new();
        let app = gateway::app(Gateway::new(&names, of_gateway, &trail)?);
        servers.spawn(serve(gateway, app));
        let app = checkout::app(Checkout::new(&names, of_checkout, &trail, settings)?);
        servers.spawn(serve(checkout, app));
        servers.spawn(serve(payments_eu, payments::app(eu)));
        servers.spawn(serve(payments_us, payments::app(us)));
        servers.spawn(fraud::serve(fraud, Fraud::new(&names, of_fraud, &trail)?));
        servers.spawn(serve(meter, meter::app(the_meter.clone())));
        servers.spawn(serve(cardnet, cardnet::app(the_cardnet.clone())));
        Ok(Shop {
            address,
            hops,
            audit: audit.into(),
            queue,
            meter: the_meter,
            cardnet: the_cardnet,
            _servers: servers,
        })
    }
}

async fn serve(listener: TcpListener, app: Router) {
    // It never returns: what fails in accepting a connection is tried again.
    let _ = axum::serve(listener, app).await;
}
