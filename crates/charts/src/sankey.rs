//! Flows through layers: from left to right, each as wide as it is large. What may not be shown stays a gap in its
//! node.

use crate::axes::Painted;
use crate::canvas::{Canvas, Drawn, Measure, Point, Setting, TEXT};
use crate::frame::Frame;
use crate::legend::apart;
use crate::number::showable;
use crate::palette::Role;
use crate::svg::Chart;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// A node of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct SankeyNode {
    /// Its name with its number: "Legevakt 120".
    pub name: String,
    /// All that flows through it. What its flows don't add up to is the gap.
    pub value: f64,
}

/// A flow from a node of a layer to one of the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SankeyFlow {
    /// Layer of the node that it leaves.
    pub layer: usize,
    /// The node that it leaves.
    pub from: usize,
    /// The node of the next layer that it enters.
    pub to: usize,
    /// How much.
    pub value: f64,
}

/// Flows through two or more layers. The frame's height is the least; many nodes need more.
#[derive(Clone, Debug, PartialEq)]
pub struct Sankey {
    /// Identity, width, words.
    pub frame: Frame,
    /// Layers from left to right.
    pub layers: Vec<Vec<SankeyNode>>,
    /// Flows; those that name nodes that aren't there, or are none, are passed over.
    pub flows: Vec<SankeyFlow>,
    /// What the gaps are called, with their number; empty where there are none.
    pub gap: String,
}

/// Width of a node.
const NODE: f64 = 14.0;
/// Corners along one side of a flow.
const CORNERS: usize = 14;

struct Layout {
    /// Units of height per unit of value.
    scale: f64,
    /// Left edge of each layer's nodes.
    x: Vec<f64>,
    /// Upper edge of each node.
    top: Vec<Vec<f64>>,
    /// Room for names to the left and to the right.
    names: (f64, f64),
    height: f64,
}

fn amount(value: f64) -> f64 {
    showable(value).unwrap_or(0.0).max(0.0)
}

impl Sankey {
    /// Flows without gaps.
    pub fn new(frame: Frame, layers: Vec<Vec<SankeyNode>>, flows: Vec<SankeyFlow>) -> Self {
        Self { frame, layers, flows, gap: String::new() }
    }

    /// Flows that can be drawn.
    fn known(&self) -> impl Iterator<Item = &SankeyFlow> {
        self.flows.iter().filter(|flow| {
            let node =
                |layer: usize, i: usize| self.layers.get(layer).and_then(|nodes| nodes.get(i)).is_some();
            amount(flow.value) > 0.0 && node(flow.layer, flow.from) && node(flow.layer + 1, flow.to)
        })
    }

    /// The value of a node: at least what flows in or out of it.
    fn value(&self, layer: usize, i: usize) -> f64 {
        let out = self.known().filter(|f| f.layer == layer && f.from == i).map(|f| f.value).sum::<f64>();
        let into = self.known().filter(|f| f.layer + 1 == layer && f.to == i).map(|f| f.value).sum::<f64>();
        amount(self.layers[layer][i].value).max(out).max(into)
    }

    fn layout(&self) -> Option<Layout> {
        let measure = Measure::of(&self.frame);
        let most = self.layers.iter().map(Vec::len).max().filter(|_| self.layers.len() > 1)?;
        let totals =
            (0..self.layers.len()).map(|l| (0..self.layers[l].len()).map(|i| self.value(l, i)).sum::<f64>());
        let largest = totals.fold(0.0, f64::max);
        if largest <= 0.0 {
            return None;
        }
        let line = measure.line_height();
        let below = if self.gap.is_empty() { 0.0 } else { line + 6.0 };
        let room = (f64::from(self.frame.height) - below).max(most as f64 * line * 1.6);
        let scale = (room - most as f64 * line * 0.6) / largest;
        // A reader's own typeface may run wider than the one that is measured here.
        let widest = |nodes: &[SankeyNode]| {
            let widths = nodes.iter().map(|node| measure.text_width(&node.name, false) * 1.08);
            (widths.fold(0.0, f64::max) + 10.0).min(measure.width * 0.34)
        };
        let names = (widest(&self.layers[0]), self.layers.last().map_or(0.0, |nodes| widest(nodes)));
        let (left, right) = (names.0, measure.width - names.1 - NODE);
        let step = (right - left) / (self.layers.len() - 1) as f64;
        let top = (0..self.layers.len()).map(|layer| {
            let heights: Vec<f64> =
                (0..self.layers[layer].len()).map(|i| self.value(layer, i) * scale).collect();
            // The layers stand in the middle of the picture, their nodes evenly apart.
            let free = room - heights.iter().sum::<f64>();
            let gap = (free / heights.len() as f64).clamp(0.0, line * 1.2);
            let mut y =
                (room - heights.iter().sum::<f64>() - gap * heights.len().saturating_sub(1) as f64) / 2.0;
            let place = |height: &f64| {
                let at = y;
                y += height + gap;
                at
            };
            heights.iter().map(place).collect()
        });
        Some(Layout {
            scale,
            x: (0..self.layers.len()).map(|l| left + l as f64 * step).collect(),
            top: top.collect(),
            names,
            height: room + below,
        })
    }

