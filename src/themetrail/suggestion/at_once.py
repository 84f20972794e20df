"""Parts of a computation done at once, by copies of this process; how many there are makes no difference."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Part = TypeVar("Part")
Result = TypeVar("Result")
_work: Callable[[Any], Any] | None = None


def each(work: Callable[[Part], Result], parts: Sequence[Part], processes: int) -> list[Result]:
    """What some work makes of each part, in the order of the parts.

    A copy of this process sees all that this one holds, at no cost, and hands back what it makes; what the work changes
    elsewhere is lost. Where a process cannot be copied safely (elsewhere than on Linux), the parts are done one by one.

    Args:
        work: What is done.
        parts: What it is done to.
        processes: How many are done at once, at the most.
    """
    global _work  # noqa: PLW0603 - a copy of the process finds it here; it cannot be sent
    if processes < 2 or len(parts) < 2 or sys.platform != "linux":
        return [work(part) for part in parts]
    _work = work
    try:
        with ProcessPoolExecutor(min(processes, len(parts)), multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_do, parts))
    finally:
        _work = None


def _do(part: Any) -> Any:
    return cast("Callable[[Any], Any]", _work)(part)
