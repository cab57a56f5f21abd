"""Trainings packed for a machine that is lent for minutes: everything it needs, and one command on it."""
