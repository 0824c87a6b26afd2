"""How a conversation goes on: language, forms in the middle, corrections, doubt."""
