"""Which family of indicators a number belongs to, and which indicator and measure its rules choose."""

from __future__ import annotations

import re
from typing import Any

from analysis.cleaning.context import Noun, Stretch
from analysis.cleaning.quantities import Num
from analysis.cleaning.state import State
from analysis.definitions import load


def _kind_fits(rule: dict[str, Any], n: Num) -> bool:
    noun = rule.get("noun")
    if not noun:
        return True
    return not n.classifier or n.classifier in load("units")[noun]


def apply_rules(state: State, family: str, n: Num, cues: set[str], status: str) -> tuple[str, str] | None:
    """Indicator and measure by the first fitting rule; ("", "") when a rule says that it is none of ours."""
    assert n.quantity is not None
    unit = n.quantity.unit
    change = bool(cues & {"growth", "fall"}) and (bool(cues & {"against_before"}) or "fall" in cues)
    for rule in state.rules["families"][family]["rules"]:
        wanted = rule["unit"]
        if wanted != unit and not (unit == "" and _bare_fits(wanted, n, bool(rule.get("bare")))):
            continue
        if wanted == "count" and not _kind_fits(rule, n):
            continue
        if rule.get("change") and not change:
            continue
        if rule.get("with") and not cues & set(rule["with"]):
            continue
        if rule.get("all") and not set(rule["all"]) <= cues:
            continue
        if rule.get("without") and cues & set(rule["without"]):
            continue
        if rule.get("topic") and rule["topic"] not in state.program:
            continue
        if rule.get("status") and rule["status"] != status:
            continue
        if rule["to"] is None:
            return "", "keep" if rule.get("keep") else ""
        return rule["to"], rule["measure"]
    return None


def _bare_fits(wanted: str, n: Num, whole: bool) -> bool:
    """A number without a unit may be money when it has a scale word, else a count or a percentage.

    A percentage has decimals, unless ``whole`` says that the name before it leaves no other reading (比重42).
    """
    assert n.quantity is not None
    resolution = n.quantity.resolution or 1.0
    value = n.quantity.value or n.quantity.high or 0.0
    if wanted == "CNY":
        return value >= 1e5
    if wanted == "count":
        return value < 1e6 and resolution >= 1
    return wanted == "percent" and (resolution < 1 or whole) and value < 100


#: Cues that go on about the firms or loans named before a semicolon: …净增97家；总数697家.
_RESUMING = {
    "new",
    "net",
    "certified",
    "passed",
    "applied",
    "stock",
    "total",
    "cumulative",
    "strong_cumulative",
    "per_gdp",
}


#: 投资2.35亿元，投资项目9个: what the money went to.
_PROJECTS = re.compile(r"[,，、](?:已|共|累计)?(?:投资|支持|涉及)项目")
#: Cues by which a clause counts firms that were named a clause before.
_TOLD = {"new", "net", "certified", "passed", "stock", "total", "registered"}
FIRMS = ("hte", "sme", "gazelle", "unicorn")
_RESUMED = ("hte", "sme", "loan", "rd", "rd_intensity", "contract")


_CHOSEN = re.compile("(?:首次|成功|共|新)?(?:入选|获评|入围|新增|认定|培育)(?:了)?")
#: 增长乏力，与“十四五”末达到3.5%的目标相比还有差距: a goal, with other words between it and its name.
_GOAL_BEHIND = re.compile(r"[\d.]+[十百千万亿]*(?:%|[家户元])”?的?(?:年度|预期|既定|规划)?(?:目标|任务)(?!完成)")


