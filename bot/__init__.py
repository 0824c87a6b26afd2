"""The edge to Telegram: the only package that imports `telegram`."""
