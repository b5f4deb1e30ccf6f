"""Two-way fixed effects and event study, Poisson and linear, in fixest's conventions.

Linear: pyfixest. Poisson: statsmodels GLM with dummies, because pyfixest 0.60.0 stops its weights an iteration early
(standard errors good to about 1e-6) and its CRV3 of fepois forgets the offset in the refits; pyfixest's CRV1 numbers
are stored beside it (`pyfixest`) as a check.
CRV1 = sandwich * G/(G-1) * (N-1)/(N-K); unit effects nested in the cluster do not count in K (k_fixef="nonnested"):
K = terms + levels of the period effects. CRV3 = sum over clusters of (b_g - b)(b_g - b)' of the refits without cluster
g, times the same G/(G-1) * (N-1)/(N-K), as pyfixest has it. Singletons kept (fixef_rm="none").
With `age`, the effects are unit x age and period x age. Event time is binned by floor(months / width),
the bin before opening (-1) is the reference and never treated units have no bin.
Wald: W = b' V^-1 b over all bins before -1, chi2 with q degrees of freedom; F = W / q.
"""

import numpy as np
import pandas as pd
import pyfixest as pf
import statsmodels
import statsmodels.api as sm
from scipy.stats import chi2

from panels import load

TIGHT = dict(fixef_rm="none", demeaner=pf.MapDemeaner(fixef_tol=1e-13))
SOURCE = {"package": "pyfixest", "version": pf.__version__, "formula": "feols / fepois, CRV1 nonnested, CRV3"}


POISSON = {"package": "statsmodels", "version": statsmodels.__version__,
           "formula": "GLM Poisson with dummies; CRV1 and CRV3 in numpy", "checked_with": f"pyfixest {pf.__version__} fepois, CRV1"}


def dummies(values):
    return np.eye(values.nunique())[pd.Categorical(values).codes]


def poisson_glm(frame, outcome, x, weights, start=None):
    """Coefficients of x (first) and of all dummies; every stratum has its own unit and period effects."""
    group = frame["age"] if "age" in frame else pd.Series("", index=frame.index)
    unit = group.astype(str) + frame.u.astype(str)
    period = group.astype(str) + "," + frame.t.astype(str)
    first = frame.groupby(group).t.transform("min") == frame.t  # one period of each stratum is the reference
    z = np.hstack([x, dummies(unit), dummies(period)[:, ~pd.Series(first.to_numpy()).groupby(pd.Categorical(period).codes).first().to_numpy()]])
    w = None if weights is None else frame[weights].to_numpy(float)
    fit = sm.GLM(frame[outcome].to_numpy(float), z, family=sm.families.Poisson(), freq_weights=w,
                 offset=frame["logpop"].to_numpy() if "logpop" in frame else None).fit(
        tol=1e-12, tol_criterion="params", maxiter=300)
    return fit, z, period.nunique()


def poisson_table(frame, outcome, x, names, weights, cluster, jackknife):
    """Estimates, CRV1 and (if asked) CRV3 of the columns x, and the CRV1 matrix."""
    fit, z, levels = poisson_glm(frame, outcome, x, weights)
    w = 1.0 if weights is None else frame[weights].to_numpy(float)
    y = frame[outcome].to_numpy(float)
    bread = np.linalg.inv(z.T @ (z * (w * fit.mu)[:, None]))
    codes = pd.Categorical(frame[cluster]).codes
    scores = np.zeros((codes.max() + 1, z.shape[1]))
    np.add.at(scores, codes, z * (w * (y - fit.mu))[:, None])
    n, k, g = len(frame), x.shape[1] + levels, codes.max() + 1
    factor = g / (g - 1) * (n - 1) / (n - k)
    q = x.shape[1]
    v = (bread @ (scores.T @ scores) @ bread)[:q, :q] * factor
    b = fit.params[:q]
    out = {name: {"estimate": b[j], "se_crv1": np.sqrt(v[j, j])} for j, name in enumerate(names)}
    if jackknife:
        deviations = np.array([poisson_glm(frame[codes != c], outcome, x[codes != c], weights)[0].params[:q] - b
                               for c in range(g)])
        for j, name in enumerate(names):
            out[name]["se_crv3"] = np.sqrt(factor * (deviations[:, j] ** 2).sum())
    return out, b, v


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
    """Terms of `right` with their errors; also coefficients and CRV1 matrix."""
    fit = run(frame, outcome, right, family, weights, cluster, "CRV1")
    out = {"_source": SOURCE if family == "linear" else POISSON, "_rows": int(fit._N), "_clusters": int(frame[cluster].nunique())}
    names = [str(n) for n in fit._coefnames]
    coef, se = fit.coef().to_numpy(), fit.se().to_numpy()
    if family == "linear":
        se3 = run(frame, outcome, right, family, weights, cluster, "CRV3").se().to_numpy() if jackknife else None
        for j, name in enumerate(names):
            out[name] = {"estimate": coef[j], "se_crv1": se[j], **({"se_crv3": se3[j]} if jackknife else {})}
        return out, names, coef, fit._vcov
    if right.startswith("i("):
        x = np.column_stack([frame.bin == float(n.split("::")[1].rstrip("]")) for n in names]).astype(float)
    else:
        x = frame[names].to_numpy(float)
    terms, b, v = poisson_table(frame, outcome, x, names, weights, cluster, jackknife)
    for j, name in enumerate(names):
        terms[name]["pyfixest"] = {"estimate": coef[j], "se_crv1": se[j]}
        assert abs(coef[j] - b[j]) < 1e-7 * max(abs(b[j]), se[j]) and abs(se[j] ** 2 / v[j, j] - 1) < 1e-5
    return {**out, **terms}, names, b, v


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
                        res[label] = table(frame, y, right, family, w, cluster)[0]
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
                    rows, names, b, v = table(frame, y, "i(bin, ref=-1)", family, weights, "unit", jackknife=False)
                    clean = {}
                    for key, row in rows.items():
                        clean[key if key.startswith("_") else f"event:{int(float(key.split('::')[1].rstrip(']')))}"] = row
                    pre = [j for j, k in enumerate(names) if float(k.split("::")[1].rstrip("]")) < -1]
                    b, v = b[pre], v[np.ix_(pre, pre)]
                    q = len(pre)
                    if q < clean["_clusters"] - 1 and np.linalg.cond(v) < 1e12:
                        w = float(b @ np.linalg.solve(v, b))
                        clean["_wald"] = {"wald": w, "df": q, "p_chi2": float(chi2.sf(w, q)), "f": w / q}
                    res[label] = clean
    return out
