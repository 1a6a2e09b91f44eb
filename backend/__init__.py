"""Lagat's backend. Read it from the bottom, ``foundation`` first: it tells the story of a fault."""
