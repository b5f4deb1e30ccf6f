//! A table of counts as a circulation: what an attacker can work out of hidden cells, and which more to hide.
//!
//! Every count (cells, sums of rows and columns, subtotals) is an arc whose flow is the count; every sum that
//! the table obeys is a node where as much flows in as out. A reader who knows the counts that are shown knows
//! of the hidden ones that they are a circulation of flows ≥ 0. The least and the most that a hidden count can
//! be are then found exactly, by sending flow around through hidden arcs alone: Gusfield (1988), *A graph
//! theoretic approach to statistical data security*, SIAM J. Comput. 17; Kelly, Golden & Assad (1992), *Cell
//! suppression: disclosure protection for sensitive tabular data*, Networks 22. Bounds of whole numbers are
//! whole, so every whole number between them is possible too.
//!
//! It knows nothing of rows and columns; [`super::hierarchy`] lays tables out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// One count.
struct Arc {
    from: usize,
    to: usize,
    value: i64,
    /// What it costs to hide it.
    cost: u64,
    hidden: bool,
    /// The least and the most that it is known to be able to be, for all that a reader knows.
    low: i64,
    high: i64,
    /// Its value in the table that is tried now.
    tried: i64,
}

/// What may be hidden for a way around.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Price {
    /// Only what is hidden anyway.
    Nothing,
    /// Whatever is cheapest.
    Any,
}

/// Counts and the sums that they obey.
pub(super) struct Network {
    arcs: Vec<Arc>,
    /// The arcs that touch a node; `true`: leaving it.
    at: Vec<Vec<(usize, bool)>>,
    // For the search: cheapest way to a node so far, and the step that it came by.
    cheapest: Vec<u64>,
    came_by: Vec<usize>,
    seen: Vec<usize>,
}

impl Network {
    pub fn new(nodes: usize) -> Self {
        Self {
            arcs: Vec::new(),
            at: vec![Vec::new(); nodes],
            cheapest: vec![u64::MAX; nodes],
            came_by: vec![usize::MAX; nodes],
            seen: Vec::new(),
        }
    }

    /// Adds a count that flows from node to node, and says its number. `weight` says how dear it is to hide,
    /// beside its size.
    pub fn add(&mut self, from: usize, to: usize, value: i64, weight: u64) -> usize {
        let number = self.arcs.len();
        self.at[from].push((number, true));
        self.at[to].push((number, false));
        let size = u64::try_from(value).unwrap_or(0).min(1 << 20);
        let cost = weight * (1_000 + size);
        let arc = Arc { from, to, value, cost, hidden: false, low: value, high: value, tried: value };
        self.arcs.push(arc);
        number
    }

    pub fn is_hidden(&self, arc: usize) -> bool {
        self.arcs[arc].hidden
    }

    pub fn value(&self, arc: usize) -> i64 {
        self.arcs[arc].value
    }

    /// Hides a count. Zeros stay shown.
    pub fn hide(&mut self, arc: usize) {
        self.arcs[arc].hidden |= self.arcs[arc].value > 0;
    }

    /// Hides counts below `smallest` and as many more as are needed: afterwards a reader can exclude none of
    /// the values from 0 to `smallest` − 1 for a count that is as small, and knows every other hidden count to
    /// within no less than `smallest` values.
    pub fn protect(&mut self, smallest: i64) {
        let spread = smallest - 1;
        for arc in &mut self.arcs {
            arc.hidden |= arc.value > 0 && arc.value < smallest;
        }
        let hidden: Vec<usize> = (0..self.arcs.len()).filter(|arc| self.arcs[*arc].hidden).collect();
        let (small, large): (Vec<_>, Vec<_>) =
            hidden.into_iter().partition(|arc| self.arcs[*arc].value < smallest);
        let mut others = VecDeque::from(large);
        for arc in small {
            let value = self.arcs[arc].value;
            others.extend(self.stretch(arc, false, value, Price::Any));
            others.extend(self.stretch(arc, true, spread - value, Price::Any));
        }
        while let Some(arc) = others.pop_front() {
            let narrow = |arc: &Arc| arc.high - arc.low < spread;
            for (more, price) in [(true, Price::Nothing), (false, Price::Nothing), (true, Price::Any)] {
                if narrow(&self.arcs[arc]) {
                    others.extend(self.stretch(arc, more, spread, price));
                }
            }
        }
    }

