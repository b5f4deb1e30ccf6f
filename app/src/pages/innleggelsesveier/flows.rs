//! Where the patients came from and went to, as flows: who referred, what kind of unit or which one, where to.

use super::figures::{Distribution, Figures, of_whole_years};
use crate::data::Data;
use crate::pages::stays::{StayView, source_line};
use crate::ui::figure::Figure;
use crate::ui::table::Table;
use charts::{Frame, Sankey, SankeyFlow, SankeyNode};
use language::{key, t, text};
use measures::gate::{Hierarchy, Protected};
use measures::{Gate, Measure, Shown};
use std::collections::BTreeMap;
use store::StayFlow;
use tables::Cell;
use vocabulary::{Catalogue, Destination, Month, Referrer, norwegian};

/// Units that stand for themselves; with more of them the middle is kinds of units.
const MOST_UNITS: usize = 6;
/// What those are together that are too few to stand alone.
const OTHERS: &str = key!("Andre");

/// Draws the flows of the calendar years that a view touches: two periods that begin or end in the same
/// year can't be subtracted.
pub fn figure(
    data: &Data,
    catalogue: &Catalogue,
    view: &StayView,
    (figures, gate): (&Figures, Gate),
    place: &str,
) -> Figure {
    let mut years = of_whole_years(view);
    // The month that isn't over stands alone.
    let running = Month::of(data.today());
    if view.to < running {
        years.to = years.to.min(running.plus(-1));
    }
    let visible = figures.referrer.calendar.over(years.from, years.to).total.count().is_some();
    let flows = if visible { flows_of(figures, catalogue, &years) } else { Vec::new() };
    // Whom the page hides among referrers and destinations stands with others here.
    let hidden = |distribution: &Distribution| -> Vec<String> {
        let line = distribution.calendar.over(years.from, years.to);
        let hidden = distribution.categories.iter().filter(|c| line.cells[c.column] == Shown::Hidden);
        hidden.map(|category| category.label.clone()).collect()
    };
    let hidden = [hidden(&figures.referrer), Vec::new(), hidden(&figures.destination)];
    let source = t!("Flyten gjelder hele kalenderår. {}", source_line(catalogue, &years));
    drawn(&flows, &hidden, gate, place, &source)
}

/// By units where there are few of them, else by kinds of units.
fn flows_of(figures: &Figures, catalogue: &Catalogue, years: &StayView) -> Vec<StayFlow> {
    let by_unit = figures.completed.units(years.from, years.to).len() <= MOST_UNITS;
    figures.completed.flows(years.from, years.to, |code| match catalogue.unit(code) {
        None => code.to_string(),
        Some(unit) if by_unit => unit.name.clone(),
        Some(unit) => unit.kind.label().to_owned(),
    })
}

/// Names in their order, and how many in each.
type Layer = Vec<(String, i64)>;

fn drawn(flows: &[StayFlow], hidden: &[Vec<String>; 3], gate: Gate, place: &str, source: &str) -> Figure {
    let referrer =
        |code: &str| code.parse::<Referrer>().map_or_else(|_| code.to_owned(), |r| r.label().to_owned());
    let destination =
        |code: &str| code.parse::<Destination>().map_or_else(|_| code.to_owned(), |d| d.label().to_owned());
    let named = |flow: &StayFlow| {
        ([referrer(flow.referrer), flow.units.clone(), destination(flow.destination)], flow.stays)
    };
    let mut rows: Vec<([String; 3], i64)> = flows.iter().map(named).collect();
    let layers: [Layer; 3] = std::array::from_fn(|i| layer(&mut rows, i, &hidden[i], gate));
    let total: i64 = rows.iter().map(|(_, n)| n).sum();
    let mut drawn = Vec::new();
    let mut table = Table::new(
        t!("Fra henviser til enhet og videre, {place}"),
        &[t!("Fra"), t!("Til"), t!("Opphold"), t!("Andel")],
    )
    .of(&[(2, Measure::Pathways), (3, Measure::Pathways)]);
    let mut hidden = false;
    let steps = steps(&rows, &layers, gate);
    for step in 0..2 {
        let (from, to) = (&layers[step], &layers[step + 1]);
        for (a, (source, _)) in from.iter().enumerate() {
            for (b, (target, _)) in to.iter().enumerate() {
                let shown = steps.cell(step, a, b);
                hidden |= shown.count().is_none();
                if shown.count() == Some(0) {
                    continue;
                }
                let share =
                    Cell::or_hidden(shown.count(), |n| Cell::percent(n as f64 / total.max(1) as f64, 1));
                table.rows.push(vec![source.clone().into(), target.clone().into(), shown.into(), share]);
                if let Some(n) = shown.count() {
                    drawn.push(SankeyFlow { layer: step, from: a, to: b, value: n as f64 });
                }
            }
        }
    }
    let nodes = |(i, layer): (usize, &Layer)| {
        let node = |(at, (name, _)): (usize, &(String, i64))| {
            let shown = steps.node(i, at);
            SankeyNode {
                name: format!("{name} {}", shown.text()),
                value: shown.count().map_or(0.0, |n| n as f64),
            }
        };
        layer.iter().enumerate().map(node).collect::<Vec<_>>()
    };
    let finding = finding(&drawn, &layers, total, hidden);
    let frame =
        Frame::new("veier-flyt", t!("Fra henviser til enhet og videre – {place}"), finding).sized(1100, 420);
    let mut chart = Sankey::new(frame, layers.iter().enumerate().map(nodes).collect(), drawn);
    if hidden {
        chart.gap = t!("Vises ikke: færre enn {} opphold, og det som ville røpet dem", gate.smallest_shown);
    }
    Figure::new(chart, table, &[Measure::Pathways], source)
}

