//! A gRPC service and its client, in the form in which tonic's generator writes them, and a server
//! that runs it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use axum::http::{self, uri::PathAndQuery};
use baggage_runtime::tower::BaggageLayer;
use futures::Stream;
use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::codegen::{Body as HttpBody, BoxFuture, Bytes, InterceptedService, StdError};
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
use tonic::service::Interceptor;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

use crate::peer::Server;

/// What is said, and what is answered.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { text: text.to_owned() }
    }
}

pub(crate) type Texts = Pin<Box<dyn Stream<Item = Result<Text, Status>> + Send>>;

/// What a service answers.
#[async_trait]
pub(crate) trait Echo: Send + Sync + 'static {
    /// One answer.
    async fn say(&self, request: Request<Text>) -> Result<Response<Text>, Status>;

    /// One answer after the other.
    async fn repeat(&self, request: Request<Text>) -> Result<Response<Texts>, Status>;
}

#[derive(Debug)]
pub(crate) struct EchoServer<T> {
    inner: Arc<T>,
}

impl<T> EchoServer<T> {
    pub(crate) fn new(inner: T) -> EchoServer<T> {
        EchoServer { inner: Arc::new(inner) }
    }
}

impl<T> Clone for EchoServer<T> {
    fn clone(&self) -> EchoServer<T> {
        EchoServer { inner: Arc::clone(&self.inner) }
    }
}

impl<T> NamedService for EchoServer<T> {
    const NAME: &'static str = "echo.Echo";
}

struct Say<T>(Arc<T>);

impl<T: Echo> UnaryService<Text> for Say<T> {
    type Response = Text;
    type Future = BoxFuture<Response<Text>, Status>;

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.say(request).await })
    }
}

struct Repeat<T>(Arc<T>);

impl<T: Echo> ServerStreamingService<Text> for Repeat<T> {
    type Response = Text;
    type ResponseStream = Texts;
    type Future = BoxFuture<Response<Texts>, Status>;

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.repeat(request).await })
    }
}

impl<T, B> tower::Service<http::Request<B>> for EchoServer<T>
where
    T: Echo,
    B: HttpBody + Send + 'static,
    B::Error: Into<StdError> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::default());
            Ok(match request.uri().path() {
                "/echo.Echo/Say" => grpc.unary(Say(inner), request).await,
                "/echo.Echo/Repeat" => grpc.server_streaming(Repeat(inner), request).await,
                _ => Status::unimplemented("no such method").into_http(),
            })
        })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct EchoClient<T> {
    inner: tonic::client::Grpc<T>,
}

impl<T> EchoClient<T>
where
    T: GrpcService<Body>,
    T::Error: Into<StdError>,
    T::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError> + Send,
{
    pub(crate) fn new(inner: T) -> EchoClient<T> {
        EchoClient { inner: tonic::client::Grpc::new(inner) }
    }

    pub(crate) fn with_origin(inner: T, origin: http::Uri) -> EchoClient<T> {
        EchoClient { inner: tonic::client::Grpc::with_origin(inner, origin) }
    }

    async fn ready(&mut self) -> Result<(), Status> {
        let ready = self.inner.ready().await;
        ready.map_err(|error| Status::unknown(format!("not ready: {}", error.into())))
    }

    pub(crate) async fn say(&mut self, request: Request<Text>) -> Result<String, Status> {
        self.ready().await?;
        let path = PathAndQuery::from_static("/echo.Echo/Say");
        let response = self.inner.unary(request, path, ProstCodec::<Text, Text>::default()).await;
        Ok(response?.into_inner().text)
    }

    pub(crate) async fn repeat(&mut self, request: Request<Text>) -> Result<Vec<String>, Status> {
        self.ready().await?;
        let path = PathAndQuery::from_static("/echo.Echo/Repeat");
        let codec = ProstCodec::<Text, Text>::default();
        let mut stream = self.inner.server_streaming(request, path, codec).await?.into_inner();
        let mut texts = Vec::new();
        while let Some(text) = stream.message().await? {
            texts.push(text.text);
        }
        Ok(texts)
    }
}

pub(crate) fn intercepted<I: Interceptor>(
    channel: Channel,
    interceptor: I,
) -> EchoClient<InterceptedService<Channel, I>> {
    EchoClient::new(InterceptedService::new(channel, interceptor))
}

/// The server as tonic runs it; without a layer, it has no baggage.
pub(crate) async fn serve(layer: Option<BaggageLayer>, echo: impl Echo) -> Server {
    Server::run(move |listener| {
        let incoming = TcpIncoming::from(listener);
        let service = EchoServer::new(echo);
        async move {
            let mut server = tonic::transport::Server::builder();
            match layer {
                Some(layer) => {
                    let server = server.layer(layer).add_service(service);
                    server.serve_with_incoming(incoming).await
                }
                None => server.add_service(service).serve_with_incoming(incoming).await,
            }
        }
    })
    .await
}

/// A channel to the server.
pub(crate) fn channel(server: &Server) -> Channel {
    let endpoint = Endpoint::from_shared(server.uri("")).expect("the address is one");
    endpoint.connect_lazy()
}
