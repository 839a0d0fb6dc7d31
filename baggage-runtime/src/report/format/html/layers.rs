//! A graph in layers, edges from left to right: after Sugiyama, Tagawa and Toda, "Methods for
//! Visual Understanding of Hierarchical System Structures" (1981).
//!
//! Edges that would close a cycle are turned around for the layout. An edge over several layers
//! gets a bend in each of them, so that it passes between boxes and not over them. Everything is
//! decided by numbers of nodes, so the same graph gives the same picture.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::column::{Wish, height_of, place};

/// The most bends; edges of graphs that would need more go straight.
const MAX_BENDS: usize = 4_000;
/// How often layers are sorted by their neighbours, forth and back.
const SWEEPS: usize = 6;

/// Where everything stands: the layer counted from the left, and the middle of the height.
pub(super) struct Layout {
    pub(super) layers: usize,
    pub(super) height: i64,
    /// By node.
    pub(super) nodes: Vec<Spot>,
    /// By edge: the bends from its first node to its last.
    pub(super) bends: Vec<Vec<Spot>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) layer: usize,
    pub(super) middle: i64,
}

/// The sizes that the layout keeps to.
pub(super) struct Sizes {
    pub(super) node: i64,
    pub(super) bend: i64,
    pub(super) gap: i64,
}

/// The layout of nodes `0..len`. Edges from a node to itself have no say in it.
///
/// `roots` are where the picture should begin, the first of them first.
pub(super) fn layout(
    len: usize,
    edges: &[(usize, usize)],
    roots: &[usize],
    sizes: &Sizes,
) -> Layout {
    let forward = without_cycles(len, edges, roots);
    let layer = layers(len, &forward);
    let mut grid = Grid::of(len, &forward, &layer);
    grid.sort();
    let middles = grid.middles(sizes);
    let spot = |id: usize| Spot { layer: grid.layer[id], middle: middles[id] };
    Layout {
        layers: grid.columns.len(),
        height: grid.height(sizes),
        nodes: (0..len).map(spot).collect(),
        bends: edges
            .iter()
            .zip(&grid.chains)
            .zip(&forward)
            .map(|((edge, chain), forward)| {
                let bends = chain.iter().map(|id| spot(*id));
                if edge == forward { bends.collect() } else { bends.rev().collect() }
            })
            .collect(),
    }
}

/// The layer of each node: the length of the longest path to it.
pub(super) fn ranks(len: usize, edges: &[(usize, usize)], roots: &[usize]) -> Vec<usize> {
    layers(len, &without_cycles(len, edges, roots))
}

/// The edges, those turned around that lead back to a node that the search has not left yet.
fn without_cycles(len: usize, edges: &[(usize, usize)], roots: &[usize]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut out = vec![Vec::new(); len];
    for (i, (from, _)) in edges.iter().enumerate() {
        out[*from].push(i);
    }
    let mut state = vec![State::New; len];
    let mut forward = edges.to_vec();
    // A stack of its own: a chain of services may be longer than the thread's.
    for root in roots.iter().copied().chain(0..len) {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let Some(edge) = out[*node].get(*next).copied() else {
                state[*node] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let (from, to) = edges[edge];
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    stack.push((to, 0));
                }
                State::Open => forward[edge] = (to, from),
                State::Done => {}
            }
        }
    }
    forward
}

fn layers(len: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let edges = || edges.iter().filter(|(from, to)| from != to);
    let mut waiting = vec![0; len];
    let mut out = vec![Vec::new(); len];
    for (from, to) in edges() {
        out[*from].push(*to);
        waiting[*to] += 1;
    }
    let mut layer = vec![0; len];
    let mut ready: VecDeque<usize> = (0..len).filter(|node| waiting[*node] == 0).collect();
    while let Some(node) = ready.pop_front() {
        for to in &out[node] {
            layer[*to] = layer[*to].max(layer[node] + 1);
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                ready.push_back(*to);
            }
        }
    }
    layer
}

