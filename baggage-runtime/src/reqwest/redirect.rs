//! Which redirects the client follows by itself, and what the middleware learns of the others.
//!
//! reqwest asks a policy at each redirect, and the policy cannot answer more than "follow" or
//! "stop". The middleware has to know why the client stopped, because it must not follow what
//! another policy forbids, and which way the request went until then, because redirects change it.
//! reqwest asks while the middleware polls it, on one thread; so the middleware lends the policy a
//! record to write to for as long as it polls.

use core::cell::Cell;
use core::future::poll_fn;
use core::pin::Pin;

use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderName,
    PROXY_AUTHORIZATION, TRANSFER_ENCODING, WWW_AUTHENTICATE,
};
use http::{Method, StatusCode};
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Request, Response, Url};

use crate::policy::{Authority, Egress, Verdict};

/// As many as reqwest follows by default.
const MAX_REDIRECTS: usize = 10;

/// What is meant for one host and no other. The second generation of cookies has no name in `http`.
static FOR_ONE_HOST: [HeaderName; 6] = [
    HOST,
    AUTHORIZATION,
    COOKIE,
    HeaderName::from_static("cookie2"),
    PROXY_AUTHORIZATION,
    WWW_AUTHENTICATE,
];

/// For reqwest's clients.
impl Egress {
    /// The policy that follows redirects as long as the next host may get what the one before
    /// may, and stops where that changes; a
    /// [`PropagateMiddleware`](crate::reqwest::PropagateMiddleware) sends the request on from
    /// there.
    ///
    /// More than 10 redirects in all are an error, as they are by default. Without the middleware
    /// the redirect at which it stops is the response.
    ///
    /// To forbid some redirects, wrap it; what the other policy stops stays stopped:
    ///
    /// ```
    /// use baggage_runtime::Egress;
    /// use reqwest::redirect::Policy;
    ///
    /// let ours = Egress::none().internal(["*.svc.local"]).redirect_policy();
    /// let policy = Policy::custom(move |attempt| match attempt.url().host_str() {
    ///     Some("localhost") => attempt.stop(),
    ///     _ => ours.redirect(attempt),
    /// });
    /// let client = reqwest::Client::builder().redirect(policy).build()?;
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn redirect_policy(&self) -> Policy {
        let egress = self.clone();
        Policy::custom(move |attempt| egress.redirect(attempt))
    }

    fn redirect(&self, attempt: Attempt<'_>) -> Action {
        let from = attempt.previous().last();
        let before = from.map_or(Verdict::Nothing, |from| verdict(self, from));
        let is_same = before == verdict(self, attempt.url());
        let left = MAX_REDIRECTS.saturating_sub(note(&attempt, is_same));
        if is_same || attempt.previous().len() > left {
            Policy::limited(left).redirect(attempt)
        } else {
            attempt.stop()
        }
    }
}

/// What the host of `url` may get.
pub(super) fn verdict(egress: &Egress, url: &Url) -> Verdict {
    let authority = url.host_str().and_then(|host| host.parse::<Authority>().ok());
    authority.map_or(Verdict::Nothing, |host| {
        let port = url.port_or_known_default();
        egress.verdict(&port.map_or(host.clone(), |port| host.with_default_port(port)))
    })
}

/// The way of one request through redirects.
#[derive(Default)]
pub(super) struct Chain {
    /// How many redirects there were before the client got the request last.
    before: usize,
    /// Those that the client met since.
    redirects: Vec<Redirect>,
    /// Whether our policy stopped at the last of them.
    is_stopped: bool,
}

struct Redirect {
    status: StatusCode,
    from: Url,
    to: Url,
}

thread_local! {
    /// The record of the middleware that is polling the client.
    static LENT: Cell<Option<Chain>> = const { Cell::new(None) };
}

/// What `future` returns; `chain` then has the redirects that the client was asked about.
pub(super) async fn watched<F: Future + Unpin>(mut future: F, chain: &mut Chain) -> F::Output {
    chain.redirects.clear();
    chain.is_stopped = false;
    poll_fn(|cx| {
        let _loan = Loan::new(chain);
        Pin::new(&mut future).poll(cx)
    })
    .await
}

/// Lends a chain until it drops, so also on unwind.
struct Loan<'a> {
    chain: &'a mut Chain,
    /// Of a client that is polled from within another one's poll.
    outer: Option<Chain>,
}

impl Loan<'_> {
    fn new(chain: &mut Chain) -> Loan<'_> {
        let outer = LENT.replace(Some(core::mem::take(chain)));
        Loan { chain, outer }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let lent = LENT.replace(self.outer.take());
        *self.chain = lent.unwrap_or_default();
    }
}

/// Notes the redirect in the chain that is lent; returns how many there were before the client
/// got the request.
fn note(attempt: &Attempt<'_>, is_followed: bool) -> usize {
    let Some(mut chain) = LENT.take() else {
        return 0;
    };
    let before = chain.before;
    chain.note(attempt, is_followed);
    LENT.set(Some(chain));
    before
}

impl Chain {
    fn note(&mut self, attempt: &Attempt<'_>, is_followed: bool) {
        // A middleware between may have begun anew.
        let position = attempt.previous().len().saturating_sub(1);
        self.redirects.truncate(position);
        let Some(from) = attempt.previous().last() else {
            return;
        };
        let redirect =
            Redirect { status: attempt.status(), from: from.clone(), to: attempt.url().clone() };
        self.redirects.push(redirect);
        // Another policy may have followed one without asking. What became of the request is then
        // not known.
        self.is_stopped = !is_followed && self.redirects.len() == position + 1;
    }

    /// Whether `response` is the redirect at which our policy stopped.
    pub(super) fn stopped_at(&self, response: &Response) -> bool {
        self.is_stopped
            && self.redirects.last().is_some_and(|last| {
                last.from == *response.url() && last.status == response.status()
            })
    }

    /// What the redirects make of `request`, the one that the client got.
    pub(super) fn next(&mut self, mut request: Request) -> Request {
        self.before += self.redirects.len();
        for redirect in self.redirects.drain(..) {
            redirect.apply(&mut request);
        }
        request
    }
}

impl Redirect {
    /// Changes `request` as reqwest does ([RFC 9110, 15.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.4)).
    fn apply(self, request: &mut Request) {
        let becomes_get = match self.status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => request.method() == Method::POST,
            status => status == StatusCode::SEE_OTHER,
        };
        if becomes_get {
            get_instead(request);
        }
        if origin(&self.from) != origin(&self.to) {
            for name in &FOR_ONE_HOST {
                request.headers_mut().remove(name);
            }
        }
        *request.url_mut() = self.to;
    }
}

/// Asks for what the redirect points to, without sending anything there.
fn get_instead(request: &mut Request) {
    if request.method() != Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    *request.body_mut() = None;
    for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
        request.headers_mut().remove(name);
    }
}

/// Scheme, host and port.
fn origin(url: &Url) -> (&str, Option<&str>, Option<u16>) {
    (url.scheme(), url.host_str(), url.port_or_known_default())
}
