"""The blocks of the team report, one module each; every module has one function, ``write_block``."""
