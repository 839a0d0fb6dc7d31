//! The gRPC service of fraud, as tonic's generator writes it. By hand, so that building the shop
//! needs no `protoc`:
//!
//! ```text
//! package shop;
//! service Fraud { rpc Score (ScoreRequest) returns (ScoreReply); }
//! message ScoreRequest { string card = 1; }
//! message ScoreReply { uint32 risk = 1; }
//! ```

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::{BoxFuture, Service, StdError, http};
use tonic::server::{NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

const SCORE: &str = "/shop.Fraud/Score";

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ScoreRequest {
    #[prost(string, tag = "1")]
    pub(super) card: String,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(super) struct ScoreReply {
    /// In percent.
    #[prost(uint32, tag = "1")]
    pub(super) risk: u32,
}

#[tonic::async_trait]
pub(super) trait Fraud: Send + Sync + 'static {
    async fn score(&self, request: Request<ScoreRequest>) -> Result<Response<ScoreReply>, Status>;
}

/// The client, around a channel or what layers make of one.
#[derive(Clone)]
pub(super) struct FraudClient<C> {
    inner: tonic::client::Grpc<C>,
}

impl<C> FraudClient<C>
where
    C: GrpcService<Body>,
    C::Error: Into<StdError>,
    C::ResponseBody: tonic::codegen::Body<Data = tonic::codegen::Bytes> + Send + 'static,
    <C::ResponseBody as tonic::codegen::Body>::Error: Into<StdError> + Send,
{
    pub(super) fn new(channel: C) -> FraudClient<C> {
        FraudClient { inner: tonic::client::Grpc::new(channel) }
    }

    pub(super) async fn score(
        &mut self,
        request: ScoreRequest,
    ) -> Result<Response<ScoreReply>, Status> {
        let ready = self.inner.ready().await;
        ready.map_err(|error| Status::unavailable(format!("not ready: {}", error.into())))?;
        let path = PathAndQuery::from_static(SCORE);
        self.inner.unary(Request::new(request), path, ProstCodec::default()).await
    }
}

/// The server around an implementation.
pub(super) struct FraudServer<F> {
    inner: Arc<F>,
}

impl<F> FraudServer<F> {
    pub(super) fn new(inner: F) -> FraudServer<F> {
        FraudServer { inner: Arc::new(inner) }
    }
}

impl<F> Clone for FraudServer<F> {
    fn clone(&self) -> FraudServer<F> {
        FraudServer { inner: self.inner.clone() }
    }
}

impl<F: Fraud> Service<http::Request<Body>> for FraudServer<F> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.uri().path() != SCORE {
            return Box::pin(async { Ok(Status::unimplemented("no such method").into_http()) });
        }
        let method = Score(self.inner.clone());
        Box::pin(async move {
            Ok(tonic::server::Grpc::new(ProstCodec::default()).unary(method, request).await)
        })
    }
}

impl<F> NamedService for FraudServer<F> {
    const NAME: &'static str = "shop.Fraud";
}

struct Score<F>(Arc<F>);

impl<F: Fraud> UnaryService<ScoreRequest> for Score<F> {
    type Response = ScoreReply;
    type Future = BoxFuture<Response<ScoreReply>, Status>;

    fn call(&mut self, request: Request<ScoreRequest>) -> Self::Future {
        let inner = self.0.clone();
        Box::pin(async move { inner.score(request).await })
    }
}
