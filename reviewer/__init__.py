"""Literature review with proof."""