def nouns_for(state: State, before: Stretch) -> tuple[list[Noun], str]:
    """Nouns in force before a number and how they got there: own, far, inherited, or none ("")."""
    if state.topic and state.topic[-1].family == "equity":
        counted = before.blocked == "项目" and before.blocked_end - 2 == before.start and not before.near_residue
        if counted or _PROJECTS.fullmatch(state.text, before.start, before.end):
            return state.topic, "inherited"  # 实投8个项目6800万元: the projects that were just counted
    if before.blocked:
        return [], "blocked"
    if before.nouns and not (resolved := meant(state, before.nouns)):
        return [], "foreign"
    if before.nouns:
        before.nouns = resolved
    if before.nouns and before.nouns[-1].end <= state.used_until:
        return (state.topic, "inherited") if before.residue <= 4 and state.topic else ([], "foreign")
    if before.nouns:
        if not before.far_nouns:
            return (before.nouns, "own") if before.near_residue <= 5 else ([], "foreign")
        firms = before.nouns[-1].family in FIRMS and before.near_residue <= 1
        told = firms and before.near & _TOLD  # 高企数量长期徘徊的局面得到扭转，今年通过认定6家
        awaited = not before.near_residue and any(
            p.sense.status == "expected" for p in before.phrases if p.start >= before.near_start
        )  # R&D经费尚待统计部门反馈，预计为26.5亿元
        chosen = before.nouns[-1].family in ("gazelle", "unicorn") and _CHOSEN.fullmatch(
            state.text, before.near_start, before.end
        )  # 瞪羚企业实现零的突破，入选1家
        goal = before.near_residue <= 2 and state.names_goal and _GOAL_BEHIND.match(state.text, before.end)
        far = before.residue <= 3 or told or awaited or chosen or goal
        return (before.nouns, "far") if far else ([], "foreign")
    if not state.topic and not state.topic_foreign and not state.slots[state.part_slots :] and before.residue <= 2:
        counted = "new" in before.near and state.text.endswith(("新增数", "净增数"), before.start, before.end)
        if counted or before.near & {"applied", "filed", "pass_rate", "certified", "passed", "registered", "stock"}:
            carried = noun_of_paragraph(state, before.start)
            if carried:
                return [carried], "inherited"
    if not state.topic and not state.topic_foreign and state.before_hard and before.hard and before.residue <= 1:
        awaited = any(p.sense.status == "expected" for p in before.phrases)
        if (before.near & _RESUMING or awaited) and state.before_hard[-1].family in _RESUMED:
            return state.before_hard, "inherited"
    if state.topic_foreign or not state.topic:
        return [], "none"
    net = "net" in before.near and not before.near_residue and state.topic[-1].family in ("hte", "sme")
    if before.residue > 2 and not net:  # …领先赣州以外各地，全年净增260家
        return [], "foreign"
    return state.topic, "inherited"


def noun_of_paragraph(state: State, until: int) -> Noun | None:
    """The family named last in the paragraph before the sentence, when it is one of firms."""
    begin = max(state.frame.paragraph, until - 400)
    for m in reversed(list(state.lex.pattern.finditer(state.text, begin, until))):
        sense = state.lex.sense(m.group())
        if sense.family or sense.blocker:
            return Noun(sense.family, m.start(), m.end(), m.group()) if sense.family in ("hte", "sme") else None
    return next((Noun(f, until, until, f) for f in state.frame.subjects if f in ("hte", "sme")), None)


def nouns_after(state: State, n: Num, after: Stretch, shares_clause: bool) -> tuple[list[Noun], bool]:
    """Nouns behind a number in its clause, and whether they stand right behind it."""
    after.nouns, after.first_nouns = meant(state, after.nouns), meant(state, after.first_nouns)
    if not after.first_nouns:
        return [], False
    gap = state.text[n.end : after.first_nouns[0].start]
    of_it = gap.startswith("的") and not re.search(r"[,，、;；]", gap)
    gap = _SAID_OF_A_NAME.sub("", gap)
    if not after.nouns and not of_it:  # something else is named behind it
        return [], False
    near = len(gap) <= (4 if of_it else 0 if shares_clause else 2)
    return (after.first_nouns if near else after.nouns), near and bool(after.first_nouns)


#: What may stand between a number of firms and what they are: 9家企业入选甘肃省“瞪羚”.
_SAID_OF_A_NAME = re.compile(
    r"20\d\d年度?|的|“|国家级?|[\u4e00-\u9fff]{0,2}省级?|自治区级?|全国|全省|企业|科技型"
    r"|(?:成功|顺利)?(?:入选|获评|上榜|跻身|列入|被评为|被认定为|被列为|被纳入|入围)"
)


def meant(state: State, nouns: list[Noun]) -> list[Noun]:
    """Names, some of which stand for another family where that one is spoken of (成交额) and else name nothing."""
    families = state.rules["families"]
    found = []
    for noun in nouns:
        other = families[noun.family].get("means", "") if noun.family else ""
        if not other or other in state.program:
            found.append(noun._replace(family=other or noun.family))
    return found


def combined(state: State, nouns: list[Noun]) -> str:
    families = [noun.family for noun in nouns]
    for name, family in state.rules["families"].items():
        if family.get("made_of") and sorted(family["made_of"]) == sorted(set(families)):
            return str(name)
    return ""


def noun_cues(head: str) -> set[str]:
    cues = set()
    if "强度" in head:
        cues.add("intensity")
    if "有效期内" in head:
        cues.add("stock")
    if "入库" in head or "评价" in head or "备案" in head:
        cues.add("registered")
    if "余额" in head:
        cues.add("balance")
    if "补" in head or "奖" in head or "资助" in head:
        cues.add("subsidy_word")
    if "认定" in head and "registered" not in cues:
        cues.add("certified")
    if "基金" in head and "累计" in head:
        cues.add("cumulative")
    if "新增" in head or "净增" in head:
        cues |= {"new", "net"} if "净增" in head else {"new"}
    if "授信" in head:
        cues.add("credit_word")
    return cues
