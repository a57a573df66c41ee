"""The program roll-up: what no single team can see, from the reports that teams agreed to share."""
