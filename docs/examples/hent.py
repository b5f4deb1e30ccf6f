"""Beleggsprosent måned for måned som en liste av rader. Bare standardbiblioteket.

    KADPULS=https://kadpuls.example KADPULS_TOKEN=kadpuls_… python3 hent.py belegg-maaned fra=2024-01-01 til=2024-12-31
"""

import json
import os
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import Request, urlopen

BASE = os.environ.get("KADPULS", "http://127.0.0.1:3000")
TOKEN = os.environ.get("KADPULS_TOKEN", "")


def page(address):
    """Ett svar, og adressen til den neste siden av tabellen (eller None)."""
    headers = {"Accept": "application/json"}
    if TOKEN:
        headers["Authorization"] = f"Bearer {TOKEN}"
    try:
        with urlopen(Request(address, headers=headers), timeout=60) as response:
            links = response.headers.get("Link", "").split(", ")
            onward = [link for link in links if link.endswith('rel="next"')]
            following = urljoin(address, onward[0][1 : onward[0].index(">")]) if onward else None
            return json.load(response), following
    except HTTPError as error:
        # Feil er application/problem+json: «detail» sier hva du kan gjøre.
        sys.exit(f"{error.code}: {json.load(error)['detail']}")


def table(name, **view):
    """Alle rader av en tabell, hver som en dict med kolonnenavnene. None: vises ikke, eller mangler."""
    address, rows = f"{BASE}/api/v1/tabeller/{name}?{urlencode(view)}", []
    while address:
        answer, address = page(address)
        columns = [column["navn"] for column in answer["kolonner"]]
        rows += [dict(zip(columns, row)) for row in answer["rader"]]
    return rows


if __name__ == "__main__":
    name, *view = sys.argv[1:]
    for row in table(name, **dict(option.split("=", 1) for option in view)):
        print(json.dumps(row, ensure_ascii=False))
