"""The only room that moves geometry: numbered steps, each counting what it changed."""
