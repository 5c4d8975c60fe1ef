"""Countries, equal-area cells and people; facts in data/. Boundaries are de facto and imply no opinion on any status."""
