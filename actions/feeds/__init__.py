"""Outages as other systems report them: read, judged, taken in order, and missed when silent."""
