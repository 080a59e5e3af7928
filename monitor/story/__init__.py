"""Stories: which articles tell of one event, what each adds, where they disagree."""
