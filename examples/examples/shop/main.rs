//! A whole shop: real servers, whose decisions are made by baggage.
//!
//! ```text
//! cargo run --example shop --features shop              # plays, checks and prints every scene
//! cargo run --example shop --features shop -- --serve   # stays open, for `curl`
//! ```
//!
//! ```text
//! client → gateway → checkout → payments → fraud (gRPC) → meter
//!                                  └─────→ cardnet (not ours)
//! ```
//!
//! The services are in `examples/shop`: a file for what each reads and writes, and one below `live`
//! for its server. Whatever does not hold here is a panic.

mod customer;
mod scenes;

use std::error::Error;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use std::{env, process};

use baggage_examples::shop::live::{Hop, Patience, Settings, Shop};

/// Where the gateway of a shop that stays open is reached, unless said otherwise.
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4780);

/// How large the shop is where a scene does not ask for another.
const SETTINGS: Settings = Settings {
    workers: 4,
    orders_per_tenant: 32,
    patience: Patience { mobile: Duration::from_secs(15), others: Duration::from_secs(60) },
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => scenes::play().await,
        ["--serve"] => serve(ADDRESS).await,
        ["--serve", address] => serve(address.parse()?).await,
        _ => {
            eprintln!("usage: shop [--serve [ADDRESS:PORT]]");
            process::exit(2)
        }
    }
}

/// The shop, open until the process ends; says what every server receives.
async fn serve(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let mut shop = Shop::open(address, SETTINGS).await?;
    println!("The shop is open at http://{}/orders", shop.address);
    while let Some(hop) = shop.hops.recv().await {
        show(&hop);
        io::stdout().flush()?;
    }
    Ok(())
}

/// Prints what a server received, with its bytes, and what came of it.
fn show(hop: &Hop) {
    println!("   {} received {} bytes by {}", hop.server, hop.header.len(), hop.protocol);
    println!("      header  {}", hop.header);
    println!("      read    {}", hop.read);
    println!("      added   {}", hop.added);
}
