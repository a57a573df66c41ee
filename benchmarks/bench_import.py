"""What does `import vsm_toolkit` cost in a fresh process, and what the first figures, beside importing pandas?

python benchmarks/bench_import.py [--rounds 15]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

NAME = "import"
ROOT = Path(__file__).resolve().parent.parent
FIRST_FIGURES = "vsm_toolkit.map_metrics(vsm_toolkit.lantern())"
FIRST_ARRAYS = "from vsm_toolkit.ensembles import ensemble_metrics"
WAYS = {
    "import pandas": "import pandas",
    "import networkx": "import networkx",
    "import numpy": "import numpy",
    "import vsm_toolkit": "import vsm_toolkit",
    "import vsm_toolkit and the first figures": f"import vsm_toolkit; {FIRST_FIGURES}",
    "import vsm_toolkit.ensembles": FIRST_ARRAYS,
}
TIMED = "import time; started = time.perf_counter(); {code}; print(time.perf_counter() - started)"


def milliseconds(code: str) -> float:
    """Time a line of code in a fresh process, the interpreter's own start left out."""
    command = [sys.executable, "-c", TIMED.format(code=code)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(answer.stdout) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="*", help=f"names of the benchmarks to run; this one is {NAME}")
    parser.add_argument("--rounds", type=int, default=9)
    options, _ = parser.parse_known_args()
    if options.only and NAME not in options.only:
        return
    taken: dict[str, list[float]] = {name: [] for name in WAYS}
    for code in WAYS.values():  # once unmeasured: bytecode and file cache
        milliseconds(code)
    for _ in range(options.rounds):
        for name, code in WAYS.items():
            taken[name].append(milliseconds(code))
    medians = {name: statistics.median(each) for name, each in taken.items()}
    print(f"\nIn a fresh process, median of {options.rounds}\n  {'':46} {'ms':>9} {'times faster':>14}")
    for name, each in medians.items():
        print(f"  {name:46} {each:9.2f} {medians['import pandas'] / each:14,.1f}")


if __name__ == "__main__":
    main()
