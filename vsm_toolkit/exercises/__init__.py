"""Self-checking exercises: data, tasks whose answers the engine computes, hints and misconceptions known by name."""
