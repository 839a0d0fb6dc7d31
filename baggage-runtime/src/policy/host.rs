//! Where a request goes: a host, and perhaps a port.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

/// The longest name of a host, in bytes
/// ([RFC 1035, 2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)).
const MAX_NAME_LEN: usize = 253;

/// The longest label of a name, in bytes.
const MAX_LABEL_LEN: usize = 63;

/// A host and perhaps a port, parsed: `payments.svc.local`, `10.0.0.7:8080`, `[::1]:443`.
///
/// Where baggage may go is decided on parsed authorities, never on text, so that no spelling of a
/// foreign host looks like one of our own:
///
/// * Names are ASCII without regard to case; one dot at the end means nothing. Names in other
///   scripts come as `xn--` labels, which is what goes over the wire.
/// * User info, percent-encoding, paths and zones are refused. So is what resolvers disagree
///   about: names that end in a number but are no plain IPv4 address (`127.1`, `0x7f.1`).
/// * An IPv6 address that stands for an IPv4 address is that address.
///
/// ```
/// use baggage_runtime::Authority;
///
/// let one: Authority = "Payments.SVC.local.".parse()?;
/// assert_eq!(one, "payments.svc.local".parse()?);
/// assert_eq!(one.to_string(), "payments.svc.local");
///
/// assert!("svc.local@evil.com".parse::<Authority>().is_err());
/// assert!("evil.com/?x=.svc.local".parse::<Authority>().is_err());
/// # Ok::<(), baggage_runtime::AuthorityError>(())
/// ```
///
/// [RFC 3986, 3.2](https://www.rfc-editor.org/rfc/rfc3986#section-3.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    pub(super) host: Host,
    pub(super) port: Option<u16>,
}

/// A host, of which each has one form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Host {
    /// Lower case, without a dot at the end.
    Name(Box<str>),
    /// Canonical: IPv4 where an IPv6 address stands for one.
    Ip(IpAddr),
}

impl Authority {
    /// The port, if one is stated.
    #[inline]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// This authority with `port` where it states none: what the scheme of a URI implies.
    #[must_use]
    #[inline]
    pub fn with_default_port(self, port: u16) -> Authority {
        Authority { port: self.port.or(Some(port)), ..self }
    }
}

impl FromStr for Authority {
    type Err = AuthorityError;

    #[inline]
    fn from_str(text: &str) -> Result<Authority, AuthorityError> {
        // The part before `@` is chosen to look like a host by those who want it mistaken for one.
        if text.contains('@') {
            return Err(AuthorityError::UserInfo);
        }
        let host_end = match text.find(']') {
            Some(bracket) => bracket + 1,
            None => text.find(':').unwrap_or(text.len()),
        };
        let (host, port) = text.split_at(host_end);
        // No host and no port has a slash, and who writes one is helped by that and no other reason.
        let fault = |fault| if text.contains('/') { AuthorityError::Url } else { fault };
        let host = Host::parse(host).map_err(fault)?;
        Ok(Authority { host, port: parse_port(port).map_err(fault)? })
    }
}

impl Host {
    #[inline]
    fn parse(text: &str) -> Result<Host, AuthorityError> {
        if let Some(rest) = text.strip_prefix('[') {
            let address = rest.strip_suffix(']').ok_or(AuthorityError::Address)?;
            let address: Ipv6Addr = address.parse().map_err(|_| AuthorityError::Address)?;
            return Ok(Host::Ip(IpAddr::V6(address).to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        // Most hosts are names, and those mostly do not end as an address does.
        if name.ends_with(|last: char| last.is_ascii_digit())
            && let Ok(address) = name.parse::<Ipv4Addr>()
        {
            return Ok(Host::Ip(IpAddr::V4(address)));
        }
        check_name(name)?;
        Ok(Host::Name(name.to_ascii_lowercase().into_boxed_str()))
    }
}

#[inline]
fn check_name(name: &str) -> Result<(), AuthorityError> {
    let mut label_len = 0;
    let is_label = |len: usize| (1..=MAX_LABEL_LEN).contains(&len);
    for byte in name.bytes() {
        match byte {
            b'.' if is_label(label_len) => label_len = 0,
            // The underscore is no character of host names, but of names that are resolved all the
            // same.
            b'-' | b'_' => label_len += 1,
            _ if byte.is_ascii_alphanumeric() => label_len += 1,
            _ => return Err(AuthorityError::Name),
        }
    }
    if name.len() > MAX_NAME_LEN || !is_label(label_len) {
        return Err(AuthorityError::Name);
    }
    // Many resolvers read these as an address, each in its own way.
    if name.rsplit('.').next().is_some_and(is_number) {
        return Err(AuthorityError::Address);
    }
    Ok(())
}

/// Whether a last label makes a name an IPv4 address
/// ([WHATWG URL, ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker)).
#[inline]
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    match hex {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// The port in `:port`. Nothing behind the colon is no port.
#[inline]
fn parse_port(text: &str) -> Result<Option<u16>, AuthorityError> {
    if matches!(text, "" | ":") {
        return Ok(None);
    }
    let digits = text.strip_prefix(':').ok_or(AuthorityError::Port)?;
    // `u16::from_str` takes a sign.
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AuthorityError::Port);
    }
    digits.parse().map(Some).map_err(|_| AuthorityError::Port)
}

/// The one form of the authority: `payments.svc.local:8080`, `[::1]`.
impl fmt::Display for Authority {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Name(name) => f.write_str(name)?,
            Host::Ip(IpAddr::V4(address)) => write!(f, "{address}")?,
            Host::Ip(IpAddr::V6(address)) => write!(f, "[{address}]")?,
        }
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// Text that is no host with an optional port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorityError {
    /// There is an `@`.
    UserInfo,
    /// There is a `/`: a scheme or a path.
    Url,
    /// The name has an empty or overlong label, or characters outside `A-Z a-z 0-9 - _`.
    Name,
    /// The address is not in its plain form: four decimal numbers, or IPv6 in brackets.
    Address,
    /// The port is not a number from 0 to 65535.
    Port,
}

impl fmt::Display for AuthorityError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AuthorityError::UserInfo => "user info beside the host",
            AuthorityError::Url => "more of a URL than its host and port",
            AuthorityError::Name => "not the name of a host",
            AuthorityError::Address => "not an IP address in its plain form",
            AuthorityError::Port => "not a port",
        })
    }
}

impl core::error::Error for AuthorityError {}
