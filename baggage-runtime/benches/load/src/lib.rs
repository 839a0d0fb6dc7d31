//! Servers under load; `load.py` beside this package starts them and puts them under it.

pub mod contender;

use std::io::{self, Read as _};
use std::net::Ipv4Addr;
use std::process;
use std::thread;

use tokio::net::TcpListener;

/// A listener on a free port of the loopback interface, which is told to whoever started us.
pub async fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("PORT {}", listener.local_addr()?.port());
    Ok(listener)
}

/// Ends the process when its standard input ends, so that it does not outlive whoever started it.
pub fn end_with_stdin() {
    thread::spawn(|| {
        let mut rest = Vec::new();
        // An error says that nobody is there, too.
        let _ = io::stdin().read_to_end(&mut rest);
        process::exit(0)
    });
}
