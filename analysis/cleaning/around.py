"""What stands around a number, and a way of reading it: the base of the modules that choose one."""

from __future__ import annotations

from typing import NamedTuple

from analysis.cleaning.context import Noun, Stretch
from analysis.cleaning.families import apply_rules
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import State
from analysis.definitions import load

#: Families whose clause may begin with the firms they serve: 97家企业获得贷款14.3亿元.
_SERVING = ("loan", "credit", "financing", "rd_subsidy", "insurance", "insurance_subsidy", "roadshow")
#: Cues that say which figure of a family is meant.
KINDS = {
    "new",
    "net",
    "certified",
    "passed",
    "applied",
    "approved",
    "filed",
    "stock",
    "total",
    "nth_batch",
    "registered",
}


class Choice(NamedTuple):
    """The family of a number, its indicator and measure (both empty: none of ours), and how it was told."""

    family: str
    indicator: str
    measure: str
    why: str
    behind: bool = False


class Around(NamedTuple):
    """What stands around a number: nouns before it and how they got there, nouns behind, cues on both sides."""

    number: Num
    nouns: list[Noun]
    how: str
    cues: set[str]
    before: Stretch | None
    after: Stretch
    behind: list[Noun]
    right_behind: bool
    after_cues: set[str]
    shares_clause: bool
    firms: bool


def counts_firms(n: Num) -> bool:
    """Is it a number of firms (家, 户)?"""
    return n.quantity is not None and n.quantity.unit == "count" and n.classifier in load("units")["firm"]


def serves_firms(after: Stretch) -> bool:
    """Does the clause behind a number go on to speak of loans or insurance, so that the firms counted are served?"""
    return bool(after.nouns) and after.nouns[-1].family in _SERVING


def ruled(
    state: State, a: Around, family: str, cues: set[str], status: str, why: str, behind: bool = False
) -> Choice | None:
    ruled = apply_rules(state, family, a.number, cues, status)
    return Choice(family, *ruled, why if ruled[0] else ruled[1], behind) if ruled else None


#: Who lends: 备案贷款1.4亿元，银行实际发放8150万元.
LENDERS = ("银行", "合作银行", "金融机构")
