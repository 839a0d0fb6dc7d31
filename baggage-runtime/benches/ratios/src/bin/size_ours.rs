//! A program that reads and writes one struct of ten fields, or with the feature `second` two: the
//! difference is what a struct adds.

use baggage_runtime::{Baggage, EncodeError};

macro_rules! context {
    ($name:ident $($number:ident)* ; $($text:ident)* ; $($flag:ident)* ; $($list:ident)*) => {
        #[derive(Baggage)]
        #[baggage(max_bytes = 8192)]
        struct $name {
            $(/** A number. */ $number: u64,)*
            $(/** A text. */ #[baggage(max_len = 64)] $text: String,)*
            $(/** A flag. */ $flag: Option<bool>,)*
            $(/** A list. */ #[baggage(max_len = 32, max_items = 8)] $list: Vec<String>,)*
        }
    };
}

context!(First account attempt deadline ; tier region tenant ; premium beta ; features flags);
#[cfg(feature = "second")]
context!(Second order retries budget ; plan zone shop ; trial debug ; experiments labels);

fn echo<T: Baggage>(text: &str) -> Result<String, EncodeError> {
    baggage_runtime::from_str::<T>(text)
        .map_or(Ok(String::new()), |value| baggage_runtime::to_string(&value))
}

fn main() {
    for text in std::env::args() {
        println!("{:?}", echo::<First>(&text).ok());
        #[cfg(feature = "second")]
        println!("{:?}", echo::<Second>(&text).ok());
    }
}
