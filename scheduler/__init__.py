"""The ticks: each asks what is due and calls one function of actions/."""
