"""Times the Python packages and the Rust engine on the same national panel, one thread each, and prints ratios
of CPU seconds (a busy machine stretches wall time, not these).

    python crates/effect/reference/bench.py          (with `cargo build --release -p effect --example speed` done)

The panel is generated from a seed: 357 units x 168 months x 4 ages = 239 904 rows, 59 opening months, 60 units never
treated. Every task runs a few times; the median counts. Tasks whose package is not installed are left out.
Options: --rows 2 (times the country), --skip-slow (without csdid and the 60-bin event studies), --scale (only the Rust
engine, on 1, 2, 4 and 8 times the country: how time grows with rows).
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import contextlib  # noqa: E402
import io  # noqa: E402
import json  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

UNITS, MONTHS, AGES = 357, 168, ["0-17", "18-66", "67-79", "80+"]
ROOT = Path(__file__).resolve().parents[3]


def country(times=1, seed=20260701):
    """One row per unit, month and age, in that order of columns."""
    rng = np.random.default_rng(seed)
    units = UNITS * times
    size = 800 + 60000 * rng.random(units) ** 4
    never = np.arange(units) % UNITS < 60
    opening = np.where(never, -1, 48 + np.arange(units) % 59)
    u, a, t = [x.ravel() for x in np.meshgrid(np.arange(units), np.arange(4), np.arange(MONTHS), indexing="ij")]
    rate = np.array([0.004, 0.006, 0.02, 0.05])[a] * np.exp(rng.normal(0, 0.2, units))[u]
    share = np.array([0.2, 0.6, 0.13, 0.07])[a]
    population = np.round(size[u] * share * (1 + 0.0008 * t))
    season = 1 + 0.08 * np.cos(2 * np.pi * (t % 12) / 12)
    shock = np.exp(np.cumsum(rng.normal(0, 0.01, MONTHS)))[t]
    treated = (opening[u] >= 0) & (t >= opening[u])
    y = rng.poisson(population * rate * season * shock * np.where(treated, 0.95, 1.0))
    return pd.DataFrame(dict(u=u, t=t, a=a, y=y, population=population, g=opening[u], d=treated.astype(int)))


def write(frame, path):
    month = np.array([f"{2003 + k // 12}-{k % 12 + 1:02d}" for k in range(MONTHS)])
    out = pd.DataFrame(dict(unit=1001 + frame.u, period=month[frame.t], outcome=frame.y,
                            population=frame.population.astype(int),
                            first_treated=np.where(frame.g >= 0, month[np.maximum(frame.g, 0)], ""),
                            age=np.array(AGES)[frame.a]))
    out.to_csv(path, index=False)


def clock(action, repeats):
    times = []
    for _ in range(repeats):
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def tasks(frame, slow):
    """name of the Rust task -> [(package, repeats, action)]"""
    frame = frame.copy()
    frame["logpop"] = np.log(frame.population)
    frame["bin"] = np.where(frame.g >= 0, np.clip(np.floor_divide(frame.t - frame.g, 1), -24, 36), -1)
    total = frame.groupby(["u", "t"], as_index=False).agg(y=("y", "sum"), population=("population", "sum"),
                                                          g=("g", "first"), d=("d", "first"))
    out = {"twfe": [], "event-study": [], "group-time": [], "its": []}
    poisson = "y ~ d | u^a + t^a"
    event = "y ~ i(bin, ref=-1) | u^a + t^a"
    with contextlib.suppress(ImportError):
        import fereg

        out["twfe"].append(("fereg", 5, lambda: fereg.fepois(poisson, frame, vcov={"CRV1": "u"}, offset="logpop",
                                                             fixef_rm="none", nthreads=1)))
        if slow:
            out["event-study"].append(("fereg", 1, lambda: fereg.fepois(event, frame, vcov={"CRV1": "u"},
                                                                        offset="logpop", fixef_rm="none", nthreads=1)))
    with contextlib.suppress(ImportError):
        import pyfixest as pf

        out["twfe"].append(("pyfixest", 3, lambda: pf.fepois(poisson, frame, vcov={"CRV1": "u"}, offset="logpop",
                                                             fixef_rm="none")))
        if slow:
            out["event-study"].append(("pyfixest", 1, lambda: pf.fepois(event, frame, vcov={"CRV1": "u"},
                                                                        offset="logpop", fixef_rm="none")))
    with contextlib.suppress(ImportError):
        from diff_diff import CallawaySantAnna

        def run_diff_diff():
            data = total.assign(first=np.where(total.g >= 0, total.g + 1, 0), time=total.t + 1)
            fit = CallawaySantAnna(control_group="never_treated", estimation_method="reg").fit(
                data, outcome="y", unit="u", time="time", first_treat="first")
            for kind in ("event_study", "group", "calendar"):  # whatever this version offers after the fit
                with contextlib.suppress(Exception):
                    fit.aggregate(kind)

        out["group-time"].append(("diff-diff", 3, run_diff_diff))
    with contextlib.suppress(ImportError):
        from csdid.att_gt import ATTgt

        def run_csdid():
            data = total.assign(first=np.where(total.g >= 0, total.g + 1, 0), time=total.t + 1, id=total.u + 1)
            fit = ATTgt(yname="y", tname="time", idname="id", gname="first", data=data, xformla="y~1",
                        control_group=["nevertreated"])
            fit.fit(est_method="reg", base_period="varying", bstrap=False)
            fit.aggte(typec="dynamic", bstrap=False, cband=False)

        if slow:
            out["group-time"].append(("csdid", 1, run_csdid))
    with contextlib.suppress(ImportError):
        import statsmodels.api as sm

        columns = []
        for _, part in total.groupby("u"):
            month = part.t.to_numpy()
            d = part.d.to_numpy() if part.d.any() else (month >= 84).astype(float)
            x = np.column_stack([np.ones(MONTHS), d, month] + [f(2 * np.pi * h * month / 12) for h in (1, 2)
                                                              for f in (np.sin, np.cos)])
            columns.append((part.y.to_numpy(), x, np.log(part.population.to_numpy())))

        def run_series():
            for y, x, offset in columns:
                fit = sm.GLM(y, x, family=sm.families.Poisson(), offset=offset).fit()
                _ = fit.bse, fit.resid_pearson

        out["its"].append(("statsmodels", 3, run_series))
    return out


def time_rust(program, frame, *names):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "country.csv"
        write(frame, path)
        answer = subprocess.run([program, path, *names], capture_output=True, text=True, check=True)
        return json.loads(answer.stdout), answer.stderr.strip().replace("\n", "; ")


def scale(program):
    names = ["imputation", "its", "twfe", "event-study", "group-time", "sun-abraham", "bjs"]
    print("CPU seconds on 1, 2, 4, 8 times the country, and per row against the single country")
    seconds = [time_rust(program, country(k), *names) for k in (1, 2, 4, 8)]
    for name in ["reading", *names]:
        row = [s[name] for s, _ in seconds]
        growth = [f"{x / row[0] / k:4.2f}" for x, k in zip(row, (1, 2, 4, 8))]
        print(f"  {name:<14}", "  ".join(f"{x:8.4f}" for x in row), "  per row", " ".join(growth))
    print("  ", "; ".join(note for _, note in seconds))


def main():
    warnings.simplefilter("ignore")
    rust = {}
    program = ROOT / "target/release/examples/speed"
    if "--program" in sys.argv:
        program = Path(sys.argv[sys.argv.index("--program") + 1])
    if "--scale" in sys.argv:
        return scale(program)
    times = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else 1
    frame = country(times)
    if program.exists():
        rust, note = time_rust(program, frame)
        print("rust:", note)
    else:
        print("build the Rust side first: cargo build --release -p effect --example speed")
    print(f"{len(frame)} rows; CPU seconds (median), one thread; factor = package / Rust")
    for name, seconds in rust.items():
        print(f"  {name:<24} rust        {seconds:9.4f}")
    for name, list_of_tasks in tasks(frame, "--skip-slow" not in sys.argv).items():
        for package, repeats, action in list_of_tasks:
            try:
                seconds = clock(action, repeats)
            except Exception as problem:  # a package that can't do the task says so, the others go on
                print(f"  {name:<24} {package:<11} failed: {problem!r}"[:160])
                continue
            factor = f"{seconds / rust[name]:8.1f}x" if rust.get(name) else ""
            print(f"  {name:<24} {package:<11} {seconds:9.4f} {factor}", flush=True)
    print(f"peak memory of this script: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