/// Nodes and bends; a bend's number is above those of the nodes.
struct Grid {
    nodes: usize,
    layer: Vec<usize>,
    /// What stands in each layer, from top to bottom.
    columns: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    /// By edge: its bends.
    chains: Vec<Vec<usize>>,
}

impl Grid {
    fn of(nodes: usize, edges: &[(usize, usize)], layer: &[usize]) -> Grid {
        let span = |(from, to): &(usize, usize)| layer[*to].saturating_sub(layer[*from] + 1);
        let bends: usize = edges.iter().map(span).sum();
        let mut grid = Grid {
            nodes,
            layer: layer.to_vec(),
            columns: Vec::new(),
            before: vec![Vec::new(); nodes],
            after: vec![Vec::new(); nodes],
            chains: Vec::new(),
        };
        for edge in edges {
            let span = if bends > MAX_BENDS { 0 } else { span(edge) };
            grid.add(*edge, span);
        }
        let layers = layer.iter().max().map_or(0, |last| last + 1);
        grid.columns = vec![Vec::new(); layers];
        for id in 0..grid.layer.len() {
            grid.columns[grid.layer[id]].push(id);
        }
        grid
    }

    fn add(&mut self, (from, to): (usize, usize), span: usize) {
        let mut chain = Vec::with_capacity(span);
        if from != to {
            let mut last = from;
            for i in 0..span {
                let bend = self.layer.len();
                self.layer.push(self.layer[from] + 1 + i);
                self.before.push(Vec::new());
                self.after.push(Vec::new());
                self.join(last, bend);
                chain.push(bend);
                last = bend;
            }
            self.join(last, to);
        }
        self.chains.push(chain);
    }

    fn join(&mut self, from: usize, to: usize) {
        self.after[from].push(to);
        self.before[to].push(from);
    }

    /// Sorts each layer by the mean place of its neighbours in the layer before, then in the layer
    /// after, and so on.
    fn sort(&mut self) {
        let mut place = vec![0; self.layer.len()];
        for column in &self.columns {
            number(&mut place, column);
        }
        for sweep in 0..SWEEPS {
            let forth = sweep % 2 == 0;
            let order: Vec<usize> = if forth {
                (0..self.columns.len()).collect()
            } else {
                (0..self.columns.len()).rev().collect()
            };
            for layer in order {
                let near = if forth { &self.before } else { &self.after };
                let mean = |id: &usize| match near[*id].len() {
                    0 => place[*id] * 1000,
                    len => near[*id].iter().map(|other| place[*other]).sum::<usize>() * 1000 / len,
                };
                let column = &mut self.columns[layer];
                column.sort_by_cached_key(mean);
                number(&mut place, column);
            }
        }
    }

    fn size(&self, id: usize, sizes: &Sizes) -> i64 {
        if id < self.nodes { sizes.node } else { sizes.bend }
    }

    fn height(&self, sizes: &Sizes) -> i64 {
        let columns = self.columns.iter();
        let heights = columns
            .map(|column| height_of(column.iter().map(|id| self.size(*id, sizes)), sizes.gap));
        heights.max().unwrap_or(0)
    }

    /// The middle of each node and bend: near to its neighbours on both sides.
    fn middles(&self, sizes: &Sizes) -> Vec<i64> {
        let height = self.height(sizes);
        let mut middles = vec![height / 2; self.layer.len()];
        for sweep in 0..SWEEPS {
            let forth = sweep % 2 == 0;
            let columns: Vec<&Vec<usize>> = if forth {
                self.columns.iter().collect()
            } else {
                self.columns.iter().rev().collect()
            };
            for column in columns {
                let wishes: Vec<Wish> = column
                    .iter()
                    .map(|id| Wish {
                        middle: self.wish(*id, &middles, sweep, forth),
                        height: self.size(*id, sizes),
                    })
                    .collect();
                for (id, (edge, wish)) in
                    column.iter().zip(place(&wishes, sizes.gap, height).into_iter().zip(&wishes))
                {
                    middles[*id] = edge + wish.height / 2;
                }
            }
        }
        middles
    }

