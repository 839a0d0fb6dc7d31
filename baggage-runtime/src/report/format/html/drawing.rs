//! What pictures are made of: boxes, lines, names that fit.

use crate::report::model::Size;

/// A box in a picture.
pub(super) struct Node<T> {
    pub(super) id: T,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// The name, cut to the width.
    pub(super) label: String,
}

impl<T> Node<T> {
    pub(super) fn middle(&self) -> i64 {
        self.y + self.height / 2
    }
}

/// How sure a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Always, or required.
    Solid,
    /// Maybe, or optional.
    Dashed,
    /// A label of a metric.
    Dotted,
}

impl Style {
    /// The class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Style::Solid => "",
            Style::Dashed => " maybe",
            Style::Dotted => " label",
        }
    }
}

/// A line from left to right that leaves and arrives level.
pub(super) fn curve(from: (i64, i64), to: (i64, i64)) -> String {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let half = dx / 2;
    format!("M{} {}c{half} 0 {} {dy} {dx} {dy}", from.0, from.1, dx - half)
}

/// The width of a line for so many bytes, in tenths of a pixel: twice as wide for four times the
/// bytes, so that both a flag and an address can be seen.
pub(super) fn stroke(size: Size) -> i64 {
    match size {
        Size::AtMost(bytes) => {
            let root = i64::try_from(bytes.min(8192).isqrt()).unwrap_or(90);
            (5 + root * 5 / 2).clamp(12, 100)
        }
        Size::Unbounded => 60,
    }
}

/// Tenths as a number of SVG: `12` is `1.2`.
pub(super) fn tenths(number: i64) -> String {
    if number % 10 == 0 {
        return (number / 10).to_string();
    }
    format!("{}.{}", number / 10, number % 10)
}

/// The text in at most so many characters.
pub(super) fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{curve, cut, stroke, tenths};
    use crate::report::model::Size;

    #[test]
    fn lines_start_and_end_where_they_should() {
        assert_eq!(curve((10, 20), (110, 60)), "M10 20c50 0 50 40 100 40");
    }

    #[test]
    fn strokes_grow_with_bytes_and_stay_drawable() {
        let strokes = [0, 19, 64, 256, 773, 8192, usize::MAX].map(|it| stroke(Size::AtMost(it)));
        assert!(strokes.is_sorted(), "{strokes:?}");
        assert_eq!((strokes[0], strokes[6]), (12, 100));
        assert_eq!((tenths(12).as_str(), tenths(100).as_str()), ("1.2", "10"));
    }

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(cut("größe.id", 8), "größe.id");
        assert_eq!(cut("größe.id", 5), "größ…");
    }
}
