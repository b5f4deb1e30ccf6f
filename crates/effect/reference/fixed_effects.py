"""Two-way fixed effects and event study, Poisson and linear, by pyfixest (fixest's conventions).

CRV1 = sandwich * G/(G-1) * (N-1)/(N-K); unit effects nested in the cluster do not count in K (k_fixef="nonnested").
CRV3 = cluster jackknife (G-1)/G * sum (b_g - b)(b_g - b)'. Singletons kept (fixef_rm="none").
With `age`, the effects are unit x age and period x age. Event time is binned by floor(months / width),
the bin before opening (-1) is the reference and never treated units have no bin.
Wald: W = b' V^-1 b over all bins before -1, chi2 with q degrees of freedom; F = W / q.
"""

import numpy as np
import pyfixest as pf
from scipy.stats import chi2

from panels import load

TIGHT = dict(fixef_rm="none", demeaner=pf.MapDemeaner(fixef_tol=1e-13))
SOURCE = {"package": "pyfixest", "version": pf.__version__, "formula": "feols / fepois, CRV1 nonnested, CRV3"}


def effects(frame):
    return "u^age + t^age" if "age" in frame else "u + t"


def run(frame, outcome, right, family, weights, cluster, kind):
    formula = f"{outcome} ~ {right} | {effects(frame)}"
    vcov = {kind: cluster}
    if family == "poisson":
        offset = "logpop" if "logpop" in frame else None
        return pf.fepois(formula, frame, vcov=vcov, offset=offset, weights=weights, iwls_tol=1e-13, iwls_maxiter=100, **TIGHT)
    return pf.feols(formula, frame, vcov=vcov, weights=weights, **TIGHT)


def table(frame, outcome, right, family, weights, cluster, jackknife=True):
    fit = run(frame, outcome, right, family, weights, cluster, "CRV1")
    out = {"_source": SOURCE, "_rows": int(fit._N), "_clusters": int(frame[cluster].nunique())}
    names = list(fit._coefnames)
    se3 = [None] * len(names)
    if jackknife:
        se3 = run(frame, outcome, right, family, weights, cluster, "CRV3").se().to_numpy()
    for name, b, s, s3 in zip(names, fit.coef().to_numpy(), fit.se().to_numpy(), se3):
        out[name] = {"estimate": b, "se_crv1": s, **({"se_crv3": s3} if s3 is not None else {})}
    return out, fit


def twfe():
    out = {}
    for name in ("castle", "small_units", "large_units", "growing"):
        frame = load(name)
        frame["late"] = ((frame.g >= 0) & (frame.e >= (2 if name == "castle" else 12))).astype(int)
        res = out[name] = {}
        count = "homicide_rate" if name == "castle" else "outcome"
        weight = "weight_pop" if name == "castle" else "population"
        clusters = ["unit", "kad"] if "kad" in frame else ["unit"]
        for cluster in clusters:
            for family, y in (("linear", "outcome"), ("poisson", count)):
                for w in (None, weight):
                    if w and family == "poisson" and name != "castle":
                        continue
                    for right in ("d", "d + late"):
                        label = f"family={family},outcome={y},weights={w},cluster={cluster},terms={right}"
                        res[label], _ = table(frame, y, right, family, w, cluster)
    return out


def event_study():
    out = {}
    widths = {"castle": [1], "small_units": [3, 12], "large_units": [12], "growing": [3, 12]}
    for name, list_of_widths in widths.items():
        frame = load(name)
        count = "homicide_rate" if name == "castle" else "outcome"
        res = out[name] = {}
        for width in list_of_widths:
            frame["bin"] = np.where(frame.g >= 0, np.floor_divide(frame.t - frame.g, width), -1)
            for family, y in (("linear", "outcome"), ("poisson", count)):
                for weights in (None, "weight_pop") if name == "castle" else (None,):
                    label = f"family={family},outcome={y},weights={weights},cluster=unit,width={width}"
                    rows, fit = table(frame, y, "i(bin, ref=-1)", family, weights, "unit", jackknife=False)
                    clean = {}
                    for key, row in rows.items():
                        clean[key if key.startswith("_") else f"event:{int(float(key.split('::')[1].rstrip(']')))}"] = row
                    pre = [j for j, k in enumerate(fit._coefnames) if float(k.split("::")[1].rstrip("]")) < -1]
                    b, v = fit.coef().to_numpy()[pre], fit._vcov[np.ix_(pre, pre)]
                    q = len(pre)
                    if q < clean["_clusters"] - 1 and np.linalg.cond(v) < 1e12:
                        w = float(b @ np.linalg.solve(v, b))
                        clean["_wald"] = {"wald": w, "df": q, "p_chi2": float(chi2.sf(w, q)), "f": w / q}
                    res[label] = clean
    return out
