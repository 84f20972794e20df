"""The codebook: codes with definitions, patterns and history, read from ``data/coding/codebook.yaml``."""
