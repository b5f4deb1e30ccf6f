"""Group-time effects (Callaway & Sant'Anna 2021), unconditional, varying base.

Written out in numpy (`att_gt`, `aggregate`), and compared with csdid 0.4.3 and diff-diff 3.13 on every panel; the castle
case also holds R did 2.3.1.907 (castle_r.json). Stored numbers: numpy; the largest differences are stored beside them.

ATT(g,t) = mean_g(Y_t - Y_b) - mean_C(Y_t - Y_b); b = g-1 for t >= g, t-1 before. C: never treated, or (not-yet) never
treated and every other cohort first treated after max(t, b). Influence of unit i (n units in all):
psi_i = n/n_g 1{i in g}(dY_i - mean_g) - n/n_C 1{i in C}(dY_i - mean_C) (weighted: n w_i / sum of w); SE = sqrt(sum over clusters of (sum psi)^2)/n.
simple, dynamic, group, calendar as in did::aggte, with the influence of the estimated cohort shares.
"""

import contextlib
import io
import warnings

import numpy as np
import pandas as pd

from panels import labels, load

SOURCE = {"package": "numpy, formula of Callaway & Sant'Anna (2021)", "version": np.__version__,
          "checked_with": "csdid 0.4.3 ATTgt(est_method='reg', bstrap=False); diff-diff 3.13.0 CallawaySantAnna(estimation_method='reg')",
          "formula": "see reference/group_time.py"}


def wide(frame):
    y = frame.pivot(index="u", columns="t", values="outcome").to_numpy(float)
    g = frame.groupby("u").g.first().to_numpy()
    return y, g


def att_gt(y, g, control, w=None):
    """Cells and influences; `w` weights each unit by its weight in the base period (csdid's default)."""
    n, periods = y.shape
    w = np.ones_like(y) if w is None else w
    cells, influence = [], []
    for c in sorted(set(g[g > 0])):  # cohort 0 is treated from the first period: left out
        treated = g == c
        for t in range(1, periods):
            base = c - 1 if t >= c else t - 1
            if control == "never":
                comparison = g < 0
            else:
                comparison = (g < 0) | ((g > max(t, base)) & ~treated)
            if not comparison.any():
                continue
            dy, p = y[:, t] - y[:, base], w[:, base]
            own, other = treated & ~np.isnan(dy), comparison & ~np.isnan(dy)  # missing: pairwise
            if not own.any() or not other.any():
                continue
            a, b = np.average(dy[own], weights=p[own]), np.average(dy[other], weights=p[other])
            psi = np.zeros(n)
            psi[own] += n * p[own] / p[own].sum() * (dy[own] - a)
            psi[other] -= n * p[other] / p[other].sum() * (dy[other] - b)
            cells.append((c, t, a - b))
            influence.append(psi)
    return cells, np.array(influence)


def se(psi, clusters):
    s = np.bincount(clusters, psi)
    return float(np.sqrt((s**2).sum()) / len(psi))


def weighted(cells, influence, keep, g, w=None):
    """Average over cells `keep` with cohort shares as weights, and its influence (shares are estimated)."""
    w1 = np.ones(len(g)) if w is None else w[:, 0] / w[:, 0].mean()
    c = np.array([cells[k][0] for k in keep])
    att = np.array([cells[k][2] for k in keep])
    p = np.array([(w1 * (g == x)).mean() for x in c])
    q = p / p.sum()
    ind = w1[:, None] * (g[:, None] == c[None, :]) - p[None, :]
    share = ind / p.sum() - ind.sum(1)[:, None] * (p / p.sum() ** 2)[None, :]
    return float(q @ att), q @ influence[keep] + share @ att


def aggregate(cells, influence, g, names, clusters, w=None):
    out = {}

    def put(term, estimate, psi):
        out[term] = {"estimate": float(estimate), "se": se(psi, clusters)}

    def index(test):
        return [k for k, (c, t, _) in enumerate(cells) if test(c, t)]

    for k, (c, t, a) in enumerate(cells):
        put(f"att:{names[c]}:{names[t]}", a, influence[k])
    put("simple", *weighted(cells, influence, index(lambda c, t: t >= c), g, w))
    events = {}
    for e in sorted({t - c for c, t, _ in cells}):
        events[e] = weighted(cells, influence, index(lambda c, t: t - c == e), g, w)
        put(f"event:{e}", *events[e])
    post = [v for e, v in events.items() if e >= 0]
    put("dynamic", np.mean([a for a, _ in post]), np.mean([p for _, p in post], axis=0))
    cohorts, effects, psis = [], [], []
    for c in sorted({c for c, _, _ in cells}):
        k = index(lambda x, t: x == c and t >= c)
        if k:
            cohorts.append(c)
            effects.append(np.mean([cells[j][2] for j in k]))
            psis.append(influence[k].mean(0))
            put(f"group:{names[c]}", effects[-1], psis[-1])
    fake = [(c, 0, a) for c, a in zip(cohorts, effects)]
    put("group", *weighted(fake, np.array(psis), list(range(len(fake))), g, w))
    calendar = []
    for t in sorted({t for c, t, _ in cells if t >= c}):
        calendar.append(weighted(cells, influence, index(lambda c, x: x == t and t >= c), g, w))
        put(f"calendar:{names[t]}", *calendar[-1])
    put("calendar", np.mean([a for a, _ in calendar]), np.mean([p for _, p in calendar], axis=0))
    return out


