"""The handoff game: work passes through roles in batches, then in smaller ones, then with fewer handoffs.

Plain data and plain functions: the clock is handed in, and nothing here knows a notebook or a widget.
"""
