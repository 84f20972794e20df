"""What changed in a figure: which of its words, and how much of the picture and where.

Of each PNG a small picture is kept with what was accepted, so that a difference can be measured and shown where only
hashes would say that there is one.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree
from matplotlib.image import imread, imsave

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]  # height × width × 3, 0 to 255

# A figure of 300 dpi is kept with 75; a digit of a label is still some pixels wide and high.
_REDUCED = 4
# Colours are kept in 16 steps each; a pixel has changed when one of them differs by more than two steps.
_STEP = 17
_CHANGED = 2 * _STEP
# Edges that are drawn a little otherwise by another processor stay below this share of the pixels.
LITTLE = 0.001
_RED = (200, 0, 0)
_FAINT = 0.3


@dataclass(frozen=True)
class PictureDifference:
    """How a picture differs from the one that was accepted.

    Attributes:
        share: Share of the pixels that changed, 0 to 1.
        says: The same for a person, and where they lie.
        image: PNG: what was, what is, and what is with the changed pixels in red, one below the other; empty where
            the two are not of one size.
    """

    share: float
    says: str
    image: bytes


def reduced(path: Path) -> Picture:
    """A PNG at a quarter of its size, on white."""
    drawn = np.asarray(imread(path), dtype=np.float64)
    if drawn.ndim == 2:  # shades of grey
        drawn = np.stack([drawn] * 3, axis=-1)
    colours = drawn[..., :3] * drawn[..., 3:] + (1 - drawn[..., 3:]) if drawn.shape[-1] == 4 else drawn[..., :3]
    height, width = (size // _REDUCED * _REDUCED for size in colours.shape[:2])
    blocks = colours[:height, :width].reshape(height // _REDUCED, _REDUCED, width // _REDUCED, _REDUCED, 3)
    steps: Picture = (np.round(np.clip(blocks.mean(axis=(1, 3)), 0, 1) * 255 / _STEP) * _STEP).astype(np.uint8)
    return steps


def read_small(path: Path) -> Picture:
    """A picture that :func:`to_png` wrote."""
    return np.round(np.asarray(imread(path), dtype=np.float64)[..., :3] * 255).astype(np.uint8)


def to_png(picture: Picture) -> bytes:
    """A picture as a PNG without a trace of what wrote it."""
    buffer = io.BytesIO()
    no_trace: dict[str, Any] = {"Software": None}
    imsave(buffer, picture, format="png", metadata=no_trace, pil_kwargs={"optimize": True})
    return buffer.getvalue()


def difference(before: Picture, after: Picture) -> PictureDifference | None:
    """How two pictures differ; None where no pixel changed to the eye."""
    if before.shape != after.shape:
        (old_height, old_width), (height, width) = before.shape[:2], after.shape[:2]
        sizes = f"was {old_width * _REDUCED} × {old_height * _REDUCED} pixels and is"
        return PictureDifference(1.0, f"{sizes} {width * _REDUCED} × {height * _REDUCED}", b"")
    apart: NDArray[np.int16] = np.abs(before.astype(np.int16) - after.astype(np.int16))
    changed = apart.max(axis=-1) > _CHANGED
    if not changed.any():
        return None
    share = float(changed.mean())
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    across = _between(columns, changed.shape[1])
    down = _between(rows, changed.shape[0])
    says = f"{max(share, 0.0001):.2%} of the pixels changed, between {across} of the width and {down} of the height"
    marked = (255 - (255 - after.astype(np.float64)) * _FAINT).astype(np.uint8)
    marked[changed] = _RED
    return PictureDifference(share, says, to_png(np.vstack([before, after, marked])))


def word_differences(before: bytes, after: bytes) -> list[str]:
    """The words of a drawing (SVG) that are gone or new."""
    old, new = _words(before), _words(after)
    return [
        *(f"the words '{text}' are gone" for text in sorted((old - new).elements())),
        *(f"the words '{text}' are new" for text in sorted((new - old).elements())),
    ]


def _words(svg: bytes) -> Counter[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError:
        return Counter(["(not a drawing that can be read)"])
    return Counter("".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text"))


def _between(places: NDArray[np.intp], size: int) -> str:
    return f"{places[0] / size:.0%} and {(places[-1] + 1) / size:.0%}"
