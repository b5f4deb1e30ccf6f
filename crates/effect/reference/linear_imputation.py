"""Linear imputation (Borusyak, Jaravel & Spiess 2024) with the conservative variance, dense numpy.

Y = unit + period by least squares on untreated rows; tau = Y - fitted on treated rows; tau_w = sum w tau.
Z = all dummies, v1 = w on treated rows, v0 = -Z0 (Z0'Z0)^-1 Z1' w on untreated rows.
Residuals: untreated rows e = Y - fitted; treated rows tau - tau_bar(g,t) with tau_bar = sum v^2 tau / sum v^2 over the
cohort's rows of that period (didimputation, equation 10). SE^2 = sum over clusters of (sum v e)^2.
castle: R didimputation 0.5.0 is in data/castle_r.json (bjs_static, bjs_event; fixest's tolerance leaves about 1e-7).
"""

import numpy as np
import pandas as pd

from group_time import subset
from imputation import design
from panels import labels

SOURCE = {"package": "numpy, formula of Borusyak, Jaravel & Spiess (2024)", "version": np.__version__,
          "checked_with": "diff-diff 3.13.0 ImputationDiD; castle: R didimputation 0.5.0",
          "formula": "see reference/linear_imputation.py"}


def case(frame, names, cluster="unit", weights=None):
    free = frame[frame.d == 0]
    data = frame[frame.u.isin(free.u) & frame.t.isin(free.t)].reset_index(drop=True)
    z = design(data)
    y = data.outcome.to_numpy(float)
    p = np.ones(len(data)) if weights is None else data[weights].to_numpy(float)
    d = data.d.to_numpy() == 1
    normal = z[~d].T @ (z[~d] * p[~d, None])
    beta = np.linalg.solve(normal, z[~d].T @ (p * y)[~d])
    tau = y - z @ beta
    codes = pd.Categorical(data[cluster]).codes
    cell = data.g.to_numpy() * 1000 + data.t.to_numpy()
    out = {"_source": SOURCE, "_rows": len(data)}

    def put(term, keep):
        w = np.where(keep & d, p, 0.0)
        w /= w.sum()
        v = w.copy()
        v[~d] = -p[~d] * (z[~d] @ np.linalg.solve(normal, z[d].T @ w[d]))
        residual = tau.copy()
        for c in np.unique(cell[d]):
            k = d & (cell == c)
            s = (v[k] ** 2).sum()
            residual[k] = tau[k] - ((v[k] ** 2 * tau[k]).sum() / s if s > 0 else 0.0)
        sums = np.bincount(codes, v * residual)
        out[term] = {"estimate": float(w @ tau), "se": float(np.sqrt((sums**2).sum()))}

    put("overall", d)
    e = (data.t - data.g).to_numpy()
    for x in sorted(set(e[d])):
        put(f"event:{x}", e == x)
    for c in sorted(set(data.g[d])):
        put(f"group:{names[c]}", (data.g == c).to_numpy())
    for t in sorted(set(data.t[d])):
        put(f"calendar:{names[t]}", (data.t == t).to_numpy())
    return out


def diff_diff(frame, cluster):
    from diff_diff import ImputationDiD

    data = frame.copy()
    data["first"] = np.where(data.g >= 0, data.g + 1, 0)
    data["time"] = data.t + 1
    r = ImputationDiD(cluster=None if cluster == "unit" else cluster).fit(
        data, outcome="outcome", unit="u", time="time", first_treat="first")
    return {"estimate": float(r.overall_att), "se": float(r.overall_se)}


def all_cases():
    out = {}
    for name in ("castle", "small_units", "large_units", "growing"):
        frame = subset(name)
        suffix = ",where=age=80+" if name == "small_units" else ""
        out[name] = {}
        for c in ("unit", "kad") if "kad" in frame else ("unit",):
            res = case(frame, labels(frame), c)
            res["_diff_diff_overall"] = diff_diff(frame, c)
            out[name][f"cluster={c}{suffix}"] = res
            print(f"  linear imputation {name} {c}: {res['overall']} diff-diff {res['_diff_diff_overall']}")
    out["castle"]["cluster=unit,weights=weight_pop"] = case(subset("castle"), labels(subset("castle")), weights="weight_pop")
    frame = subset("large_units")
    frame = frame[(frame.index * 7919) % 20 != 2]
    out["large_units"]["cluster=unit,without rows where index*7919%20==2"] = case(frame, labels(frame))
    return out
