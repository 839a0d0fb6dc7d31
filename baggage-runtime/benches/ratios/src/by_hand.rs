//! What one writes by hand for one struct: split, compare, percent-decode, parse.

use arrayvec::ArrayString;
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use crate::{BAGGAGE, Context};

pub fn decode(headers: &HeaderMap) -> Context {
    let mut context = Context::default();
    for line in headers.get_all(&BAGGAGE) {
        let Ok(line) = line.to_str() else { continue };
        for member in line.split(',') {
            let member = member.split(';').next().unwrap_or(member);
            let Some((key, value)) = member.split_once('=') else { continue };
            let value = value.trim();
            let text = || percent_decode_str(value).decode_utf8().ok();
            match key.trim() {
                "user_id" => context.user_id = text().and_then(|text| text.parse().ok()),
                "user_tier" => {
                    context.user_tier = text().and_then(|text| ArrayString::from(&text).ok());
                }
                "is_premium" => context.is_premium = text().and_then(|text| text.parse().ok()),
                "region" => context.region = text().and_then(|text| ArrayString::from(&text).ok()),
                "features" => {
                    context.features = text().map(|text| {
                        text.split(',').filter_map(|item| ArrayString::from(item).ok()).collect()
                    });
                }
                _ => {}
            }
        }
    }
    context
}
