"""Running models on photos: what is known of them, exact tiling, the restorer, and what is measured with it."""
