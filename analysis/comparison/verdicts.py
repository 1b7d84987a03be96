"""May two figures be put side by side? The verdict, its reasons, and the order where one holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis import definitions
from analysis.comparison.cells import Cell
from analysis.comparison.orders import order_of
from analysis.comparison.reasons import NOT, NOTE, SAME, Reason, reasons
from analysis.comparison.statuses import one_status
from analysis.comparison.words import cell_name, reason_words
from analysis.errors import ComparisonError
from analysis.intervals import Interval

SEVERITY = (SAME, NOTE, NOT)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cells, whether they may be compared and why not.

    ``order`` is how the first stands to the second as far as it holds under every admissible reading of bounds
    and bases: less, greater, equal or ``cannot be ordered``; empty where the question makes no sense.
    """

    a: Cell
    b: Cell
    reasons: tuple[Reason, ...]
    order: str

    @property
    def verdict(self) -> str:
        """The verdict of the worst reason; ``same`` where there is none."""
        return max((reason.verdict for reason in self.reasons), key=SEVERITY.index, default=SAME)

    def words(self, language: str) -> str:
        """All reasons in one line, the worst first. ``language`` is zh or en."""
        if not self.reasons:
            return str(definitions.load("comparison")["texts"]["same"][language])
        worst_first = sorted(self.reasons, key=lambda reason: -SEVERITY.index(reason.verdict))
        parts = [reason_words(reason, self.a, self.b, language) for reason in worst_first]
        return ("；" if language == "zh" else "; ").join(dict.fromkeys(parts))


def compare(a: Cell, b: Cell, mixing: Iterable[str] = ()) -> Comparison:
    """The comparison of two cells. Statuses named in ``mixing`` may be ordered across; the reason still tells."""
    found = reasons(a, b)
    alike = (a.indicator, a.measure, a.period) == (b.indicator, b.measure, b.period) and bool(a.period)
    alike = alike and (a.status == b.status or {a.status, b.status} <= set(mixing))
    alike = alike and not any(reason.code == "area" and reason.verdict == NOT for reason in found)
    return Comparison(a, b, found, order_of(a, b) if alike else "")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure over another: nominal value (None where one has none), what bounds leave, and the comparison."""

    value: float | None
    interval: Interval
    comparison: Comparison


def ratio(a: Cell, b: Cell, mixing: Iterable[str] = ()) -> Ratio:
    """``a`` over ``b``. Raises ComparisonError where statuses mix unasked or the two are not comparable."""
    asked = tuple(mixing)
    one_status((a, b), asked)
    found = compare(a, b, asked)
    barred = [r for r in found.reasons if r.verdict == NOT and not (r.code == "status" and asked)]
    if barred:
        words = "; ".join(reason_words(reason, a, b, "en") for reason in barred)
        names = f"{cell_name(a, b, 'en')} to {cell_name(b, a, 'en')}"
        raise ComparisonError(f"no ratio of {names}: {words}. Take figures that count the same")
    nominal = None if a.value is None or not b.value else a.value / b.value
    return Ratio(nominal, a.interval / b.interval, found)
