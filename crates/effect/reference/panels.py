"""The four panels every reference number is computed on.

castle       real: 50 US states 2000-2010, castle doctrine laws (causaldata 0.1.5, MIT licence,
             table `castle`; Cheng & Hoekstra 2013, J Human Resources 48(3):821-854). Outcome: log homicide rate.
small_units  36 small municipalities x 48 months x 2 ages, counts from 0 up, population, staggered
             openings, 10 never treated; `kad` is the unit's KAD (some share one). True effect -10 %.
large_units  8 large municipalities x 72 months, AR(1) shocks, 2 never treated. True effect -5 %.
growing      24 municipalities x 60 months, 5 never treated; the effect grows by -0.6 % a month.

`python panels.py` rewrites the simulated CSVs from their seeds (never needed unless a seed changes).
"""

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parent / "data"


def month(index: int, first_year: int) -> str:
    return f"{first_year + index // 12}-{index % 12 + 1:02d}"


def simulate(rng, name, units, months, first_year, openings, rate, size, ages, effect, ar, spread):
    """Counts ~ Poisson(population * rate * season * trend * shock * effect).

    openings: month index per unit or None; effect: function of months since opening (log scale).
    """
    season = 1 + 0.08 * np.cos(2 * np.pi * np.arange(months) / 12)
    common = np.cumsum(rng.normal(0, 0.015, months))
    rows = []
    for u in range(units):
        population0 = size(rng)
        shock = np.zeros(months)
        level = rng.normal(0, 0.25)
        for t in range(1, months):
            shock[t] = ar * shock[t - 1] + rng.normal(0, spread)
        for a, (age, share, risk) in enumerate(ages):
            for t in range(months):
                population = int(round(population0 * share * (1 + 0.0012 * t)))
                mean = population * rate * risk * season[t] * np.exp(common[t] + level + shock[t] + 0.002 * a * t)
                opened = openings[u]
                if opened is not None and t >= opened:
                    mean *= np.exp(effect(t - opened))
                rows.append(
                    dict(
                        unit=str(1101 + u),
                        period=month(t, first_year),
                        outcome=int(rng.poisson(mean)),
                        population=population,
                        first_treated="" if opened is None else month(opened, first_year),
                        age=age,
                    )
                )
    frame = pd.DataFrame(rows)
    if len(ages) == 1:
        frame = frame.drop(columns="age")
    return frame


def write_simulated():
    rng = np.random.default_rng(20120101)
    # One unit opens in the second month: its single pre-period must be kept, not dropped as a singleton.
    openings = [None] * 10 + [1] + [14] * 5 + [20] * 6 + [21] * 1 + [27] * 5 + [33] * 2 + [38] * 6
    ages = [("67-79", 0.10, 1.0), ("80+", 0.05, 2.5)]
    small = simulate(rng, "small", 36, 48, 2012, openings, 0.006, lambda r: r.integers(1500, 9000), ages,
                     lambda k: np.log(0.9), 0.3, 0.05)
    # Municipalities that share a KAD: the first two of each large cohort.
    number = small["unit"].astype(int) - 1101
    kad = {u: f"K{1101 + u}" for u in range(36)}
    for first in (11, 16, 23, 30):
        kad[first + 1] = kad[first]
    small["kad"] = number.map(kad)
    small.to_csv(DATA / "small_units.csv", index=False)

    rng = np.random.default_rng(20130202)
    large = simulate(rng, "large", 8, 72, 2011, [None, None, 20, 26, 30, 30, 41, 52], 0.012,
                     lambda r: r.integers(30000, 90000), [("all", 1.0, 1.0)], lambda k: np.log(0.95), 0.6, 0.03)
    large.to_csv(DATA / "large_units.csv", index=False)

    rng = np.random.default_rng(20140303)
    growing = simulate(rng, "growing", 24, 60, 2011,
                       [None] * 5 + [15] * 4 + [22] * 4 + [30] * 5 + [37] * 4 + [44] * 2, 0.01,
                       lambda r: r.integers(3000, 12000), [("all", 1.0, 1.0)], lambda k: -0.006 * (k + 1), 0.5, 0.03)
    growing.to_csv(DATA / "growing.csv", index=False)


def load(name: str) -> pd.DataFrame:
    """The panel with integer columns: u (unit), t (period), g (first treated period, -1 = never), d (treated)."""
    frame = pd.read_csv(DATA / f"{name}.csv", dtype={"unit": str, "period": str, "first_treated": str})
    frame["first_treated"] = frame["first_treated"].fillna("")
    periods = {p: k for k, p in enumerate(sorted(frame["period"].unique()))}
    frame["u"] = frame["unit"].astype("category").cat.codes.astype(int)
    frame["t"] = frame["period"].map(periods).astype(int)
    frame["g"] = frame["first_treated"].map(lambda p: periods.get(p, -1)).astype(int)
    frame["d"] = ((frame["g"] >= 0) & (frame["t"] >= frame["g"])).astype(int)
    frame["e"] = np.where(frame["g"] >= 0, frame["t"] - frame["g"], -1)
    if "population" in frame:
        frame["logpop"] = np.log(frame["population"])
    return frame


def labels(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["period"].unique())


if __name__ == "__main__":
    write_simulated()
    for name in ("castle", "small_units", "large_units", "growing"):
        f = load(name)
        print(name, len(f), "zeros", int((f.outcome == 0).sum()), "mean", round(f.outcome.mean(), 2))
