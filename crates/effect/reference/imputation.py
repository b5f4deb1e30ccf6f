"""Poisson imputation: fit log E[Y] = log(population) + unit + period on untreated rows, predict treated rows.

Two independent routes: statsmodels GLM with dummies (all numbers below) and pyfixest fepois (a check on the
fitted means). Groups (`age`) get their own unit and period effects: the model separates, one GLM per group.
Estimate = log(sum observed / sum expected) over treated rows whose period has an untreated row.
Jackknife: drop cluster c and refit, SE^2 = (G-1)/G * sum_c (theta_c - mean theta)^2 over the G clusters
(centred at their mean; `se_full` is centred at the full-sample estimate), t(G-1).
Sandwich: influence of cluster c on log R is  sum_treated(y - R mu)/O  -  d' A^-1 s_c,  with s_c the untreated score,
A = X' diag(mu) X over untreated rows, d = sum_treated mu x / E; SE^2 = sum_c influence^2 (no small-sample factor);
`se_crv1` multiplies the variance by G/(G-1).
"""

import numpy as np
import pandas as pd
import pyfixest as pf
import statsmodels
import statsmodels.api as sm
from scipy.stats import t as student

from panels import labels, load

SOURCE = {
    "package": "statsmodels", "version": statsmodels.__version__,
    "formula": "GLM Poisson, unit and period dummies on untreated rows, offset log(population); ratio of sums; "
    "cluster jackknife by refitting",
    "checked_with": f"pyfixest {pf.__version__} fepois(fixef_rm='none'): fitted untreated means",
}


def design(frame):
    """Dense dummies: every unit of the frame, every period but the first."""
    u = pd.Categorical(frame["u"]).codes
    t = pd.Categorical(frame["t"]).codes
    n = len(frame)
    x = np.zeros((n, u.max() + 1 + t.max()))
    x[np.arange(n), u] = 1
    later = t > 0
    x[np.flatnonzero(later), u.max() + t[later]] = 1
    return x


def poisson(y, x, offset):
    fit = sm.GLM(y, x, family=sm.families.Poisson(), offset=offset).fit(tol=1e-13, tol_criterion="params", maxiter=200)
    return fit.params


def expected(frame, outcome):
    """Expected counts for every row that the untreated rows identify (else NaN), fitted group by group."""
    mu = pd.Series(np.nan, index=frame.index)
    parts = []
    for _, part in frame.groupby("age") if "age" in frame else [("", frame)]:
        free = part[part.d == 0]
        usable = part[part.u.isin(free.u) & part.t.isin(free.t)]
        x = design(usable)
        offset = usable["logpop"].to_numpy() if "logpop" in usable else np.zeros(len(usable))
        untreated = (usable.d == 0).to_numpy()
        y = usable[outcome].to_numpy(float)
        beta = poisson(y[untreated], x[untreated], offset[untreated])
        mu[usable.index] = np.exp(x @ beta + offset)
        parts.append((usable.index, x, untreated))
    return mu, parts


def terms(frame, names):
    """Masks over treated rows: overall, unit, age, event, calendar, cohort."""
    treated = frame.d == 1
    out = {"overall": treated}
    for u in frame.loc[treated, "unit"].unique():
        out[f"unit:{u}"] = treated & (frame.unit == u)
    if "age" in frame:
        for a in sorted(frame.age.unique()):
            out[f"age={a}"] = treated & (frame.age == a)
    for e in sorted(frame.loc[treated, "e"].unique()):
        out[f"event:{e}"] = treated & (frame.e == e)
    for t in sorted(frame.loc[treated, "t"].unique()):
        out[f"calendar:{names[t]}"] = treated & (frame.t == t)
    return out


def ratios(frame, masks, outcome, parts_wanted=False):
    mu, parts = expected(frame, outcome)
    y = frame[outcome].to_numpy(float)
    m = mu.to_numpy()
    used = ~np.isnan(m)
    res = {}
    for name, mask in masks.items():
        k = mask.loc[frame.index].to_numpy() & used
        o, e = y[k].sum(), m[k].sum()
        res[name] = (np.log(o / e) if o > 0 and e > 0 else np.nan, o, e)
    return (res, mu, parts) if parts_wanted else res


