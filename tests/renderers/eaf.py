"""ELAN's .eaf: a tier for each speaker, slots of time in order, a child tier with the first speaker's words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renderers.spoken import Turn


def render(turns: Sequence[Turn], author: str = "A transcriber", media: str = "session.wav") -> bytes:
    """The file; the tiers are in the order in which their speakers first speak."""
    slots, tiers = [], {label: [] for label, *_ in turns}
    for number, (label, text, start_s, end_s) in enumerate(turns, 1):
        names = [f"ts{2 * number - 1}", f"ts{2 * number}"]
        for name, seconds in zip(names, (start_s, end_s), strict=True):
            slots.append(f'<TIME_SLOT TIME_SLOT_ID="{name}" TIME_VALUE="{round(seconds * 1000)}"/>')
        tiers[label].append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="{names[0]}" '
            f'TIME_SLOT_REF2="{names[1]}"><ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    body = [
        f"<TIER TIER_ID={quoteattr(f'{label}-speech')} PARTICIPANT={quoteattr(label)} ANNOTATOR={quoteattr(author)} "
        f'LINGUISTIC_TYPE_REF="speech">{"".join(annotations)}</TIER>'
        for label, annotations in tiers.items()
    ]
    words = turns[0][1].split() if turns else []
    child = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="w{number}" ANNOTATION_REF="a1"><ANNOTATION_VALUE>{escape(word)}'
        "</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for number, word in enumerate(words, 1)
    )
    body.append(
        f'<TIER TIER_ID="words" PARENT_REF={quoteattr(f"{next(iter(tiers), str())}-speech")} '
        f'LINGUISTIC_TYPE_REF="words">{child}</TIER>'
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<ANNOTATION_DOCUMENT AUTHOR={quoteattr(author)} DATE="2024-03-12T10:00:00+00:00" FORMAT="3.0" '
            'VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">',
            f'<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL={quoteattr(f"file:///{media}")}'
            ' MIME_TYPE="audio/x-wav"/></HEADER>',
            "<TIME_ORDER>",
            *slots,
            "</TIME_ORDER>",
            *body,
            "</ANNOTATION_DOCUMENT>",
            "",
        ]
    ).encode()
