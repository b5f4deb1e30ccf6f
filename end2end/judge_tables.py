#!/usr/bin/env python3
"""Every table of a running KADpuls, read by other people's programs: openpyxl and LibreOffice.

    python3 end2end/judge_tables.py http://127.0.0.1:3000 [--query 'fra=2025-01-01&til=2025-12-31' ...]

Wants openpyxl; with `soffice` in the path each workbook is also opened and written as CSV by LibreOffice, and with
`pdftotext` every chart's PDF is held against its title. Numbers of workbook, CSV for Excel, CSV for programs and JSON
must agree to the last digit shown; no cell may be a formula, not even one whose text looks like one. Reads without
signing in: a demo, or a database without accounts on this machine. Exit status 1 where something disagrees.
"""

import argparse
import csv
import datetime
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import openpyxl


def fetched(url):
    """The body, or None where the view doesn't have the table."""
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


def shown(value, plain, unit):
    """A workbook's cell as the CSV for programs writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()[: len(plain)]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        decimals = len(plain.partition(".")[2])
        return f"{value * (100 if unit == '%' else 1):.{decimals}f}"
    return str(value)


def unguarded(text):
    """Without the apostrophe that keeps a text from being a formula."""
    rest = text[1:] if text.startswith("'") else text
    looks = re.match(r"^'*[ \u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]", rest)
    return rest if text.startswith("'") and looks else text


class Judge:
    def __init__(self, base, folder):
        self.base, self.folder = base, folder
        self.office = shutil.which("soffice")
        self.pdf = shutil.which("pdftotext")
        self.cells = self.tables = self.pdfs = self.by_office = 0
        self.faults = []

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def table(self, table, query):
        address = lambda ending: f"{self.base}/tabell/{table}.{ending}{'&' if '?' in ending else '?'}{query}"
        body = fetched(address("json"))
        if body is None:
            return False
        read = json.loads(body)
        units = [column["enhet"] for column in read["kolonner"]]
        kinds = [column["type"] for column in read["kolonner"]]
        plain = list(csv.reader(io.StringIO(fetched(address("csv?format=enkel")).decode("utf-8"))))[1:]
        excel = fetched(address("csv")).decode("utf-8-sig")
        excel = list(csv.reader(io.StringIO(excel), delimiter=";"))[1 : len(plain) + 1]
        workbook = fetched(address("xlsx"))
        file = self.folder / f"{table}.xlsx"
        file.write_bytes(workbook)
        book = openpyxl.load_workbook(file)
        sheet = book["Tabell"]
        rows = list(sheet.iter_rows(min_row=2))
        about = {row[0].value for row in book["Om tabellen"].iter_rows()}
        for wanted in ("Program", "Definisjonsutgave", "Dataversjon", "Kortkode", "Periode", "Kilde"):
            if wanted not in about:
                self.fault(table, f"the sheet Om tabellen has no {wanted}")
        if not len(rows) == len(plain) == len(excel) == len(read["rader"]):
            self.fault(table, f"{len(rows)}, {len(plain)}, {len(excel)}, {len(read['rader'])} rows")
        for r, (cells, fields, norway, values) in enumerate(zip(rows, plain, excel, read["rader"])):
            for c, field in enumerate(fields):
                where = f"{table}, row {r + 1}, column {c + 1}"
                cell = cells[c] if c < len(cells) else None
                self.cells += 1
                if cell is not None and cell.data_type == "f":
                    self.fault(where, "a formula")
                found = shown(cell.value if cell is not None else None, field, units[c])
                if found != unguarded(field):
                    self.fault(where, f"workbook {found!r}, CSV {field!r}")
                number = kinds[c] in ("tall", "antall")
                other = norway[c].replace(",", ".") if number else norway[c]
                if number and other != field:
                    self.fault(where, f"CSV for Excel {norway[c]!r}, for programs {field!r}")
                value = values[c]
                if isinstance(value, (int, float)) and number and float(field) != float(value):
                    self.fault(where, f"JSON {value!r}, CSV {field!r}")
                if value is None and field not in (":", "..", ""):
                    self.fault(where, f"JSON null, CSV {field!r}")
        self.tables += 1
        if self.office:
            self.opened(file, table, plain, kinds, units)
        if self.pdf:
            self.printed(table, query)
        return True

    def opened(self, file, table, plain, kinds, units):
        """The workbook as LibreOffice reads it: its first sheet as CSV with the values as they are stored."""
        # 44,34,76,1: comma, quote, UTF-8, from line 1; the last but one says values as they are, not as formatted.
        convert = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false"
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        command = [self.office, profile, "--headless", "--convert-to", convert, "--outdir", str(self.folder), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        text = file.with_suffix(".csv").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))[1:]
        if len(rows) < len(plain):
            self.fault(table, f"LibreOffice reads {len(rows)} rows of {len(plain)}")
        for r, (found, fields) in enumerate(zip(rows, plain)):
            for c, field in enumerate(fields):
                if kinds[c] not in ("tall", "antall") or field in (":", "..", ""):
                    continue
                self.by_office += 1
                # It writes what is formatted as percent with its sign.
                text, sign, _ = found[c].partition("%")
                value = float(text) * (100 if units[c] == "%" and not sign else 1)
                decimals = len(field.partition(".")[2])
                if f"{value:.{decimals}f}" != field:
                    self.fault(f"{table}, row {r + 1}, column {c + 1}", f"LibreOffice {found[c]!r}, CSV {field!r}")

    def printed(self, table, query):
        body = fetched(f"{self.base}/diagram/{table}.pdf?{query}")
        if body is None:
            return
        file = self.folder / f"{table}.pdf"
        file.write_bytes(body)
        words = subprocess.run([self.pdf, str(file), "-"], check=True, capture_output=True).stdout.decode("utf-8")
        squeezed = re.sub(r"\s", "", words)
        if "Kortkode" not in squeezed or "definisjoner" not in squeezed:
            self.fault(table, "the PDF says neither code nor edition")
        self.pdfs += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--query", action="append", help="views that are tried for each table, in turn")
    arguments = parser.parse_args()
    unknown = urllib.request.Request(f"{arguments.base}/tabell/finnes-ikke.csv")
    try:
        urllib.request.urlopen(unknown)
        sys.exit("expected a list of tables")
    except urllib.error.HTTPError as error:
        listed = error.read().decode("utf-8")
    tables = re.findall(r"[a-z0-9-]+", listed.split("Tabellene er:")[1])
    queries = arguments.query or ["", "helseforetak=akershus", "enhet=DEMO-001", "kommune=3201"]
    absent = []
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(arguments.base.rstrip("/"), pathlib.Path(folder))
        for table in tables:
            if not any(judge.table(table, query) for query in queries):
                absent.append(table)
    print(f"{judge.tables} tables, {judge.cells} cells by openpyxl, {judge.by_office} numbers by LibreOffice, {judge.pdfs} PDFs")
    if absent:
        print("in none of the views:", ", ".join(absent))
    for fault in judge.faults[:100]:
        print(fault)
    print(f"{len(judge.faults)} disagreements")
    sys.exit(1 if judge.faults or absent else 0)


if __name__ == "__main__":
    main()
