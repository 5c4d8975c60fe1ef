"""What flies and what it measures: missions, instruments, element sets; facts in data/*.toml, each row with source and date."""
