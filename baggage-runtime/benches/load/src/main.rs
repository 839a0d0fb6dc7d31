//! An axum server that answers with the JSON it got, on one thread.
//!
//! ```text
//! load CONTENDER    listens, prints `PORT n`, and ends with its standard input
//! load names        the names of the contenders
//! ```

use std::env;
use std::io;

use load::contender::{CONTENDERS, app};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let name = env::args().nth(1).unwrap_or_default();
    if name == "names" {
        CONTENDERS.iter().for_each(|name| println!("{name}"));
        return Ok(());
    }
    let app = app(&name).ok_or_else(|| io::Error::other(format!("no contender `{name}`")))?;
    load::end_with_stdin();
    axum::serve(load::listen().await?, app).await
}
