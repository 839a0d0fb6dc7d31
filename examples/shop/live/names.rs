//! Where the services are: what the name server says of the shop.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

pub(super) const CHECKOUT: &str = "checkout.svc.local";
pub(super) const PAYMENTS_EU: &str = "payments.eu.svc.local";
pub(super) const PAYMENTS_US: &str = "payments.us.svc.local";
pub(super) const FRAUD: &str = "fraud.svc.local";
pub(super) const METER: &str = "meter.svc.local";
/// Not ours.
pub(super) const CARDNET: &str = "api.cardnet.example";

/// Names of hosts, and where they listen.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    entries: Vec<(&'static str, SocketAddr)>,
}

impl Names {
    /// A listener at a free port, which is known as `name` from now on.
    pub(super) async fn listen(&mut self, name: &'static str) -> io::Result<TcpListener> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        self.entries.push((name, listener.local_addr()?));
        Ok(listener)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, SocketAddr)> {
        self.entries.iter().copied()
    }

    /// Where `name` listens.
    pub(super) fn address(&self, name: &str) -> Option<SocketAddr> {
        self.iter().find(|(known, _)| *known == name).map(|(_, address)| address)
    }
}
