//! The environment of a child process: the carrier of batch jobs, build tools and command lines.
//!
//! Baggage travels in the variable `BAGGAGE`, as it would in the `baggage` header.
//!
//! * A process reads its own environment and never changes it; each child gets its own. Nothing
//!   here sets a variable of this process: that is `unsafe`, for other threads may be reading.
//! * Most systems show the environment of a process to others of the same user, to administrators,
//!   and in crash reports. Nothing sensitive belongs there.
//!
//! [OpenTelemetry, Environment Variables as Context Propagation Carriers](https://opentelemetry.io/docs/specs/otel/context/env-carriers/).

use std::env;
use std::process::Command;

use crate::codec::{Baggage, to_string};
use crate::error::{EncodeError, ErrorKind, FieldError};
use crate::map::BaggageMap;
use crate::schema::{Class, Schema};

/// The variable that carries baggage. Upper case everywhere, though Windows would not mind.
const BAGGAGE: &str = "BAGGAGE";

impl BaggageMap {
    /// The baggage in the environment variable `BAGGAGE` of this process; empty when it is not
    /// set. To be read once, at the start: the environment belongs to the process, not to one
    /// request.
    ///
    /// Never fails: members outside the grammar and beyond the default
    /// [`Limits`](crate::Limits) are dropped and counted, as by [`parse`](BaggageMap::parse). A
    /// member that holds anything but ASCII is outside the grammar, whatever encoding the system
    /// gives its environment.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let baggage = BaggageMap::from_env();
    /// let _guard = baggage.attach();
    /// ```
    pub fn from_env() -> BaggageMap {
        let text = env::var_os(BAGGAGE).unwrap_or_default();
        // Where the text is ASCII, so are these bytes; no others are in the grammar.
        BaggageMap::parse(text.as_encoded_bytes())
    }

    /// Makes the process that `command` starts find this baggage in its environment variable
    /// `BAGGAGE`. An empty map removes the variable, so that the child does not inherit what this
    /// process was started with.
    ///
    /// All that is in the map is passed on: what does not fit in its [`Limits`](crate::Limits) was
    /// left out when it was parsed or written, whole members from the end. Call it behind
    /// [`Command::env_clear`], which would undo it.
    ///
    /// # Security
    ///
    /// **No policy is applied**: personal data and secrets in the map are passed on as well, and
    /// other processes may read the environment of the child. [`to_command`](crate::to_command)
    /// refuses fields that are declared as such.
    ///
    /// ```
    /// use std::process::Command;
    ///
    /// use baggage_runtime::BaggageMap;
    ///
    /// let mut command = Command::new("make");
    /// BaggageMap::parse("user_tier=pro").to_command(&mut command);
    ///
    /// let set: Vec<_> = command.get_envs().collect();
    /// assert_eq!(set, [("BAGGAGE".as_ref(), Some("user_tier=pro".as_ref()))]);
    /// ```
    pub fn to_command(&self, command: &mut Command) {
        if self.is_empty() {
            command.env_remove(BAGGAGE);
        } else {
            command.env(BAGGAGE, self.to_string());
        }
    }
}

/// Makes the process that `command` starts find what `value` says, and nothing else, in its
/// environment variable `BAGGAGE`; no variable when that is nothing.
///
/// # Errors
///
/// Every field that cannot be written. Where all can, every field of class [`Pii`](Class::Pii) or
/// above that has a value ([`ErrorKind::Sensitive`]), for other processes may read the environment
/// of the child; an absent one tells them nothing and is no error.
///
/// The variable is then removed: an inherited one would say something else than the struct.
///
/// ```
/// use std::process::Command;
///
/// use baggage_runtime::{Baggage, ErrorKind};
///
/// #[derive(Baggage)]
/// struct Build {
///     /// Branch that is built.
///     #[baggage(max_len = 64)]
///     branch: String,
///     /// Who pushed.
///     #[baggage(max_len = 64, class = "pii")]
///     author: Option<String>,
/// }
///
/// let mut command = Command::new("make");
/// let mut build = Build { branch: "main".to_owned(), author: None };
/// baggage_runtime::to_command(&build, &mut command)?;
///
/// build.author = Some("Zoe".to_owned());
/// let error = baggage_runtime::to_command(&build, &mut command).unwrap_err();
/// assert_eq!(error.errors()[0].key(), "author");
/// assert_eq!(error.errors()[0].kind(), ErrorKind::Sensitive);
/// # Ok::<(), baggage_runtime::EncodeError>(())
/// ```
pub fn to_command<T: Baggage>(value: &T, command: &mut Command) -> Result<(), EncodeError> {
    command.env_remove(BAGGAGE);
    let map = BaggageMap::parse(to_string(value)?);
    let sensitive = sensitive(&map, T::SCHEMA);
    if !sensitive.is_empty() {
        return Err(EncodeError::fields(sensitive));
    }
    map.to_command(command);
    Ok(())
}

/// The fields in `map` that other processes must not read.
fn sensitive(map: &BaggageMap, schema: &Schema) -> Vec<FieldError> {
    let fields = map.iter().filter_map(|member| schema.field(member.key()));
    fields
        .filter(|field| field.class() >= Class::Pii)
        .map(|field| FieldError::new(field, ErrorKind::Sensitive))
        .collect()
}
