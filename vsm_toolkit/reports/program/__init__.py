"""The program report: its blocks, its figures as data, and the files it is written to."""
