"""What the utility does. No Telegram, no HTTP, no SQL in here."""
