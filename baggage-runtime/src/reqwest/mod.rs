//! Clients of reqwest.
//!
//! ```
//! use baggage_runtime::Egress;
//! use baggage_runtime::reqwest::PropagateMiddleware;
//! use reqwest_middleware::ClientBuilder;
//!
//! let egress = Egress::none().internal(["*.svc.local"]);
//! let http = reqwest::Client::builder().redirect(egress.redirect_policy()).build()?;
//! let client = ClientBuilder::new(http).with(PropagateMiddleware::new(egress)).build();
//! # Ok::<(), reqwest::Error>(())
//! ```
//!
//! # Redirects
//!
//! reqwest follows redirects inside its client, where no middleware sees them, and keeps the
//! `baggage` header whatever host comes next. So both of the lines above are needed: a client with
//! the middleware but without [`redirect_policy`](crate::Egress::redirect_policy) **sends baggage
//! to any host that one of your own redirects to**. With it, the client stops where another host
//! may get something else than the one before, and the middleware sends the request on with what
//! that host may get.

mod middleware;
mod redirect;

pub use self::middleware::PropagateMiddleware;
