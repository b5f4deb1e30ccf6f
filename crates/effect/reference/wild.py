"""Restricted wild cluster bootstrap of the two-way term, by brute force: every draw is a full least-squares refit.

y = unit + period + b*d; under b = 0 residuals times v_g (Webb's six points, or +-1), refit with everything, t with the
clustered error (no small-sample factor: it cancels). p = (1 + #{|t*| >= |t|}) / (1 + draws).
"""

import numpy as np
import pandas as pd

from panels import load

WEBB = np.array([1.5**0.5, 1, 0.5**0.5, -(0.5**0.5), -1, -(1.5**0.5)])


def case(name, draws=20000, seed=1):
    frame = load(name)
    y = frame.outcome.to_numpy(float)
    d = frame.d.to_numpy(float)
    u = pd.get_dummies(frame.u).to_numpy(float)
    t = pd.get_dummies(frame.t).to_numpy(float)[:, 1:]
    z = np.column_stack([u, t])
    q, _ = np.linalg.qr(z)
    resid = lambda a: a - q @ (q.T @ a)
    x = resid(d)
    g = pd.Categorical(frame.unit).codes
    G = g.max() + 1
    ind = np.zeros((G, len(y)))
    ind[g, np.arange(len(y))] = 1

    def tstat(ys):
        m = resid(ys)
        b = x @ m / (x @ x)
        e = m - np.multiply.outer(x, b) if m.ndim > 1 else m - x * b
        s = ind @ (x[:, None] * e if m.ndim > 1 else x * e)
        return b * (x @ x) / np.sqrt((s**2).sum(axis=0))

    restricted = resid(y)
    fitted = y - restricted
    real = abs(tstat(y))
    rng = np.random.default_rng(seed)
    far = 0
    for _ in range(draws // 500):
        v = WEBB[rng.integers(0, 6, (G, 500))] if G < 12 else rng.choice([-1.0, 1.0], (G, 500))
        ys = fitted[:, None] + restricted[:, None] * v[g]
        far += (abs(tstat(ys)) >= real * (1 - 1e-10)).sum()
    return {"p": (1 + int(far)) / (1 + draws), "t": float(real), "draws": draws, "clusters": int(G)}


def all_cases():
    out = {name: case(name) for name in ("castle", "large_units", "growing")}
    out["_source"] = {"package": "numpy", "version": np.__version__, "formula": "full refits, see wild.py"}
    return out
