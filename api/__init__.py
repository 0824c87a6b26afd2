"""The HTTP API: other systems send outages, web pages and calendars show them."""
