"""Remakes every reference number: `python crates/effect/reference/make.py` (about two minutes).

Needs pyfixest 0.60, csdid 0.4.3, diff-diff 3.13, statsmodels 0.15 (see requirements.txt). The panels in data/ are kept
as they are; `python panels.py` would simulate them again from their seeds.
Layout: expected/TOPIC.json = {case: {options: {term: {estimate, se, ...}, "_source": {...}}}}; keys that start with
an underscore describe the fit. `python make.py its twfe` remakes only those.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

import fixed_effects
import group_time
import imputation
import its
import linear_imputation
import sun_abraham
import wild

TOPICS = {
    "imputation": imputation.all_cases,
    "its": its.all_cases,
    "twfe": fixed_effects.twfe,
    "event_study": fixed_effects.event_study,
    "group_time": group_time.all_cases,
    "sun_abraham": sun_abraham.all_cases,
    "linear_imputation": linear_imputation.all_cases,
    "wild": wild.all_cases,
}


def plain(value):
    """numpy scalars to JSON numbers; NaN is refused because it would hide a failed fit."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (np.floating, float)):
        assert np.isfinite(value), "not a number"
        return float(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def main():
    warnings.simplefilter("ignore")
    folder = Path(__file__).parent / "expected"
    folder.mkdir(exist_ok=True)
    for topic in sys.argv[1:] or TOPICS:
        print(topic)
        text = json.dumps(plain(TOPICS[topic]()), indent=0, ensure_ascii=False)
        (folder / f"{topic}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
