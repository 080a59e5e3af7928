"""Rules, alerts and their delivery; imports nothing of monitor."""
