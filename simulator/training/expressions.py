"""The language of checks: a word with arguments, comparisons, and / or / not. Nothing else can be said in it.

`before(did("message", order=A), did("seller-cancel", order=A))` is read by Python's own parser and then walked; no
Python is run. What the words mean stands in `vocabulary.py`.
"""

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 600
# The one name that `every` and `share` bind.
EACH = "it"
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_ALLOWED = (
    ast.Expression, ast.Call, ast.keyword, ast.Name, ast.Load, ast.Constant, ast.BoolOp, ast.And, ast.Or,
    ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Tuple, ast.List, *_COMPARE,
)  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """A check that was read: its text, its tree, and the orders it names."""

    text: str
    body: ast.expr

    @property
    def names(self) -> list[str]:
        """The orders and groups that are named, in reading order."""
        called = {id(node.func) for node in ast.walk(self.body) if isinstance(node, ast.Call)}
        found = [node for node in ast.walk(self.body) if isinstance(node, ast.Name) and id(node) not in called]
        return list(dict.fromkeys(node.id for node in found))

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every word that is used, with its call."""
        for node in ast.walk(self.body):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield node.func.id, node


def read_expression(text: str, words: Collection[str]) -> Expression:
    """Read a check.

    Raises:
        ValueError: what is wrong, in a sentence.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a check has at most {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise ValueError(f"{text.strip()!r} cannot be read: {error.msg}") from None
    for node in ast.walk(tree):
        _check_node(node, words)
    return Expression(text.strip(), tree.body)


def _check_node(node: ast.AST, words: Collection[str]) -> None:
    if not isinstance(node, _ALLOWED):
        raise ValueError(f"a check cannot contain {type(node).__name__}; it has words, comparisons, and, or, not")
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in words:
            raise ValueError(f"{ast.unparse(node.func)!r} is no word of checks; there are: {', '.join(sorted(words))}")
        if any(keyword.arg is None for keyword in node.keywords):
            raise ValueError("a check cannot contain **")


@dataclass(frozen=True)
class Evaluation:
    """What words mean, and what names stand for. `lazily` words get the tree of their second argument."""

    words: Mapping[str, Callable[..., Any]]
    lazily: Mapping[str, Callable[..., Any]]
    names: Mapping[str, Any]

    def of(self, node: ast.expr) -> Any:
        """Return the value of a part of a check."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.names[node.id]
        if isinstance(node, ast.BoolOp):
            return self._both(node)
        if isinstance(node, ast.UnaryOp):
            value = self.of(node.operand)
            return not value if isinstance(node.op, ast.Not) else -value
        if isinstance(node, ast.Compare):
            return self._compared(node)
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(self.of(one) for one in node.elts)
        assert isinstance(node, ast.Call)
        return self._called(node)

    def with_name(self, name: str, value: Any) -> "Evaluation":
        """Return the same, where one more name stands for something."""
        return Evaluation(self.words, self.lazily, {**self.names, name: value})

    def _both(self, node: ast.BoolOp) -> Any:
        value: Any = None
        for one in node.values:
            value = self.of(one)
            if bool(value) is isinstance(node.op, ast.Or):
                break
        return value

    def _compared(self, node: ast.Compare) -> bool:
        left = self.of(node.left)
        for how, right in zip(node.ops, (self.of(one) for one in node.comparators), strict=True):
            # What is not there compares with nothing.
            if left is None and not isinstance(how, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
                return False
            if not _COMPARE[type(how)](left, right):
                return False
            left = right
        return True

    def _called(self, node: ast.Call) -> Any:
        assert isinstance(node.func, ast.Name)
        if node.func.id in self.lazily:
            first, second = node.args
            return self.lazily[node.func.id](self, self.of(first), second)
        args = [self.of(one) for one in node.args]
        return self.words[node.func.id](*args, **{str(one.arg): self.of(one.value) for one in node.keywords})
