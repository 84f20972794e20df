"""Colours that stay readable on paper, in grey and for colour-blind readers, by measured contrast."""

from __future__ import annotations

from matplotlib.colors import to_hex, to_rgb

INK = "#1A1A1A"
QUIET = "#5A5A5A"
RULE = "#9A9A9A"
PAPER = "#FFFFFF"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Black or white, whichever reads better on ``ground``; their contrast is never below 4.5."""
    return max("#000000", "#FFFFFF", key=lambda ink: contrast(ink, ground))


def tint(colour: str, share: float) -> str:
    """``colour`` thinned with white: 0 is white, 1 the colour itself."""
    red, green, blue = (1 - share * (1 - channel) for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def stroke(colour: str) -> str:
    """``colour``, darkened as far as a thin line on white needs: a contrast of 3 or more."""
    channels = to_rgb(colour)
    while contrast(to_hex(channels), PAPER) < 3:
        channels = (channels[0] * 0.96, channels[1] * 0.96, channels[2] * 0.96)
    return to_hex(channels)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
