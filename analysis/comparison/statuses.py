"""The guard against statuses that mix in silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from analysis.errors import ComparisonError
from analysis.schema import codelist

Rows = TypeVar("Rows")
#: What lies beyond the last observation; no table of observations has it.
PROJECTED = "projected"



def _statuses(rows: Any) -> list[str]:
    if hasattr(rows, "columns"):
        return [str(status) for status in rows["status"]]
    return [str(row.status) for row in rows]


def one_status(rows: Rows, mixing: Iterable[str] = ()) -> Rows:
    """The rows as they are, if they have one status or only statuses asked for by name in ``mixing``.

    ``rows`` is a frame with a column ``status``, or a collection of things that have one. Raises ComparisonError.
    """
    known, asked = (*codelist("statuses"), PROJECTED), tuple(mixing)
    given = [status for status in _statuses(rows) if status]
    strangers = [status for status in asked if status not in known]
    if strangers:
        raise ComparisonError(f"no status {', '.join(strangers)} to mix; expected some of {', '.join(known)}")
    found = sorted(set(given), key=lambda status: known.index(status) if status in known else len(known))
    if len(found) > 1 and not set(found) <= set(asked):
        counts = ", ".join(f"{given.count(status)} {status}" for status in found)
        mix = ", ".join(f"'{status}'" for status in found)
        raise ComparisonError(
            f"the figures have different statuses ({counts}); expected one. Keep the rows of one status, "
            f"or ask for the mix by name: mixing=({mix})"
        )
    return rows
