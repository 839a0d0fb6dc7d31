//! Text, characters, and what is read from text: network addresses.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::io::Write as _;
use std::sync::Arc;

use super::{BaggageValue, Text, ValueWriter};
use crate::error::ErrorKind;
use crate::schema::{ValueType, WireType};

macro_rules! heap_text {
    ($($text:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl BaggageValue for $text {
            const TYPE: ValueType = ValueType::unbounded(WireType::String);

            #[inline]
            fn decode(text: Text<'_>) -> Result<$text, ErrorKind> {
                text.to_string().map(<$text>::from)
            }

            #[inline]
            fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
                out.text(self)
            }
        }
    )*};
}

heap_text! { String Box<str> Arc<str> }

#[diagnostic::do_not_recommend]
impl BaggageValue for char {
    const TYPE: ValueType = ValueType::single(WireType::Char, 4);

    #[inline]
    fn decode(text: Text<'_>) -> Result<char, ErrorKind> {
        text.with_bounded_str(|text| {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(char), None) => Ok(char),
                _ => Err(ErrorKind::Invalid),
            }
        })
    }

    #[inline]
    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        out.text(self.encode_utf8(&mut [0; 4]))
    }
}

/// The longest address: an IPv6 socket with a scope.
const LONGEST: usize = "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535".len();

/// An address, written as it displays.
trait Address: fmt::Display {
    /// Whether the text says all of it: an IPv6 flow label has no form in text.
    fn is_all_text(&self) -> bool {
        true
    }
}

impl Address for Ipv4Addr {}
impl Address for Ipv6Addr {}
impl Address for IpAddr {}
impl Address for SocketAddrV4 {}

impl Address for SocketAddrV6 {
    fn is_all_text(&self) -> bool {
        self.flowinfo() == 0
    }
}

impl Address for SocketAddr {
    fn is_all_text(&self) -> bool {
        match self {
            SocketAddr::V4(address) => address.is_all_text(),
            SocketAddr::V6(address) => address.is_all_text(),
        }
    }
}

macro_rules! address {
    ($($address:ident $wire:ident $len:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl BaggageValue for $address {
            const TYPE: ValueType = ValueType::single(WireType::$wire, $len as u32);

            #[inline]
            fn decode(text: Text<'_>) -> Result<$address, ErrorKind> {
                text.with_str(|text| text.parse().map_err(|_| ErrorKind::Invalid))
            }

            #[inline]
            fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
                write_address(self, out)
            }
        }
    )*};
}

address! {
    Ipv4Addr Ip "255.255.255.255".len();
    Ipv6Addr Ip "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff".len();
    IpAddr Ip "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff".len();
    SocketAddrV4 Socket "255.255.255.255:65535".len();
    SocketAddrV6 Socket LONGEST;
    SocketAddr Socket LONGEST;
}

/// Writes what `address` displays, by way of the stack.
fn write_address(address: &impl Address, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
    if !address.is_all_text() {
        return Err(ErrorKind::OutOfRange);
    }
    let mut text = [0; LONGEST];
    let mut rest = &mut text[..];
    write!(rest, "{address}").map_err(|_| ErrorKind::TooLong)?;
    let unused = rest.len();
    let text = &text[..LONGEST - unused];
    out.text(core::str::from_utf8(text).map_err(|_| ErrorKind::BadUtf8)?)
}
