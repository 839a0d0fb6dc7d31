//! An axum server that answers with the JSON it got, on one thread.
//!
//! ```text
//! load CONTENDER    listens, prints `PORT n`, and ends with its standard input
//! load names        the names of the contenders
//! ```

use std::env;
use std::io;

use axum::ServiceExt;
use axum::extract::Request;
use baggage_runtime::tower::BaggageLayer;
use load::contender::{CONTENDERS, app};
use tower::Layer as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let name = env::args().nth(1).unwrap_or_default();
    if name == "names" {
        CONTENDERS.iter().for_each(|name| println!("{name}"));
        return Ok(());
    }
    let app = app(&name).ok_or_else(|| io::Error::other(format!("no contender `{name}`")))?;
    load::end_with_stdin();
    let listener = load::listen().await?;
    if name.starts_with("around-") {
        let around = BaggageLayer::internal().layer(app);
        return axum::serve(listener, ServiceExt::<Request>::into_make_service(around)).await;
    }
    axum::serve(listener, app).await
}
