"""How a contract usually is, for what is not said of a new one."""

from typing import Any

from backend.responsibility import OrderMode

NEW_CONTRACT: dict[str, Any] = {
    "order_mode": OrderMode.WITHIN_PRICE,
    "accept_within_hours": 8,
    "may_decline": True,
    "approves_by_rule": True,
    "warranty_days": 14,
    "pauses": [],
    "orders_an_hour": 200,
    "acute_orders_an_hour": 30,
    "sample_percent": 10,
    "frame_used_kr": 0,
}
