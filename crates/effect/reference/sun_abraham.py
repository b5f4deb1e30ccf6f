"""Sun & Abraham (2021): pyfixest's saturated regression, aggregated with cohort shares (fixest::sunab conventions).

outcome ~ cohort x event time (-1 left out, never treated as controls) | unit + period, CRV1 (nonnested).
att:g:t = the coefficients; event:e = weighted by the cohorts' rows at e; overall = weighted over all rows with e >= 0;
cohort:g = mean of the cohort's coefficients with e >= 0, weighted by rows. Shares are taken as fixed (as fixest does).
castle: the same from R fixest 0.14.2 is in data/castle_r.json (sunab_event, sunab_att, sunab_cohort).
"""

import numpy as np
import pyfixest as pf

from group_time import subset
from panels import labels

SOURCE = {"package": "pyfixest", "version": pf.__version__,
          "formula": "feols(y ~ i(e, g, ref=-1, ref2=never) | unit + period), CRV1; aggregation in numpy"}


def case(frame, names, cluster="unit"):
    data = frame[frame.g != 0].copy()
    data["cohort"] = data.g.where(data.g >= 0, 9999)
    data["rel"] = np.where(data.g >= 0, data.t - data.g, -1)
    cells = sorted({(g, e) for g, e in zip(data.cohort, data.rel) if g != 9999 and e != -1})
    columns = []
    dummies = {f"x{j}": ((data.cohort == g) & (data.rel == e)).astype(float) for j, (g, e) in enumerate(cells)}
    data = data.assign(**dummies)
    columns = list(dummies)
    fit = pf.feols(f"outcome ~ {' + '.join(columns)} | u + t", data, vcov={"CRV1": cluster}, fixef_rm="none",
                   demeaner=pf.MapDemeaner(fixef_tol=1e-13))
    assert len(fit._coefnames) == len(cells), "collinear"
    b, v = fit.coef().to_numpy(), fit._vcov
    rows = np.array([((data.cohort == g) & (data.rel == e)).sum() for g, e in cells], float)
    out = {"_source": SOURCE, "_rows": len(data)}

    def put(term, keep):
        w = np.where(keep, rows, 0.0)
        w /= w.sum()
        out[term] = {"estimate": float(w @ b), "se": float(np.sqrt(w @ v @ w))}

    g = np.array([c for c, _ in cells])
    e = np.array([x for _, x in cells])
    for k, (c, x) in enumerate(cells):
        out[f"att:{names[c]}:{names[c + x]}"] = {"estimate": float(b[k]), "se": float(np.sqrt(v[k, k]))}
    for x in sorted(set(e)):
        put(f"event:{x}", e == x)
    put("overall", e >= 0)
    for c in sorted(set(g)):
        put(f"group:{names[c]}", (g == c) & (e >= 0))
    return out


def all_cases():
    out = {}
    for name in ("castle", "small_units", "large_units", "growing"):
        frame = subset(name)
        suffix = ",where=age=80+" if name == "small_units" else ""
        out[name] = {f"cluster={c}{suffix}": case(frame, labels(frame), c)
                     for c in (("unit", "kad") if "kad" in frame else ("unit",))}
        first = next(iter(out[name].values()))
        print(f"  sun-abraham {name}: {first['overall']}")
    # An unbalanced panel: the same large_units without a scattered 5 % of its rows (index within the file).
    frame = subset("large_units")
    frame = frame[(frame.index * 7919) % 20 != 2]
    out["large_units"]["cluster=unit,without rows where index*7919%20==2"] = case(frame, labels(frame))
    return out
