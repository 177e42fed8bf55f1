"""`manage.py bench [NAME] [--json]`: the published tables with their targets and peers."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys

import benchmarks

HELPERS = {"command"}
NEED_A_PATH = {"answers", "coverage", "truth"}  # run only by name


def tables() -> list[str]:
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    return sorted(set(found) - HELPERS)


def main(argv: list[str]) -> int:
    """Run one table or all; every module has run(arguments) giving rows of dicts."""
    parser = argparse.ArgumentParser(prog="manage.py bench", description="运行性能对照表")
    parser.add_argument("name", nargs="?", choices=tables(), help="哪一张，不填为全部")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options, rest = parser.parse_known_args(argv)
    names = [options.name] if options.name else [n for n in tables() if n not in NEED_A_PATH]
    results = {name: run_one(name, rest) for name in names}
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1, default=str))
    else:
        for name, rows in results.items():
            print_table(name, rows)
    return int(any(row.get("failed") for rows in results.values() for row in rows))


def run_one(name: str, arguments: list[str]) -> list[dict]:
    module = importlib.import_module(f"benchmarks.{name}")
    wants = getattr(module.run, "__code__", None)
    return module.run(arguments) if wants and wants.co_argcount else module.run()


def print_table(name: str, rows: list[dict]) -> None:
    print(f"\n{name}")
    columns = list(dict.fromkeys(key for row in rows for key in row))
    texts = [[shown(row.get(column)) for column in columns] for row in rows]
    widths = [
        max([len(column), *(len(text[i]) for text in texts)]) for i, column in enumerate(columns)
    ]
    for line in [columns, *texts]:
        sys.stdout.write(
            "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
            + "\n"
        )


def shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
