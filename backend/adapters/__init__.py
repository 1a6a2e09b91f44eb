"""The outside world, one module per system. Each implements a port of the feature that needs it."""
