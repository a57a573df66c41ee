"""Notebooks run in forks of a process that has everything imported already, with the outputs a fresh kernel gives."""

# papermill imports the engines it finds while it is itself being imported, so it has to come first.
import papermill  # noqa: F401
