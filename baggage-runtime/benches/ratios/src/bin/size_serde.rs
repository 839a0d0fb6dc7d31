//! As `size_ours`, with serde's derive and `serde_json`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

macro_rules! context {
    ($name:ident $($number:ident)* ; $($text:ident)* ; $($flag:ident)* ; $($list:ident)*) => {
        #[derive(Deserialize, Serialize)]
        struct $name {
            $($number: u64,)*
            $($text: String,)*
            $($flag: Option<bool>,)*
            $($list: Vec<String>,)*
        }
    };
}

context!(First account attempt deadline ; tier region tenant ; premium beta ; features flags);
#[cfg(feature = "second")]
context!(Second order retries budget ; plan zone shop ; trial debug ; experiments labels);

fn echo<T: DeserializeOwned + Serialize>(text: &str) -> serde_json::Result<String> {
    serde_json::from_str::<T>(text).map_or(Ok(String::new()), |value| serde_json::to_string(&value))
}

fn main() {
    for text in std::env::args() {
        println!("{:?}", echo::<First>(&text).ok());
        #[cfg(feature = "second")]
        println!("{:?}", echo::<Second>(&text).ok());
    }
}
