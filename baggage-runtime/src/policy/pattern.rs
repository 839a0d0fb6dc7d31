//! Which hosts a rule is about.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;

use super::host::{Authority, AuthorityError, Host};

/// One entry of an [`Egress`](super::Egress): a host, the names below a domain, or a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPattern {
    hosts: Hosts,
    /// Any port where this is `None`.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    One(Host),
    /// Names that have at least one more label in front.
    Below(Box<str>),
    Network(IpAddr, u32),
}

impl HostPattern {
    #[inline]
    pub(super) fn matches(&self, authority: &Authority) -> bool {
        let is_port = self.port.is_none() || self.port == authority.port;
        is_port && self.hosts.contain(&authority.host)
    }

    /// The pattern that `text` stands for.
    #[inline]
    pub(super) fn parse(text: &str) -> Result<HostPattern, PatternError> {
        let fault = |fault| PatternError { pattern: text.into(), fault };
        if let Some((address, prefix)) = text.split_once('/')
            && (address.parse::<IpAddr>().is_ok() || prefix.parse::<u8>().is_ok())
        {
            let hosts = parse_network(address, prefix).ok_or_else(|| fault(Fault::Network))?;
            return Ok(HostPattern { hosts, port: None });
        }
        let (is_wildcard, authority) = match text.strip_prefix("*.") {
            Some(domain) => (true, domain),
            None => (false, text),
        };
        let authority = Authority::from_str(authority).map_err(|e| fault(Fault::Authority(e)))?;
        let hosts = match authority.host {
            Host::Name(domain) if is_wildcard => Hosts::Below(domain),
            Host::Ip(_) if is_wildcard => return Err(fault(Fault::Network)),
            host => Hosts::One(host),
        };
        Ok(HostPattern { hosts, port: authority.port })
    }
}

impl Hosts {
    #[inline]
    fn contain(&self, host: &Host) -> bool {
        match (self, host) {
            (Hosts::One(one), host) => one == host,
            // Labels are never empty, so what is left in front of the dot is a label.
            (Hosts::Below(domain), Host::Name(name)) => {
                name.strip_suffix(&**domain).is_some_and(|front| front.ends_with('.'))
            }
            (Hosts::Network(network, prefix), Host::Ip(address)) => {
                common_bits(*network, *address).is_some_and(|bits| bits >= *prefix)
            }
            (Hosts::Below(_), Host::Ip(_)) | (Hosts::Network(..), Host::Name(_)) => false,
        }
    }
}

/// The network `address/prefix`; `None` when it is none, or has bits set behind the prefix, which
/// means that one of the two numbers is a mistake.
#[inline]
fn parse_network(address: &str, prefix: &str) -> Option<Hosts> {
    let address: IpAddr = address.parse().ok()?;
    let prefix: u32 = prefix.parse::<u8>().ok()?.into();
    let (width, free_bits) = match address {
        IpAddr::V4(address) => (u32::BITS, address.to_bits().trailing_zeros()),
        IpAddr::V6(address) => (u128::BITS, address.to_bits().trailing_zeros()),
    };
    let is_network = prefix <= width && free_bits >= width - prefix;
    // IPv6 addresses that stand for IPv4 are compared as IPv4: such a network would match nothing.
    let is_canonical = address.to_canonical() == address;
    (is_network && is_canonical).then_some(Hosts::Network(address, prefix))
}

/// How many bits from the first are the same; `None` for addresses of different kinds.
#[inline]
fn common_bits(a: IpAddr, b: IpAddr) -> Option<u32> {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => Some((a.to_bits() ^ b.to_bits()).leading_zeros()),
        (IpAddr::V6(a), IpAddr::V6(b)) => Some((a.to_bits() ^ b.to_bits()).leading_zeros()),
        _ => None,
    }
}

/// A pattern of hosts that is none; names the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    pattern: Box<str>,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Authority(AuthorityError),
    Network,
}

/// `` `10.0.0.1/8` is no pattern of hosts: … ``.
impl fmt::Display for PatternError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no pattern of hosts: ", self.pattern.escape_debug())?;
        match self.fault {
            Fault::Authority(error) => error.fmt(f),
            Fault::Network => {
                f.write_str("a network is `10.0.0.0/8`, no bit set behind the prefix")
            }
        }
    }
}

impl core::error::Error for PatternError {}
