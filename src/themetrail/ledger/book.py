"""One coder's ledger, open: acts are checked, appended and on disk before the call returns, by one writer at a time.

Several windows, or several people who share a folder, may have the same ledger open. Each act is appended under a lock,
after what others appended meanwhile has been read, and only when the writer had seen the session as it now stands.
So nobody overwrites anybody, and nobody decides on what is no longer so.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from themetrail.ledger.acts import FOLDER, Act, issues_of, read_acts
from themetrail.ledger.lock import locked
from themetrail.ledger.repair import repair_torn_row
from themetrail.ledger.ulid import new_ulid
from themetrail.ledger.write import append_rows, refuse_to_append
from themetrail.study.problems import InputError, Problem, stop_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_NO_ROWS_FOLLOW = "Take the file back from git, or save it as CSV UTF-8 with commas; then open the desk again."


class BehindError(Exception):
    """Somebody else appended to the session: what the writer had seen is not how it stands."""


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Nothing of a ledger that is being read is garbage; looking for some takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class Book:
    """The acts of one coder, in order and by session, and the file that they stand in.

    Attributes:
        path: ``decisions/<coder>.csv``; it need not be there yet.
        acts: All acts in ``seq`` order.
        by_id: The same by decision_id.
        by_session: The same by session_id.
        repaired: What was done to a torn last row when the file was opened, or "".
    """

    path: Path
    acts: list[Act] = field(default_factory=list)
    by_id: dict[str, Act] = field(default_factory=dict)
    by_session: dict[str, list[Act]] = field(default_factory=dict)
    repaired: str = ""
    _bytes: bytearray = field(default_factory=bytearray)
    _seen: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def open(cls, path: Path) -> Book:
        """Open a coder's ledger; a torn last row is repaired first.

        Raises:
            InputError: with every problem of the file by itself, or when rows cannot be appended to it.
        """
        book = cls(path, repaired=repair_torn_row(path))
        book.refresh()
        return book

    @property
    def coder(self) -> str:
        """Whose ledger it is."""
        return self.path.stem

    @property
    def shown_as(self) -> str:
        """The file's name in messages."""
        return f"{FOLDER}/{self.path.name}"

    def seq_of(self, session_id: str) -> int:
        """The number of the last act in a session, 0 where there is none."""
        acts = self.by_session.get(session_id)
        return acts[-1].seq if acts else 0

    def refresh(self) -> None:
        """Read what others have written since; what was only appended is read by itself.

        Raises:
            InputError: see :meth:`open`. What was read before stays as it was.
        """
        if not self.path.exists():
            self._take([], b"", anew=True)
            return
        stat = self.path.stat()
        signature = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if signature == self._seen:
            return
        data = self.path.read_bytes()
        try:
            refuse_to_append(self.path.name, data)
        except ValueError as error:
            raise InputError([Problem(self.shown_as, "", 0, str(error), _NO_ROWS_FOLLOW)]) from None
        known = len(self._bytes)
        anew = not known or not data.startswith(self._bytes)
        before = [] if anew else self.acts
        with _collector_at_rest():
            acts, problems = read_acts(data if anew else data[known:], self.shown_as, before)
        stop_on(problems)
        self._take(acts, data if anew else data[known:], anew=anew)
        self._seen = signature

    def append(self, acts: Sequence[Act], session_id: str, seen: int) -> list[Act]:
        """Append acts on one session; they are on disk when this returns.

        Args:
            acts: New acts; decision_id, seq, at and coder are given here.
            session_id: The session.
            seen: Number of the session's last act that the writer knew of.

        Raises:
            BehindError: when there is a later one. Nothing was written.
            InputError: when an act cannot be right (see :func:`ledger.acts.issues_of`). Nothing was written.
        """
        with locked(self.path.parent):
            self.refresh()
            if self.seq_of(session_id) != seen:
                raise BehindError
            numbered = self._numbered(acts)
            data = append_rows(self.path, numbered, new=not self._bytes)
            self._take(numbered, data, anew=False)
            stat = self.path.stat()
            self._seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            return numbered

    def _numbered(self, acts: Sequence[Act]) -> list[Act]:
        last = self.acts[-1].seq if self.acts else 0
        row = self.acts[-1].row if self.acts else 1
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        numbered: list[Act] = []
        problems = []
        for step, act in enumerate(acts, 1):
            new = replace(act, decision_id=new_ulid(), seq=last + step, at=at, coder=self.coder, row=row + step)
            issues = issues_of(new, self.coder, last + step - 1, self.by_id)
            problems += [Problem(self.shown_as, "row", new.row, *issue) for issue in issues]
            numbered.append(new)
        stop_on(problems)
        return numbered

    def _take(self, acts: list[Act], data: bytes, *, anew: bool) -> None:
        if anew:
            self.acts, self.by_id, self.by_session = [], {}, {}
            self._bytes = bytearray()
            self._seen = (0, 0, 0)
        self._bytes += data
        for act in acts:
            self.acts.append(act)
            self.by_id[act.decision_id] = act
            self.by_session.setdefault(act.session_id, []).append(act)
