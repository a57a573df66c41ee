"""Self-checking exercises: stories with data, tasks whose answers the engine computes, hints and named misconceptions."""
