"""Reports for those who can act: figures first, then blocks, then a notebook, then one file to send."""
