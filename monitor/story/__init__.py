"""What a story is told to be: what is new in an article, and where figures disagree."""
