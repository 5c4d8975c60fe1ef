"""Who needs what, who does what about it, and when: assessments, actions, offers, matching, merging, roadmap. Pure values and rules."""
