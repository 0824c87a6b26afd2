"""What customers bring: complaints, faults, dangers, claims; one matter from first word to survey."""
