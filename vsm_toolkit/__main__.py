"""``python -m vsm_toolkit`` is the command ``vsm``."""

from vsm_toolkit.cli import main

main()
