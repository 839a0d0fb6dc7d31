//! Baggage read by the plainest means: slow, without an index, from the grammar's text alone. What
//! the crate does is compared with it.

/// What a baggage string holds, and what of it is dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The members that are kept, in order.
    pub members: Vec<Member>,
    /// How many elements are outside the grammar.
    pub malformed: usize,
    /// How many elements are beyond the limits, as far as they were looked at.
    pub over_limit: usize,
    /// Whether there are bytes behind the limit.
    pub is_truncated: bool,
}

/// A member, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The whole member without outer white space.
    pub text: String,
    /// The key.
    pub key: String,
    /// The value as it stands on the wire.
    pub raw_value: String,
    /// The properties, of which the values are as they stand on the wire.
    pub properties: Vec<(String, Option<String>)>,
}

impl Parsed {
    /// Whether nothing was dropped.
    pub fn is_complete(&self) -> bool {
        self.malformed == 0 && self.over_limit == 0 && !self.is_truncated
    }
}

/// What the baggage string `text` holds under these limits.
pub fn parse(text: &[u8], max_members: usize, max_bytes: usize) -> Parsed {
    let mut parsed = Parsed { is_truncated: text.len() > max_bytes, ..Parsed::default() };
    let mut seen = 0;
    let mut start = 0;
    for element in text.split(|&byte| byte == b',') {
        let end = start + element.len();
        if end > max_bytes {
            let inside = element.get(..max_bytes.saturating_sub(start)).unwrap_or_default();
            parsed.over_limit += usize::from(!trim(inside).is_empty());
            break;
        }
        start = end + 1;
        let element = trim(element);
        if element.is_empty() {
            continue;
        }
        seen += 1;
        match member(element) {
            _ if seen > max_members => parsed.over_limit += 1,
            Some(member) => parsed.members.push(member),
            None => parsed.malformed += 1,
        }
    }
    parsed
}

/// The member `text`, which has no outer white space; `None` when it is outside the grammar.
pub fn member(text: &[u8]) -> Option<Member> {
    let mut parts = text.split(|&byte| byte == b';');
    let (key, raw_value) = pair(parts.next()?)?;
    let mut properties = Vec::new();
    for part in parts.map(trim).filter(|part| !part.is_empty()) {
        properties.push(match pair(part) {
            Some((key, value)) => (key, Some(value)),
            None => (token(part)?, None),
        });
    }
    Some(Member { text: String::from_utf8(text.to_vec()).ok()?, key, raw_value, properties })
}

/// `key OWS "=" OWS value`
fn pair(text: &[u8]) -> Option<(String, String)> {
    let equals = text.iter().position(|&byte| byte == b'=')?;
    let value = trim(&text[equals + 1..]);
    let is_legal = value
        .iter()
        .all(|byte| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E));
    let value = is_legal.then(|| String::from_utf8(value.to_vec()))?.ok()?;
    Some((token(trim(&text[..equals]))?, value))
}

/// A token of RFC 7230.
fn token(text: &[u8]) -> Option<String> {
    let text = str::from_utf8(text).ok()?;
    is_token(text).then(|| text.to_owned())
}

/// Whether `text` is a token of RFC 7230.
pub fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char))
}

/// `text` without white space around it.
pub fn trim(text: &[u8]) -> &[u8] {
    let is_ows = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = text.iter().take_while(|byte| is_ows(byte)).count();
    let rest = &text[start..];
    &rest[..rest.len() - rest.iter().rev().take_while(|byte| is_ows(byte)).count()]
}

/// The text that `raw` stands for: a malformed `%` stays, and what is no UTF-8 becomes U+FFFD.
pub fn decode(raw: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = raw.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|two| two.iter().all(u8::is_ascii_hexdigit));
        let escaped = digits
            .filter(|_| first == b'%')
            .and_then(|two| u8::from_str_radix(str::from_utf8(two).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
