"""The generator of the shipped delta layers; a developer runs it, planseam never imports it."""
