"""The autoencoder laboratory: small lessons on what a network keeps of a picture when it may keep only little."""
