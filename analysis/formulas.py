"""Formulas written in the definitions: read once, computed over numbers or over intervals alike."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from analysis.errors import DefinitionError


def parsed(where: str, expression: str, names: set[str]) -> ast.expr:
    """Syntax tree of a formula over ``names``.

    ``where`` names file and rule. Raises DefinitionError when it is no formula or names anything else.
    """
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise DefinitionError(f"{where}: '{expression}' is no formula: {error.msg}") from None
    unknown = names_in(tree) - names
    if unknown:
        raise DefinitionError(
            f"{where}: the formula names {', '.join(sorted(unknown))}; "
            f"expected one of its inputs: {', '.join(sorted(names))}"
        )
    return tree


def names_in(tree: ast.expr) -> set[str]:
    """Names that a formula needs."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def computed(tree: ast.expr, names: Mapping[str, Any], constant: Callable[[float], Any]) -> Any:
    """Value of a formula over numbers or over intervals: + - * / and nothing else."""
    match tree:
        case ast.Name(id=name):
            return names[name]
        case ast.Constant(value=int() | float() as number):
            return constant(number)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = computed(left, names, constant), computed(right, names, constant)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
    raise DefinitionError(f"'{ast.unparse(tree)}' in a formula; expected names, numbers, + - * /")
