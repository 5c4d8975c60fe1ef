"""Who sees which cell when: passes as events, and what is read off them."""
