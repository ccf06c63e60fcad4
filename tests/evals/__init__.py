"""How good it is on the development data; skipped where ../shared is not beside the checkout."""
