"""What another target would have meant for cases that have been: "three days for potholes: how many missed?". Pure."""

from backend.catalogue.simulator.decisions import HeldTo, InRow, Simulated, simulate_held, simulate_target
from backend.catalogue.simulator.lives import Lived

__all__ = ["HeldTo", "InRow", "Lived", "Simulated", "simulate_held", "simulate_target"]
