"""Whether there is power: notices, alerts, look-ups, broadcasts, reliability."""
