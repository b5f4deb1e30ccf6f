//! A result as a readable plain-text table (English, for the command line).

use std::fmt::Write as _;

use crate::checks::Check;
use crate::result::{Estimate, Estimation, Scale, Status};

/// Terms shown before the rest is summed up.
const SHOWN: usize = 60;

/// The table.
pub fn render(answer: &Estimation) -> String {
    let mut out = String::new();
    let status = match answer.status {
        Status::Ok => "ok",
        Status::Weak => "weak",
        Status::NotEstimable => "not estimable",
    };
    let _ = writeln!(out, "{}\nstatus: {status}", answer.specification);
    let df = answer.df.map_or_else(String::new, |df| format!(", df {df}"));
    let _ = writeln!(
        out,
        "rows: {} read, {} used; clusters: {}{df}",
        answer.rows.read, answer.rows.used, answer.clusters
    );
    if !answer.estimates.is_empty() {
        let mut rows: Vec<Vec<String>> = vec![heading(answer.scale)];
        rows.extend(answer.estimates.iter().take(SHOWN).map(|e| line(e, answer.scale)));
        out.push('\n');
        align(&rows, &mut out);
        if answer.estimates.len() > SHOWN {
            let _ = writeln!(
                out,
                "… and {} more terms (all of them with --json)",
                answer.estimates.len() - SHOWN
            );
        }
        for e in answer.estimates.iter().take(SHOWN) {
            if let Some(note) = &e.note {
                let _ = writeln!(out, "{}: {note}", e.term);
            }
        }
    }
    if !answer.sensitivity.is_empty() {
        out.push_str("\nsensitivity\n");
        let named = |e: &Estimate, what: &str| Estimate { term: what.to_owned(), ..e.clone() };
        let rows: Vec<Vec<String>> =
            answer.sensitivity.iter().map(|s| line(&named(&s.estimate, &s.what), answer.scale)).collect();
        align(&rows, &mut out);
    }
    for comparison in &answer.comparisons {
        let _ = writeln!(out, "\n{}: {} strata tested", comparison.by, comparison.tested);
        for (term, p) in &comparison.holm {
            let _ = writeln!(out, "  {term}: p after Holm {}", number(Some(*p), 4));
        }
        if let (Some(wald), Some(df)) = (comparison.wald, comparison.wald_df) {
            let _ = writeln!(out, "  difference: Wald {wald:.3} on {df}, p {}", number(comparison.wald_p, 4));
        }
    }
    if !answer.checks.is_empty() {
        out.push_str("\nchecks\n");
        let rows: Vec<Vec<String>> = answer.checks.iter().map(|c| check(c, answer.scale)).collect();
        align(&rows, &mut out);
    }
    let d = &answer.diagnostics;
    let list = [
        ("dispersion", d.dispersion),
        ("rho", d.rho),
        ("pre-periods Wald", d.wald),
        ("df", d.wald_df),
        ("p", d.wald_p),
        ("smallest effect that could have been found (2.8 se)", d.minimum_detectable),
    ];
    let text: Vec<String> = list.iter().filter_map(|(n, x)| x.map(|x| format!("{n} {x:.4}"))).collect();
    if !text.is_empty() {
        let _ = writeln!(out, "\n{}", text.join(", "));
    }
    if !answer.rows.dropped.is_empty() {
        out.push_str("\nleft out\n");
        for dropped in &answer.rows.dropped {
            let units = if dropped.units.is_empty() {
                String::new()
            } else {
                format!(" ({})", crate::grid::list(&dropped.units))
            };
            let _ = writeln!(out, "  {} rows: {}{units}", dropped.count, dropped.reason);
        }
    }
    for warning in &answer.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

fn heading(scale: Scale) -> Vec<String> {
    let list: &[&str] = match scale {
        Scale::Log => &["term", "log ratio", "se", "ratio", "lower", "upper", "p", "observed", "expected"],
        Scale::Linear => &["term", "estimate", "se", "lower", "upper", "p"],
    };
    list.iter().map(|s| (*s).to_owned()).collect()
}

fn line(e: &Estimate, scale: Scale) -> Vec<String> {
    let mut cells = vec![e.term.clone(), number(e.estimate, 5), number(e.se, 5)];
    match scale {
        Scale::Log => {
            cells.extend([e.ratio, e.ratio_lower, e.ratio_upper].map(|x| number(x, 4)));
            cells.push(number(e.p, 4));
            cells.extend([e.observed, e.expected].map(|x| number(x, 1)));
        }
        Scale::Linear => cells.extend([e.lower, e.upper, e.p].map(|x| number(x, 5))),
    }
    cells
}

/// A check: what, its estimate as ratio and interval (or plain), and its p-value.
fn check(c: &Check, scale: Scale) -> Vec<String> {
    let none = Estimate::default();
    let e = c.estimate.as_ref().unwrap_or(&none);
    let numbers = match scale {
        Scale::Log => [e.ratio, e.ratio_lower, e.ratio_upper],
        Scale::Linear => [e.estimate, e.lower, e.upper],
    };
    let mut cells = vec![format!("  {}", c.what)];
    cells.extend(numbers.map(|x| number(x, 4)));
    cells.push(format!("p {}", number(c.p.or(e.p), 4)));
    cells.extend(c.note.clone());
    cells
}

fn number(x: Option<f64>, digits: usize) -> String {
    x.map_or_else(|| "–".to_owned(), |x| format!("{x:.digits$}"))
}

/// Left-aligned first column, right-aligned others.
fn align(rows: &[Vec<String>], out: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|s| s.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        for (c, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[c].saturating_sub(cell.chars().count()));
            if c == 0 {
                out.push_str(cell);
                out.push_str(&pad);
            } else {
                let _ = write!(out, "  {pad}{cell}");
            }
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
}
