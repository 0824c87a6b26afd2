"""Parts of the Rasa pipeline that are ours. They run in Rasa's environment only."""
