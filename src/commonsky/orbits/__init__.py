"""Elements to positions, and the Sun. SGP4 is the one propagator; a nominal orbit becomes mean elements first."""
