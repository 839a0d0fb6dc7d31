//! HTTP clients of the services.

use std::time::Duration;

use axum::http::StatusCode;
use baggage_runtime::reqwest::PropagateMiddleware;
use baggage_runtime::{Baggage as _, Egress, Service};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, RequestBuilder};
use serde::de::DeserializeOwned;

use super::failure::Failure;
use super::names::{self, Names};
use crate::shop::request::RequestContext;

/// Who gets which baggage: our own services everything, cardnet what is `public`, and anyone else
/// nothing.
pub(super) fn egress() -> Egress {
    Egress::none().internal(["*.svc.local"]).partner([names::CARDNET], RequestContext::SCHEMA)
}

/// The client of a service: what it sends carries the baggage of the request that it works on.
pub(super) fn new(
    names: &Names,
    service: &'static Service,
) -> Result<ClientWithMiddleware, reqwest::Error> {
    let egress = egress();
    let http = http(names, &egress)?;
    Ok(ClientBuilder::new(http).with(PropagateMiddleware::new(egress).service(service)).build())
}

/// A client that knows our names, and does not carry baggage along a redirect to where it may not
/// go.
pub(super) fn http(names: &Names, egress: &Egress) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder().no_proxy().redirect(egress.redirect_policy());
    names.iter().fold(builder, |builder, (name, address)| builder.resolve(name, address)).build()
}

/// What the JSON of the answer stands for; a failure of the one who was asked is passed on.
pub(super) async fn send<T: DeserializeOwned>(
    request: RequestBuilder,
    patience: Duration,
) -> Result<T, Failure> {
    let response = request.timeout(patience).send().await;
    let response = response.map_err(|error| Failure::unanswered(&error, patience))?;
    let status = response.status();
    let body =
        response.bytes().await.map_err(|error| Failure::unanswered(&error.into(), patience))?;
    if !status.is_success() {
        return Err(Failure::passed_on(status, &body));
    }
    serde_json::from_slice(&body)
        .map_err(|error| Failure::new(StatusCode::BAD_GATEWAY, format!("no answer: {error}")))
}