    /// The mean of the neighbours: of one side while the picture takes shape, of both at last.
    fn wish(&self, id: usize, middles: &[i64], sweep: usize, forth: bool) -> i64 {
        let both = sweep + 1 == SWEEPS;
        let before = self.before[id].iter().filter(|_| both || forth);
        let after = self.after[id].iter().filter(|_| both || !forth);
        let near: Vec<i64> = before.chain(after).map(|other| middles[*other]).collect();
        match i64::try_from(near.len()) {
            Ok(len) if len > 0 => near.iter().sum::<i64>() / len,
            _ => middles[id],
        }
    }
}

fn number(place: &mut [usize], column: &[usize]) {
    for (i, id) in column.iter().enumerate() {
        place[*id] = i;
    }
}

/// The nodes that have an edge to or from another node.
pub(super) fn connected(edges: &[(usize, usize)]) -> BTreeSet<usize> {
    edges.iter().filter(|(from, to)| from != to).flat_map(|(from, to)| [*from, *to]).collect()
}

/// The numbers of these nodes among themselves.
pub(super) fn renumber(nodes: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    nodes.iter().copied().zip(0..).collect()
}

#[cfg(test)]
mod tests {
    use super::{Sizes, layout, ranks};

    const SIZES: Sizes = Sizes { node: 40, bend: 8, gap: 10 };

    fn layers(len: usize, edges: &[(usize, usize)]) -> Vec<usize> {
        ranks(len, edges, &[0])
    }

    #[test]
    fn layer_is_the_length_of_the_longest_path() {
        assert_eq!(layers(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]), [0, 1, 2, 3]);
    }

    #[test]
    fn cycles_are_cut_where_they_close() {
        assert_eq!(layers(3, &[(0, 1), (1, 2), (2, 0)]), [0, 1, 2]);
        assert_eq!(layers(2, &[(0, 1), (1, 0), (1, 1)]), [0, 1]);
    }

    #[test]
    fn edges_over_several_layers_bend_in_each_of_them() {
        let layout = layout(3, &[(0, 1), (1, 2), (0, 2)], &[0], &SIZES);
        let bends: Vec<usize> = layout.bends[2].iter().map(|bend| bend.layer).collect();
        assert_eq!((bends, layout.layers), (vec![1], 3));
        let (node, bend) = (layout.nodes[1].middle, layout.bends[2][0].middle);
        assert!((node - bend).abs() >= 24 + 10, "{node} {bend}");
    }

    #[test]
    fn bends_of_an_edge_back_lead_from_its_own_start() {
        let layout = layout(3, &[(0, 1), (1, 2), (2, 0)], &[0], &SIZES);
        let bends: Vec<usize> = layout.bends[2].iter().map(|bend| bend.layer).collect();
        assert_eq!(bends, [1]);
        assert_eq!(layout.nodes[2].layer, 2);
    }

    #[test]
    fn boxes_of_a_layer_do_not_overlap() {
        let edges: Vec<(usize, usize)> =
            (1..8).map(|leaf| (0, leaf)).chain((1..8).map(|leaf| (leaf, 8))).collect();
        let layout = layout(9, &edges, &[0], &SIZES);
        let mut middles: Vec<i64> = layout.nodes[1..8].iter().map(|spot| spot.middle).collect();
        middles.sort_unstable();
        assert!(middles.windows(2).all(|pair| pair[1] - pair[0] >= 50), "{middles:?}");
        assert!(middles[0] >= 20 && middles[6] <= layout.height - 20);
    }

    #[test]
    fn long_chains_and_dense_graphs_end() {
        let chain: Vec<(usize, usize)> = (0..5_000).map(|i| (i, i + 1)).collect();
        assert_eq!(layout(5_001, &chain, &[0], &SIZES).layers, 5_001);
        let dense: Vec<(usize, usize)> =
            (0..150).flat_map(|from| (0..150).map(move |to| (from, to))).collect();
        assert_eq!(layout(150, &dense, &[0], &SIZES).layers, 150);
    }

    #[test]
    fn nothing_has_a_layout_too() {
        let layout = layout(0, &[], &[], &SIZES);
        assert_eq!((layout.layers, layout.height), (0, 0));
    }
}
