"""Values that every room shares: errors, registry, units, time, places, variables, elements. Imports nothing of ours."""
