"""What another target would have meant for cases that have been: "three days for potholes: how many missed?". Pure."""

from backend.catalogue.simulator.decisions import Lived, Simulated, simulate_target

__all__ = ["Lived", "Simulated", "simulate_target"]
