"""The suite: mirrors portal/; start with tests/journeys to learn the product."""
