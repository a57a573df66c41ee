"""Files in and out: the engagement folder, and spreadsheets as a way in and a way out."""
