"""What is seen of a restoration before and after it has run, and how far it can be trusted."""
