"""What outlives the program: settings, presets, recent photos, speeds, the session."""
