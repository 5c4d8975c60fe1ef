"""Documents for people: the Space for Development Profile as page, data and tables."""