def sandwich(frame, mask, outcome, cluster, mu, parts):
    y, m = frame[outcome].to_numpy(float), mu.to_numpy()
    keep = mask.to_numpy() & ~np.isnan(m)
    o, e = y[keep].sum(), m[keep].sum()
    ratio = o / e
    codes = pd.Categorical(frame[cluster]).codes
    influence = np.bincount(codes[keep], (y - ratio * m)[keep] / o, codes.max() + 1)
    position = pd.Series(np.arange(len(frame)), index=frame.index)
    for index, x, untreated in parts:
        at = position[index].to_numpy()
        mp, yp = m[at], y[at]
        a = x[untreated].T @ (x[untreated] * mp[untreated, None])
        k = keep[at]
        d = (x[k] * mp[k, None]).sum(0) / e
        v = np.linalg.solve(a, d)
        influence -= np.bincount(codes[at][untreated], (x[untreated] @ v) * (yp - mp)[untreated], codes.max() + 1)
    g = codes.max() + 1
    var = (influence**2).sum()
    return float(np.sqrt(var)), float(np.sqrt(var * g / (g - 1)))


def case(frame, outcome="outcome", cluster="unit", names=None):
    masks = terms(frame, names)
    full, mu, parts = ratios(frame, masks, outcome, True)
    clusters = list(frame[cluster].unique())
    draws = []
    for c in clusters:
        rest = frame[frame[cluster] != c]
        draws.append(ratios(rest, masks, outcome))
    g = len(clusters)
    out = {"_source": SOURCE, "_clusters": g, "_df": g - 1}
    q = student.ppf(0.975, g - 1)
    for name, (est, o, e) in full.items():
        if np.isnan(est):  # nothing observed in these cells
            out[name] = {"not_estimable": 1, "observed": o, "expected": e}
            continue
        row = {"estimate": est, "observed": o, "expected": e}
        theta = np.array([d[name][0] for d in draws])
        if not np.isnan(theta).any():  # every refit answers: otherwise the jackknife of this term is undefined
            row["se"] = float(np.sqrt((g - 1) / g * ((theta - theta.mean()) ** 2).sum()))
            row["se_full"] = float(np.sqrt((g - 1) / g * ((theta - est) ** 2).sum()))
            row["lower"], row["upper"] = est - q * row["se"], est + q * row["se"]
        if name == "overall" or name.startswith("age="):
            row["se_sandwich"], row["se_sandwich_crv1"] = sandwich(frame, masks[name], outcome, cluster, mu, parts)
        out[name] = row
    return out


def check_with_pyfixest(frame, outcome="outcome"):
    """Largest relative difference of the fitted untreated means (fepois' own fixed effects are not on the log scale)."""
    worst = 0.0
    mu, _ = expected(frame, outcome)
    for _, part in frame.groupby("age") if "age" in frame else [("", frame)]:
        free = part[part.d == 0]
        fit = pf.fepois(f"{outcome} ~ 1 | u + t", free, offset="logpop" if "logpop" in free else None,
                        fixef_rm="none", iwls_tol=1e-12, demeaner=pf.MapDemeaner(fixef_tol=1e-12))
        ours = mu[free.index].to_numpy()
        worst = max(worst, float(np.abs(fit.predict(type="response") / ours - 1).max()))
    return worst


def all_cases():
    out = {}
    for name in ("castle", "small_units", "large_units", "growing"):
        frame = load(name)
        outcome = "homicide_rate" if name == "castle" else "outcome"
        out[name] = {f"outcome={outcome},cluster=unit": case(frame, outcome, "unit", labels(frame))}
        if name == "small_units":
            out[name]["outcome=outcome,cluster=kad"] = case(frame, outcome, "kad", labels(frame))
            old = frame[frame.age == "80+"].drop(columns="age")
            out[name]["outcome=outcome,cluster=unit,where=age=80+"] = case(old, outcome, "unit", labels(frame))
        out[name]["_fitted_means_differ_from_pyfixest_by"] = check_with_pyfixest(frame, outcome)
    return out


if __name__ == "__main__":
    import json

    print(json.dumps(all_cases()["large_units"], indent=1)[:3000])
