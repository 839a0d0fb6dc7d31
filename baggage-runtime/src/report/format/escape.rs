//! Names and comments as plain text, whatever is in them.

/// The text on one line, with every character that a terminal would obey or hide as `\u{…}`.
pub(in crate::report) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Controls, line and paragraph separators, and what turns the direction of text around.
pub(in crate::report) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// The text as Markdown that shows it and means nothing more, in a table cell too.
///
/// [GitHub Flavored Markdown, backslash escapes](https://github.github.com/gfm/#backslash-escapes);
/// `$` starts a formula on GitHub.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '$' | '!'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text as a Markdown code span. In a table cell, `|` takes a backslash in code too; where
/// there is no code span for a text, it is escaped instead.
pub(super) fn markdown_code(text: &str) -> String {
    let shown = visible(text);
    if shown.trim().is_empty() || shown.contains(['`', '\\']) {
        return markdown(text);
    }
    format!("`{}`", shown.replace('|', "\\|"))
}

/// A message as Markdown: what is between backticks becomes code.
///
/// A name that holds a backtick itself moves the border between code and text, and is still
/// escaped on both sides of it.
pub(super) fn markdown_message(message: &str) -> String {
    let mut out = String::new();
    for (i, part) in message.split('`').enumerate() {
        if i % 2 == 0 {
            out.push_str(&markdown(part));
        } else if part.contains('|') {
            // Outside of a table cell, code would show the backslash.
            out.push_str(&markdown(part));
        } else {
            out.push_str(&markdown_code(part));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{markdown, markdown_code, markdown_message, visible};

    #[test]
    fn a_terminal_gets_no_controls_and_no_second_line() {
        assert_eq!(visible("a\n::error::b\u{1b}[31m"), "a\\u{a}::error::b\\u{1b}[31m");
        assert_eq!(visible("\u{202e}\u{2028}\u{9b}"), "\\u{202e}\\u{2028}\\u{9b}");
        assert_eq!(visible("größe → 1"), "größe → 1");
    }

    #[test]
    fn markdown_shows_markup_as_text() {
        assert_eq!(markdown("a|b `c` <d> *e* _f_"), "a\\|b \\`c\\` \\<d\\> \\*e\\* \\_f\\_");
        assert_eq!(markdown("a\nb"), "a\\\\u{a}b");
    }

    #[test]
    fn code_keeps_bars_out_of_table_cells() {
        assert_eq!(markdown_code("enum[a|b]"), "`enum[a\\|b]`");
        assert_eq!(markdown_code("a`b"), "a\\`b");
        assert_eq!(markdown_code("a\\|b"), "a\\\\\\|b");
    }

    #[test]
    fn backticks_in_messages_are_code() {
        assert_eq!(markdown_message("`a_b` is <c>"), "`a_b` is \\<c\\>");
        assert_eq!(markdown_message("separated by `|`"), "separated by \\|");
        assert_eq!(markdown_message("`a`<b>` x"), "`a`\\<b\\>` x`");
    }
}
