"""The mosaic process: everybody's small picture decoded, put side by side, encoded once. It never meets the network."""