    /// The flows as areas, the wide ones first.
    fn areas(&self, layout: &Layout) -> Vec<Vec<Point>> {
        let mut out: Vec<Vec<f64>> = layout.top.clone();
        let mut into: Vec<Vec<f64>> = layout.top.clone();
        // Leaving in the order of where they go and entering in the order of where they come from, none cross
        // at a node.
        let mut flows: Vec<&SankeyFlow> = self.known().collect();
        flows.sort_by_key(|flow| (flow.layer, flow.from, flow.to));
        let mut starts = Vec::new();
        for flow in &flows {
            let height = flow.value * layout.scale;
            starts.push(out[flow.layer][flow.from]);
            out[flow.layer][flow.from] += height;
        }
        let mut order: Vec<usize> = (0..flows.len()).collect();
        order.sort_by_key(|i| (flows[*i].layer, flows[*i].to, flows[*i].from));
        let mut ends = vec![0.0; flows.len()];
        for i in order {
            let flow = flows[i];
            ends[i] = into[flow.layer + 1][flow.to];
            into[flow.layer + 1][flow.to] += flow.value * layout.scale;
        }
        let mut areas: Vec<(f64, Vec<Point>)> = Vec::new();
        for (i, flow) in flows.iter().enumerate() {
            let (from, to) = (layout.x[flow.layer] + NODE, layout.x[flow.layer + 1]);
            let height = flow.value * layout.scale;
            let (start, end) = (starts[i], ends[i]);
            let side = |offset: f64| {
                (0..=CORNERS).map(move |k| {
                    let t = k as f64 / CORNERS as f64;
                    let bend = t * t * (3.0 - 2.0 * t);
                    (from + (to - from) * t, start + (end - start) * bend + offset)
                })
            };
            let upper = side(0.0).collect::<Vec<_>>();
            let mut lower = side(height).collect::<Vec<_>>();
            lower.reverse();
            areas.push((height, [upper, lower].concat()));
        }
        areas.sort_by(|a, b| b.0.total_cmp(&a.0));
        areas.into_iter().map(|(_, area)| area).collect()
    }

    fn nodes<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, layout: &Layout) -> Drawn<DB> {
        for (layer, nodes) in self.layers.iter().enumerate() {
            let x = layout.x[layer];
            for i in 0..nodes.len() {
                let (top, all) = (layout.top[layer][i], self.value(layer, i) * layout.scale);
                let out =
                    self.known().filter(|f| f.layer == layer && f.from == i).map(|f| f.value).sum::<f64>();
                let into =
                    self.known().filter(|f| f.layer + 1 == layer && f.to == i).map(|f| f.value).sum::<f64>();
                let shown = out.max(into) * layout.scale;
                if shown > 0.0 {
                    canvas.rect((x, top), (x + NODE, top + shown), Role::Category(0))?;
                }
                if all - shown > 0.5 {
                    canvas.outline(
                        (x + 0.5, top + shown),
                        (x + NODE - 0.5, top + all),
                        Role::Missing,
                        1.0,
                    )?;
                }
            }
        }
        Ok(())
    }

    fn names<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, layout: &Layout) -> Drawn<DB> {
        let last = self.layers.len() - 1;
        for (layer, nodes) in self.layers.iter().enumerate() {
            let mut middles: Vec<f64> = (0..nodes.len())
                .map(|i| layout.top[layer][i] + self.value(layer, i) * layout.scale / 2.0)
                .collect();
            let half = TEXT * canvas.growth * 0.6;
            apart(&mut middles, TEXT * canvas.growth * 1.15, half, (layout.height - half).max(half));
            for (node, y) in nodes.iter().zip(middles) {
                let y = y.clamp(0.0, canvas.height);
                if layer == 0 {
                    let setting = Setting::new(Role::Ink).at(HPos::Right, VPos::Center);
                    canvas.text_within((layout.x[0] - 7.0, y), &node.name, layout.names.0, setting)?;
                } else {
                    let room = if layer == last {
                        layout.names.1
                    } else {
                        (layout.x[layer + 1] - layout.x[layer]) * 0.8
                    };
                    // Names of the middle stand on flows: they need a rim.
                    let role = if layer == last { Role::Ink } else { Role::Reference };
                    let setting = Setting::new(role).at(HPos::Left, VPos::Center);
                    canvas.text_within((layout.x[layer] + NODE + 6.0, y), &node.name, room, setting)?;
                }
            }
        }
        Ok(())
    }
}

impl Chart for Sankey {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        let height = self.layout().map_or(f64::from(self.frame.height.min(120)), |layout| layout.height);
        (self.frame.width, height.ceil() as u32)
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(layout) = self.layout() else {
            canvas.nothing()?;
            return Ok(None);
        };
        for area in self.areas(&layout) {
            canvas.polygon(&area, Role::Band)?;
            let rim: Vec<Point> = area[..=CORNERS].to_vec();
            canvas.line(&rim, Role::Paper, 1.0)?;
        }
        self.nodes(canvas, &layout)?;
        self.names(canvas, &layout)?;
        if !self.gap.is_empty() {
            let y = canvas.height - canvas.line_height() / 2.0;
            canvas.outline((0.5, y - 7.0), (13.5, y + 7.0), Role::Missing, 1.0)?;
            let setting = Setting::new(Role::Ink).at(HPos::Left, VPos::Center);
            canvas.text_within((22.0, y), &self.gap, canvas.width - 22.0, setting)?;
        }
        Ok(None)
    }
}
