"""How a spreadsheet is read and written; :mod:`vsm_toolkit.io.step_sheet` is the door to it."""
