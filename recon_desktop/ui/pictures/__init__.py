"""Arrays as Qt draws them."""
