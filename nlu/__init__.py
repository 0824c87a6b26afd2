"""Understanding what a customer wrote: Rasa's model server, its client and the keyword engine.

Imported by both environments (the service's and Rasa's own), so this file imports nothing.
"""