    /// Makes it possible for a reader that the count is `by` more (or less) than it is, and hides what has to
    /// be for that: the cheapest way around, again and again, until enough flows. Says what it hid. Shown counts
    /// of zero bar the way. The sums of its row and column with their own sum are always a way around, so there
    /// is one where the price is no matter.
    fn stretch(&mut self, arc: usize, more: bool, by: i64, price: Price) -> Vec<usize> {
        let Arc { from, to, value, low, high, .. } = self.arcs[arc];
        if (more && high - value >= by) || (!more && value - low >= by) {
            return Vec::new();
        }
        let mut need = by;
        let (start, end) = if more { (to, from) } else { (from, to) };
        let (mut touched, mut newly) = (vec![arc], Vec::new());
        while need > 0 {
            let free = self.free_way(start, end, arc);
            let paid = || self.way(start, end, arc);
            let Some(path) = (if price == Price::Any { free.or_else(paid) } else { free }) else { break };
            let room = path.iter().filter(|(_, along)| !along).map(|(step, _)| self.arcs[*step].tried);
            let sent = room.min().map_or(need, |room| room.min(need));
            for (step, along) in path {
                let step_arc = &mut self.arcs[step];
                step_arc.tried += if along { sent } else { -sent };
                if !step_arc.hidden {
                    step_arc.hidden = true;
                    newly.push(step);
                }
                touched.push(step);
            }
            self.arcs[arc].tried += if more { sent } else { -sent };
            need -= sent;
        }
        // The table tried obeys every sum and differs in hidden counts alone: a reader can't exclude it.
        for step in touched {
            let arc = &mut self.arcs[step];
            (arc.low, arc.high) = (arc.low.min(arc.tried), arc.high.max(arc.tried));
            arc.tried = arc.value;
        }
        newly
    }

    fn forget(&mut self) {
        for node in self.seen.drain(..) {
            self.cheapest[node] = u64::MAX;
        }
    }

    /// A way from node to node through counts that are hidden anyway, depth first: where much is hidden, the first
    /// steps mostly do.
    fn free_way(&mut self, start: usize, end: usize, arc: usize) -> Option<Vec<(usize, bool)>> {
        self.forget();
        self.cheapest[start] = 0;
        self.seen.push(start);
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            for &(step, leaving) in &self.at[node] {
                let Arc { from, to, tried, hidden, .. } = self.arcs[step];
                let next = if leaving { to } else { from };
                let shut = step == arc || !hidden || (!leaving && tried == 0);
                if shut || self.cheapest[next] != u64::MAX {
                    continue;
                }
                self.cheapest[next] = 0;
                self.seen.push(next);
                self.came_by[next] = step;
                if next == end {
                    return Some(self.back(start, end));
                }
                open.push(next);
            }
        }
        None
    }

    /// The cheapest way from node to node that isn't `arc` itself: its arcs, each with whether the count grows.
    fn way(&mut self, start: usize, end: usize, arc: usize) -> Option<Vec<(usize, bool)>> {
        self.forget();
        let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
        self.cheapest[start] = 0;
        self.seen.push(start);
        while let Some(Reverse((cost, node))) = open.pop() {
            if node == end {
                return Some(self.back(start, end));
            }
            if cost > self.cheapest[node] {
                continue;
            }
            for &(step, leaving) in &self.at[node] {
                let Arc { from, to, value, tried, hidden, cost: price, .. } = self.arcs[step];
                let shut = !hidden && value == 0;
                if step == arc || shut || (!leaving && tried == 0) {
                    continue;
                }
                let next = if leaving { to } else { from };
                let price = cost + if hidden { 0 } else { price };
                if price < self.cheapest[next] {
                    if self.cheapest[next] == u64::MAX {
                        self.seen.push(next);
                    }
                    self.cheapest[next] = price;
                    self.came_by[next] = step;
                    open.push(Reverse((price, next)));
                }
            }
        }
        None
    }

    fn back(&self, start: usize, end: usize) -> Vec<(usize, bool)> {
        let (mut path, mut node) = (Vec::new(), end);
        while node != start {
            let step = self.came_by[node];
            let along = self.arcs[step].to == node;
            path.push((step, along));
            node = if along { self.arcs[step].from } else { self.arcs[step].to };
        }
        path
    }
}
