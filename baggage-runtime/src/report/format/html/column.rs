//! Boxes in a column, each as near to where it wants to be as its neighbours allow.

/// A box of a column before it has a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Where the middle of the box should be.
    pub(super) middle: i64,
    pub(super) height: i64,
}

/// The upper edges of the boxes, in this order and `gap` apart, between 0 and `height` if they fit.
///
/// The sum of squared distances to the wishes is as small as it can be: boxes that would overlap
/// join into a block, and a block stands at the mean of its wishes (pool adjacent violators).
pub(super) fn place(wishes: &[Wish], gap: i64, height: i64) -> Vec<i64> {
    // Without the room that the boxes above take, "no overlap" is "never less than the one above".
    let mut above = 0;
    let mut blocks: Vec<Block> = Vec::new();
    for wish in wishes {
        blocks.push(Block { sum: wish.middle - wish.height / 2 - above, len: 1 });
        above += wish.height + gap;
        while let [.., upper, lower] = &mut blocks[..]
            && upper.mean() >= lower.mean()
        {
            upper.sum += lower.sum;
            upper.len += lower.len;
            blocks.pop();
        }
    }
    let slack = (height - (above - gap)).max(0);
    let starts = blocks.iter().flat_map(|block| {
        let start = block.mean().clamp(0, slack);
        std::iter::repeat_n(start, block.len)
    });
    let mut above = 0;
    let mut edges = Vec::with_capacity(wishes.len());
    for (start, wish) in starts.zip(wishes) {
        edges.push(start + above);
        above += wish.height + gap;
    }
    edges
}

struct Block {
    sum: i64,
    len: usize,
}

impl Block {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(i64::try_from(self.len).unwrap_or(i64::MAX))
    }
}

/// The height of boxes of these heights, `gap` apart.
pub(super) fn height_of(heights: impl Iterator<Item = i64>, gap: i64) -> i64 {
    heights.map(|height| height + gap).sum::<i64>().saturating_sub(gap).max(0)
}

#[cfg(test)]
mod tests {
    use super::{Wish, height_of, place};

    fn boxes(middles: &[i64]) -> Vec<Wish> {
        middles.iter().map(|middle| Wish { middle: *middle, height: 10 }).collect()
    }

    #[test]
    fn boxes_with_room_stand_where_they_want() {
        assert_eq!(place(&boxes(&[5, 30, 95]), 2, 100), [0, 25, 90]);
    }

    #[test]
    fn boxes_without_room_share_the_distance() {
        assert_eq!(place(&boxes(&[50, 50]), 2, 100), [39, 51]);
    }

    #[test]
    fn boxes_stay_inside() {
        assert_eq!(place(&boxes(&[-90, 400]), 2, 100), [0, 90]);
        let crowd = boxes(&[500; 8]);
        let height = height_of(crowd.iter().map(|wish| wish.height), 2);
        assert_eq!(place(&crowd, 2, height), [0, 12, 24, 36, 48, 60, 72, 84]);
    }

    #[test]
    fn order_is_kept_whatever_they_want() {
        let places = place(&boxes(&[90, 10, 50]), 2, 100);
        assert!(places.windows(2).all(|pair| pair[1] >= pair[0] + 12), "{places:?}");
    }

    #[test]
    fn no_boxes_take_no_room() {
        assert_eq!(place(&[], 2, 100), [0i64; 0]);
        assert_eq!(height_of(std::iter::empty(), 2), 0);
    }
}
