"""Coverage-guided fuzzing of one reader: arguments READER SECONDS; needs the dependency group ``fuzz``.

Ends with 0 when nothing but errors of ours was raised; otherwise the input that did it lies in the folder it names.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main(reader: str, seconds: int) -> None:
    """Fuzz for so many seconds."""
    import atheris  # here, because everything else in this folder is collected without it

    with atheris.instrument_imports(include=["vsm_toolkit", "tomllib"], enable_loader_override=False):
        from tests.faults.hostile_inputs import WORDS, complaint, good_files
    place = Path(tempfile.mkdtemp(prefix="vsm-fuzz-"))
    (place / "corpus").mkdir()
    for number, good in enumerate(good_files(reader)):
        (place / "corpus" / f"good-{number}").write_bytes(good)
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS if 0 < len(word) < 60)
    words = "".join(f'"{word}"\n' for word in escaped)
    (place / "words").write_text(words, encoding="ascii")

    def check(content: bytes) -> None:
        wrong = complaint(reader, content)
        if wrong:
            raise AssertionError(wrong)

    options = [
        f"-max_total_time={seconds}",
        "-max_len=60000",
        "-timeout=20",
        "-rss_limit_mb=1500",
        "-print_final_stats=1",
    ]
    found = [f"-dict={place / 'words'}", f"-artifact_prefix={place}/", str(place / "corpus")]
    atheris.Setup([sys.argv[0], *options, *found], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
