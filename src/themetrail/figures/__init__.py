"""The paper's figures, each drawn from the small table that stands beside it as CSV."""