/// The flows into the middle and out of it, as they may be shown with their sums: both by nodes of the middle.
struct Flows([Protected; 2]);

impl Flows {
    /// From a node of a layer to one of the next.
    fn cell(&self, step: usize, from: usize, to: usize) -> Shown {
        let (middle, other) = if step == 0 { (to, from) } else { (from, to) };
        self.0[step].rows[middle].cells[other]
    }

    /// All of a node.
    fn node(&self, layer: usize, at: usize) -> Shown {
        match layer {
            0 => self.0[0].all.cells[at],
            2 => self.0[1].all.cells[at],
            _ => self
                .0
                .iter()
                .map(|table| table.rows[at].total)
                .min_by_key(|n| n.count().is_some())
                .unwrap_or_default(),
        }
    }
}

fn steps(rows: &[([String; 3], i64)], layers: &[Layer; 3], gate: Gate) -> Flows {
    let at = |layer: usize, name: &String| layers[layer].iter().position(|(of, _)| of == name);
    let cells: [Vec<Vec<i64>>; 2] = [0, 2].map(|other| {
        let mut cells = vec![vec![0_i64; layers[other].len()]; layers[1].len()];
        for (names, n) in rows {
            if let (Some(middle), Some(other)) = (at(1, &names[1]), at(other, &names[other])) {
                cells[middle][other] += n;
            }
        }
        cells
    });
    // What one hides of the middle, the other hides too.
    let mut without: Vec<usize> = Vec::new();
    loop {
        let tables =
            [0, 1].map(|i| gate.hierarchy(&Hierarchy::of(&cells[i]).without_totals(without.clone())));
        let lines = |table: &Protected| -> Vec<Shown> {
            table.rows.iter().chain([&table.all]).map(|line| line.total).collect()
        };
        let hidden = lines(&tables[0]).into_iter().zip(lines(&tables[1])).enumerate();
        let hidden: Vec<usize> =
            hidden.filter(|(_, (a, b))| *a == Shown::Hidden || *b == Shown::Hidden).map(|(i, _)| i).collect();
        if hidden == without {
            return Flows(tables);
        }
        without = hidden;
    }
}

/// The nodes of a layer, largest first; those that may not be shown become one, in the rows too.
fn layer(rows: &mut [([String; 3], i64)], i: usize, hidden: &[String], gate: Gate) -> Layer {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (names, n) in rows.iter() {
        *counts.entry(names[i].clone()).or_default() += n;
    }
    let counts: Layer = counts.into_iter().collect();
    let shown = gate.parts(&counts.iter().map(|(_, n)| *n).collect::<Vec<_>>());
    let mut layer: Layer = Vec::new();
    let mut others = 0;
    for ((name, n), shown) in counts.into_iter().zip(shown) {
        if shown.count().is_some() && !hidden.contains(&name) {
            layer.push((name, n));
            continue;
        }
        others += n;
        rows.iter_mut()
            .filter(|(names, _)| names[i] == name)
            .for_each(|(names, _)| text(OTHERS).clone_into(&mut names[i]));
    }
    layer.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    if others > 0 {
        layer.push((text(OTHERS).to_owned(), others));
    }
    layer
}

fn finding(flows: &[SankeyFlow], layers: &[Layer; 3], total: i64, hidden: bool) -> String {
    let largest = |step: usize| {
        let of = flows.iter().filter(|flow| flow.layer == step).max_by(|a, b| a.value.total_cmp(&b.value))?;
        Some((layers[step][of.from].0.as_str(), layers[step + 1][of.to].0.as_str(), of.value))
    };
    let share = |n: f64| norwegian::percent(n / total.max(1) as f64, 0);
    let (Some(first), Some(second)) = (largest(0), largest(1)) else {
        return t!("For få opphold til at flyten kan vises.").to_owned();
    };
    let gaps = if hidden { t!(" Små strømmer vises ikke og er åpne felt.") } else { "" };
    t!(
        "Den største strømmen inn er {} til {} ({} av oppholdene), den største videre er {} til {} ({}).{gaps}",
        first.0.to_lowercase(),
        first.1,
        share(first.2),
        second.0,
        second.1.to_lowercase(),
        share(second.2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_few_to_stand_alone_stands_with_others() {
        let row = |from: &str, n| ([from.to_owned(), "KAD".to_owned(), "Hjem".to_owned()], n);
        let mut rows = vec![row("Fastlege", 30), row("AMK", 3), row("Annet", 2), row("Legevakt", 50)];
        let layer = layer(&mut rows, 0, &[], Gate::default());
        assert_eq!(layer, [("Legevakt".to_owned(), 50), ("Fastlege".to_owned(), 30), (OTHERS.to_owned(), 5)]);
        assert_eq!(rows.iter().filter(|(names, _)| names[0] == OTHERS).map(|(_, n)| n).sum::<i64>(), 5);
    }
}
