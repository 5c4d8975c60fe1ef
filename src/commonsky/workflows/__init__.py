"""One verb per user story: the only place that joins rooms."""
