"""Everything that comes in, one package per visitor. What they share, and how a door is written: ``doors/shared``."""