def csdid(frame, control, names, cluster=None, weights=None):
    from csdid.att_gt import ATTgt

    data = frame.copy()
    data["first"] = np.where(data.g >= 0, data.g + 1, 0)
    data["time"] = data.t + 1
    data["id"] = data.u + 1
    data["kadcode"] = pd.Categorical(data[cluster]).codes if cluster else 0
    fit = ATTgt(yname="outcome", tname="time", idname="id", gname="first", data=data, xformla="outcome~1",
                control_group=["nevertreated" if control == "never" else "notyettreated"],
                clustervar="kadcode" if cluster else None, weights_name=weights)
    fit.fit(est_method="reg", base_period="varying", bstrap=False)
    r = fit.results
    out = {}
    for c, t, a, s in zip(r["group"], r["year"], r["att"], r["se"]):
        out[f"att:{names[int(c) - 1]}:{names[int(t) - 1]}"] = (a, s)
    for kind in ("simple", "dynamic", "group", "calendar"):
        fit.aggte(typec=kind, bstrap=False, cband=False)
        a = fit.atte
        out[kind] = (a["overall_att"], np.asarray(a["overall_se"]).item())
        if kind != "simple":
            prefix = {"dynamic": "event", "group": "group", "calendar": "calendar"}[kind]
            for e, b, s in zip(a["egt"], a["att_egt"], np.asarray(a["se_egt"]).ravel()):
                label = int(e) if kind == "dynamic" else names[int(e) - 1]
                out[f"{prefix}:{label}"] = (b, s)
    return out


def diff_diff(frame, control):
    from diff_diff import CallawaySantAnna

    data = frame.copy()
    data["first"] = np.where(data.g >= 0, data.g + 1, 0)
    data["time"] = data.t + 1
    r = CallawaySantAnna(control_group="never_treated" if control == "never" else "not_yet_treated",
                         estimation_method="reg", base_period="varying").fit(
        data, outcome="outcome", unit="u", time="time", first_treat="first")
    return r


def differences(ours, theirs):
    common = [k for k in ours if k in theirs and theirs[k][0] is not None and np.isfinite(theirs[k][0])]
    est = max(abs(ours[k]["estimate"] - theirs[k][0]) for k in common)
    errors = [(abs(ours[k]["se"] / theirs[k][1] - 1), k) for k in common
              if theirs[k][1] is not None and np.isfinite(theirs[k][1]) and theirs[k][1] > 0]
    return {"terms": len(common), "ours_only": len([k for k in ours if k not in theirs]),
            "estimate": float(est), "se_relative": float(max(errors)[0]), "worst_se": max(errors)[1]}


def agreement(ours, frame, control, names, cluster, weights=None):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            theirs = csdid(frame, control, names, None if cluster == "unit" else cluster, weights)
    except ValueError as refused:  # csdid refuses fewer than five never treated units
        return {"refused": str(refused)}
    return differences(ours, theirs)


def subset(name):
    frame = load(name)
    if "age" in frame:
        frame = frame[frame.age == "80+"]
    return frame.reset_index(drop=True)


def all_cases():
    warnings.simplefilter("ignore")
    out = {}
    for name in ("castle", "small_units", "large_units", "growing"):
        frame = subset(name)
        names = labels(frame)
        y, g = wide(frame)
        res = out[name] = {}
        for control in ("never", "not-yet"):
            cells, influence = att_gt(y, g, control)
            for cluster in ("unit", "kad") if "kad" in frame else ("unit",):
                codes = pd.Categorical(frame.groupby("u")[cluster].first()).codes
                ours = aggregate(cells, influence, g, names, codes)
                label = f"control={control},cluster={cluster}" + (",where=age=80+" if name == "small_units" else "")
                res[label] = {"_source": SOURCE, "_csdid": agreement(ours, frame, control, names, cluster), **ours}
                print(f"  group-time {name} {label}: csdid", res[label]["_csdid"])
            if name == "castle":
                w = frame.pivot(index="u", columns="t", values="weight_pop").to_numpy()
                ours = aggregate(*att_gt(y, g, control, w), g, names, np.arange(len(g)), w)
                check = agreement(ours, frame, control, names, "unit", "weight_pop")
                print(f"  group-time {name} {control} weighted: csdid", check)
                res[f"control={control},cluster=unit,weights=weight_pop"] = {"_source": SOURCE, "_csdid": check, **ours}
            if name == "large_units" and control == "not-yet":
                holes, _ = wide(frame[(frame.index * 7919) % 20 != 2])
                ours = aggregate(*att_gt(holes, g, control), g, names, np.arange(len(g)))
                res[f"control={control},cluster=unit,without rows where index*7919%20==2"] = {
                    "_source": {**SOURCE, "checked_with": "nothing: did drops units with missing periods"}, **ours}
            label = f"control={control},cluster=unit" + (",where=age=80+" if name == "small_units" else "")
            dd = diff_diff(frame, control)
            res[label]["_diff_diff_simple"] = {"estimate": float(dd.overall_att), "se": float(dd.overall_se)}
            print("    diff-diff simple", dd.overall_att, dd.overall_se, "ours", res[label]["simple"])
    return out
