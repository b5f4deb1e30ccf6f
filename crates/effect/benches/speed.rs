//! The speed list of the effect engine: one thread, panels from a seed.
//!
//! `cargo bench -p effect`. Names follow the list; `bench.py` in `reference/` runs the Python packages.

use divan::Bencher;
use effect::simulate::Plan;
use effect::{Grid, Panel, Specification, flags, run};

fn main() {
    divan::main();
}

fn panel(plan: &Plan) -> Panel {
    plan.panel().expect("a simulated panel is sound")
}

fn specification(options: &str) -> Specification {
    flags::parse(options.split_whitespace()).expect("known options").specification
}

/// Everything from panel to answer, grid included.
fn whole(bencher: Bencher<'_, '_>, plan: &Plan, options: &str) {
    let (panel, spec) = (panel(plan), specification(options));
    bencher.bench_local(|| run(&spec, &panel).expect("estimable"));
}

#[divan::bench(sample_count = 20)]
fn imputation_357x168_with_357_jackknife_refits(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(1, 1), "--estimator imputation");
}

#[divan::bench(sample_count = 20)]
fn twfe_poisson_239904_rows_clustered(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(4, 1), "--estimator twfe");
}

/// Effects by unit×age and period×age, and besides the overall term one for each age: two fits.
#[divan::bench(sample_count = 10)]
fn twfe_poisson_239904_rows_clustered_effects_by_age(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(4, 1), "--estimator twfe --by age");
}

#[divan::bench(sample_count = 10)]
fn event_study_60_bins_239904_rows(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(4, 1), "--estimator event-study --window -30:30");
}

#[divan::bench(sample_count = 10)]
fn event_study_60_bins_239904_rows_effects_by_age(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(4, 1), "--estimator event-study --by age --window -30:30");
}

#[divan::bench(sample_count = 10)]
fn group_time_monthly_357x168(bencher: Bencher<'_, '_>) {
    whole(bencher, &Plan::country(1, 1), "--estimator group-time --control not-yet");
}

#[divan::bench(sample_count = 20)]
fn its_357_series(bencher: Bencher<'_, '_>) {
    let plan = Plan { treated: 1.0, mean: (20.0, 60.0), ..Plan::country(1, 1) };
    whole(bencher, &plan, "--estimator its");
}

#[divan::bench(args = [1, 2, 4, 8], sample_count = 5)]
fn twfe_grows_linearly(bencher: Bencher<'_, '_>, times: usize) {
    whole(bencher, &Plan { units: 357 * times, ..Plan::country(4, 1) }, "--estimator twfe");
}

#[divan::bench(args = [1, 2, 4, 8], sample_count = 5)]
fn grid_grows_linearly(bencher: Bencher<'_, '_>, times: usize) {
    let (panel, spec) = (
        panel(&Plan { units: 357 * times, ..Plan::country(4, 1) }),
        specification("--estimator twfe --by age"),
    );
    bencher.bench_local(|| Grid::build(&panel, &spec).expect("sound").0.outcome.len());
}
