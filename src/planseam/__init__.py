"""planseam: a linter for plans that meet at a border."""
