"""The practice municipality: people, units, contracts, bodies and rules made up for Ängsby, and lent to a replay.

Everything here is data a real municipality enters for itself; nothing in the code depends on it.
"""

from backend.practice.furnishing import furnish_municipality
from backend.practice.people import PEOPLE, PracticePerson
from backend.practice.seeding import PRACTICE_CODE, seed_practice

__all__ = ["PEOPLE", "PRACTICE_CODE", "PracticePerson", "furnish_municipality", "seed_practice"]
