"""Pictures of a value stream, one per file: Altair charts that need no network, each with its content in words."""
