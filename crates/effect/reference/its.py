"""Interrupted time series per unit: statsmodels GLM Poisson; the widened standard errors step by step in numpy.

mu: log(population) + constant + level(period >= opening) + trend + season; p = Pearson residuals (y-mu)/sqrt(mu).
model        = Poisson (scale 1)
quasi        = model * sqrt(max(1, sum p^2 / (n-k)))
quasi-ar1    = quasi * sqrt((1+rho)/(1-rho)), rho = clip(sum p_t p_{t-1} / sum p^2 + k/n, 0, 0.9)
newey-west:6 = statsmodels cov_type HAC, maxlags 6 (Bartlett), use_correction False and True
Interval: t with n-k degrees of freedom. Season: sin and cos of 2 pi h m / 12 with h = 1..2 and m the calendar month,
or month dummies. Trend is per month; slope = (t - opening) * level, only in the `slope` option.
"""

import numpy as np
import statsmodels
import statsmodels.api as sm
from scipy.stats import t as student

from panels import load

SOURCE = {"package": "statsmodels", "version": statsmodels.__version__,
          "formula": "GLM Poisson with offset; quasi and AR(1) factors of effect.md in numpy; HAC by statsmodels"}


def columns(part, season, trend, slope):
    t = part.t.to_numpy(float)
    month = part.period.str[5:7].astype(int).to_numpy()
    cols = {"constant": np.ones(len(t)), "level": part.d.to_numpy(float)}
    if trend:
        cols["trend"] = t
    if slope:
        cols["slope"] = part.d.to_numpy(float) * (t - part.g.to_numpy(float))
    if season == "month":
        for m in range(2, 13):
            cols[f"month{m}"] = (month == m).astype(float)
    elif season.startswith("harmonic"):
        for h in range(1, int(season.split(":")[1]) + 1):
            cols[f"sin{h}"] = np.sin(2 * np.pi * h * month / 12)
            cols[f"cos{h}"] = np.cos(2 * np.pi * h * month / 12)
    return cols


def fit(part, season="harmonic:2", trend=True, slope=False):
    part = part.sort_values("t")
    cols = columns(part, season, trend, slope)
    x = np.column_stack(list(cols.values()))
    model = sm.GLM(part.outcome.to_numpy(float), x, family=sm.families.Poisson(), offset=part.logpop.to_numpy())
    result = model.fit(tol=1e-13, tol_criterion="params", maxiter=200)
    n, k = x.shape
    p = (part.outcome.to_numpy() - result.mu) / np.sqrt(result.mu)
    dispersion = float((p**2).sum() / (n - k))
    rho = float(np.clip((p[1:] * p[:-1]).sum() / (p**2).sum() + k / n, 0, 0.9))
    quasi = np.sqrt(max(1.0, dispersion))
    ar1 = quasi * np.sqrt((1 + rho) / (1 - rho))
    hac = {c: model.fit(tol=1e-13, tol_criterion="params", maxiter=200, cov_type="HAC",
                        cov_kwds={"maxlags": 6, "use_correction": c}).bse for c in (False, True)}
    q = student.ppf(0.975, n - k)
    out = {"_dispersion": dispersion, "_rho": rho, "_df": n - k, "_n": n}
    for j, name in enumerate(cols):
        if name in ("level", "trend", "slope"):
            se = result.bse[j]
            out[name] = {"estimate": result.params[j], "se_model": se, "se_quasi": se * quasi, "se_quasi_ar1": se * ar1,
                         "se_newey_west_6": hac[False][j], "se_newey_west_6_corrected": hac[True][j],
                         "lower_quasi_ar1": result.params[j] - q * se * ar1,
                         "upper_quasi_ar1": result.params[j] + q * se * ar1}
    return out


def all_cases():
    out = {}
    for name in ("large_units", "growing", "small_units"):
        frame = load(name)
        if "age" in frame:
            frame = frame[frame.age == "80+"]
        treated = frame[frame.g >= 12]
        after = treated.groupby("unit").d.sum()
        options = {
            "season=harmonic:2,trend=linear": {},
            "season=month,trend=linear": {"season": "month"},
            "season=none,trend=none": {"season": "none", "trend": False},
            "season=harmonic:2,trend=linear,slope": {"slope": True},
        }
        out[name] = {}
        for label, arguments in options.items():
            out[name][label] = {"_source": SOURCE}
            for unit, part in treated.groupby("unit"):
                if after[unit] < 12 or part.outcome.mean() < 5:
                    continue
                out[name][label][f"unit:{unit}"] = fit(part, **arguments)
    return {k: v for k, v in out.items() if any(len(o) > 1 for o in v.values())}
