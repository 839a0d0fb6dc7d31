//! `http::HeaderMap`: the carrier of HTTP and gRPC.

use core::cell::Cell;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::codec::{Baggage, decode_lines, encode_into};
use crate::error::{DecodeError, EncodeError};
use crate::map::{BaggageMap, MapText};
use crate::wire::Limits;

/// The header that carries baggage.
static BAGGAGE: HeaderName = HeaderName::from_static("baggage");

impl BaggageMap {
    /// The baggage in `headers`: all `baggage` lines, as one list in their order.
    ///
    /// A single line is kept by reference count, so that
    /// [`inject`](BaggageMap::inject) can pass on the very same bytes.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    /// use http::HeaderMap;
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.append("baggage", "a=1".parse()?);
    /// headers.append("baggage", "b=2".parse()?);
    /// assert_eq!(BaggageMap::extract(&headers).to_string(), "a=1,b=2");
    /// # Ok::<(), http::header::InvalidHeaderValue>(())
    /// ```
    ///
    /// [W3C Baggage, Baggage HTTP Header Format](https://www.w3.org/TR/baggage/#baggage-http-header-format).
    pub fn extract(headers: &HeaderMap) -> BaggageMap {
        BaggageMap::extract_with(headers, &Limits::default())
    }

    /// The baggage in `headers`, under limits other than the default: a number of members, and one of
    /// bytes for all lines together.
    ///
    /// ```
    /// use baggage_runtime::{BaggageMap, Limits};
    /// use http::{HeaderMap, HeaderValue};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("baggage", HeaderValue::from_static("a=1,b=2,c=3"));
    ///
    /// let map = BaggageMap::extract_with(&headers, &Limits::default().max_members(2));
    /// assert_eq!(map.to_string(), "a=1,b=2");
    /// assert_eq!(map.dropped().over_limit(), 1);
    /// ```
    pub fn extract_with(headers: &HeaderMap, limits: &Limits) -> BaggageMap {
        let values = headers.get_all(&BAGGAGE);
        let mut lines = values.iter();
        let (map, is_sensitive) = match (lines.next(), lines.next()) {
            // A line over the limit is cut on copying, so that the rest is not kept in memory.
            (Some(line), None) if line.len() <= limits.bytes() => {
                let text = MapText::Header(line.clone());
                (BaggageMap::index(text, *limits), line.is_sensitive())
            }
            (Some(_), Some(_)) => {
                let len: usize = values.iter().map(|line| line.len() + 1).sum();
                let map = BaggageMap::parse_joined(values.iter(), len - 1, *limits);
                (map, values.iter().any(HeaderValue::is_sensitive))
            }
            (line, _) => {
                let is_sensitive = line.is_some_and(HeaderValue::is_sensitive);
                (BaggageMap::parse_with(values, limits), is_sensitive)
            }
        };
        if is_sensitive { map.sensitive() } else { map }
    }

    /// Makes `headers` carry this baggage: one `baggage` header, which replaces every one that is
    /// there; none when the map is empty.
    ///
    /// A header map says nothing of where it goes, so **no policy is applied**: everything in the
    /// map leaves. Use it between your own services.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    /// use http::HeaderMap;
    ///
    /// let mut headers = HeaderMap::new();
    /// BaggageMap::parse("a=1").inject(&mut headers);
    /// assert_eq!(headers["baggage"], "a=1");
    ///
    /// BaggageMap::new().inject(&mut headers);
    /// assert!(!headers.contains_key("baggage"));
    /// ```
    pub fn inject(&self, headers: &mut HeaderMap) {
        match self.to_header_value() {
            Some(value) => drop(headers.insert(&BAGGAGE, value)),
            None => drop(headers.remove(&BAGGAGE)),
        }
    }

    /// The baggage string as a header value; `None` when the map is empty. It is marked as
    /// sensitive when a header line that the map came from was.
    pub fn to_header_value(&self) -> Option<HeaderValue> {
        let text = match self.exact_text() {
            Some(MapText::Header(value)) => return Some(value.clone()),
            Some(MapText::Bytes(bytes)) => bytes.clone(),
            None if self.is_empty() => return None,
            None => {
                let mut text = Vec::new();
                self.encode_into(&mut text);
                Bytes::from(text)
            }
        };
        let mut value = header_value(text)?;
        value.set_sensitive(self.is_sensitive());
        Some(value)
    }
}

/// The text as a header value. Every byte of a baggage string is visible ASCII, a blank or a tab,
/// so there always is one; if there were not, no header is better than a bad one.
fn header_value(text: Bytes) -> Option<HeaderValue> {
    HeaderValue::from_maybe_shared(text).ok()
}

/// The struct that the `baggage` lines in `headers` stand for, read in one pass and without a map.
///
/// # Errors
///
/// Every field that failed, with its key and the kind of fault; never a value.
///
/// ```
/// use baggage_runtime::Baggage;
/// use http::{HeaderMap, HeaderValue};
///
/// #[derive(Baggage)]
/// struct Request {
///     /// Numeric account id.
///     account: u64,
/// }
///
/// let mut headers = HeaderMap::new();
/// headers.insert("baggage", HeaderValue::from_static("vendor=x,account=7"));
/// let request: Request = baggage_runtime::from_headers(&headers)?;
/// assert_eq!(request.account, 7);
/// # Ok::<(), baggage_runtime::DecodeError>(())
/// ```
pub fn from_headers<T: Baggage>(headers: &HeaderMap) -> Result<T, DecodeError> {
    decode_lines(headers.get_all(&BAGGAGE).iter().map(HeaderValue::as_bytes))
}

/// Makes `headers` carry what `value` says and nothing else; no header when that is nothing.
///
/// To keep what others wrote, [extract](BaggageMap::extract) a map,
/// [put](BaggageMap::put) the struct and [inject](BaggageMap::inject) the map.
///
/// # Errors
///
/// Every field that cannot be written. The header is then removed: a stale one would say
/// something else than the struct.
pub fn to_headers<T: Baggage>(value: &T, headers: &mut HeaderMap) -> Result<(), EncodeError> {
    with_buffer(|text| {
        let written = encode_into(value, text);
        match HeaderValue::from_bytes(text) {
            Ok(value) if !value.is_empty() && written.is_ok() => {
                headers.insert(&BAGGAGE, value);
            }
            _ => {
                headers.remove(&BAGGAGE);
            }
        }
        written
    })
}

thread_local! {
    /// Where headers are written before their length is known.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// What `run` makes of an empty buffer, which is used again for the thread's next header.
fn with_buffer<R>(run: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    let mut buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
    buffer.clear();
    let result = run(&mut buffer);
    // A thread that is ending has no buffer any more.
    let _ = BUFFER.try_with(|place| place.set(buffer));
    result
}
