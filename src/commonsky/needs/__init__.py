"""What is asked of observation: requirements with their levels, and a country's needs; facts in data/*.toml."""
