"""How it looks: colours, sizes, icons."""
