//! The findings as
//! [workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions),
//! which GitHub shows beside the lines they are about.

use std::fmt::Write as _;

use super::escape::visible;
use super::{View, verdict};
use crate::report::finding::{Finding, Plural, Severity};

/// GitHub shows so many annotations of each level for one step, and drops the others.
const MAX_A_LEVEL: usize = 10;

/// A line a finding, the worst first, then how many more there are, then the verdict; ends with a
/// line feed. Findings that are allowed are none for GitHub.
pub(super) fn github(view: &View<'_>) -> String {
    let mut out = String::new();
    let mut left = 0;
    let mut shown: Vec<(Severity, usize)> = Vec::new();
    for finding in view.report.findings().iter().filter(|it| it.suppression().is_none()) {
        let severity = finding.severity();
        if shown.last().is_none_or(|(last, _)| *last != severity) {
            shown.push((severity, 0));
        }
        let Some((_, count)) = shown.last_mut() else { continue };
        if *count == MAX_A_LEVEL {
            left += 1;
            continue;
        }
        *count += 1;
        let _ = writeln!(out, "{}", annotation(finding));
    }
    if left > 0 {
        let more = Plural(left, "more finding");
        let _ = writeln!(out, "::notice title=baggage::{more}; the whole report has them");
    }
    let _ = writeln!(out, "{}", verdict(view));
    out
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    let mut others = String::new();
    for (i, label) in finding.labels().iter().enumerate() {
        let place = label.place();
        if i == 0 {
            properties.push(format!("file={}", property(place.file())));
            properties.push(format!("line={}", place.line()));
        } else {
            let _ = write!(others, "\n{place}: {}", label.text());
        }
    }
    properties.push(format!("title={}", property(finding.rule())));
    let phase = finding.phase().map(|phase| format!("\nphase: {}", phase.name()));
    let phase = phase.unwrap_or_default();
    let text = format!("{}{others}{phase}\nhelp: {}", finding.message(), finding.help());
    format!("::{command} {}::{}", properties.join(","), data(&text))
}

/// The text behind the second `::`. Its own line feeds stay, as escapes that GitHub shows as such.
fn data(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn text_does_not_end_its_command() {
        assert_eq!(data("100 %\n::error::x"), "100 %25%0A::error::x");
        assert_eq!(data("a\rb\u{1b}"), "a\\u{d}b\\u{1b}");
    }

    #[test]
    fn properties_do_not_start_another() {
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25\\u{a}");
    }
}
