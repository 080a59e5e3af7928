"""What keeps the pipeline going for months: who is polled now, what is sent now, and the heart."""
