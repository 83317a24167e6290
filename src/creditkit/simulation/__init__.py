"""Simulation: what policies would have done on past days, each judged by its own past."""

from creditkit.simulation._days import month_ends
from creditkit.simulation._look import Asked, Look
from creditkit.simulation._simulate import OrdersMode, simulate
from creditkit.simulation._simulation import Simulation

__all__ = ["Asked", "Look", "OrdersMode", "Simulation", "month_ends", "simulate"]
