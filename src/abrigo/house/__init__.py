"""The wiring: settings, addresses, headers, start-up checks and commands."""
