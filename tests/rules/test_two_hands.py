"""No one hand: whatever is tried in whatever order, nothing ends, begins or binds without two people on two machines."""

from hypothesis import HealthCheck, settings
from tests.rules.hands import Hands

TestHands = Hands.TestCase
TestHands.settings = settings(
    max_examples=50, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
