"""The placeholders of a Word template: a small part of Jinja, checked against a sample before anything is filled in.

A template comes from a person, so it may name, walk through lists, choose and format, and nothing else: no calls, no
arithmetic, no attributes of Python. `Environment` refuses the rest whenever it reads a template; `check_names` says
which placeholder the data does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal import thai

# lists in lists: sections > items > resolutions, and one more
DEEPEST = 4
LOOP_WORDS = ("index", "first", "last", "length")
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)


class UnknownPlaceholder(Exception):
    """A template asks for what the data does not have, or for it in a way that cannot be printed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotAllowed(TemplateSyntaxError):
    """A template does more than fill in."""


class Environment(ImmutableSandboxedEnvironment):
    """Jinja that knows values of mappings and the filters below; everything else in a template is refused."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_printed)
        self.filters = dict(FILTERS)
        self.tests = {}
        self.globals = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value under a key of a mapping (also one named like a method of it), or a word of the loop."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute) if attribute in LOOP_WORDS else self.undefined(obj=obj, name=attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node, depth in _walk(tree):
            if not isinstance(node, _ALLOWED) or _is_odd(node, depth):
                raise NotAllowed(type(node).__name__, node.lineno)
        return tree


def check_names(tree: nodes.Template, sample: Mapping[str, Any]) -> None:
    """Raise UnknownPlaceholder for the first name in the template that the sample does not have.

    Also for a list or group printed as if it were text, and for walking through what is no list.
    """
    _check(tree.body, dict(sample))


def thai_digits(value: Any) -> str:
    """Return the value with Thai digits."""
    return thai.to_thai_digits(str(value))


def arabic_digits(value: Any) -> str:
    """Return the value with Arabic digits."""
    return thai.to_arabic_digits(str(value))


def join(values: Sequence[Any], between: str = " ") -> str:
    """Return the texts of a list in one line."""
    return between.join(str(value) for value in values)


FILTERS = {"thai_digits": thai_digits, "arabic_digits": arabic_digits, "join": join, "length": len}


def _printed(value: Any) -> Any:
    if isinstance(value, Mapping | list | tuple):
        raise UnknownPlaceholder(str(next(iter(value), "")))
    return value


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    inner = depth + isinstance(node, nodes.For)
    for child in node.iter_child_nodes():
        yield from _walk(child, inner)


def _is_odd(node: nodes.Node, depth: int) -> bool:
    """Return whether a node of an allowed kind is used in a way that is not; depth: loops it stands in."""
    match node:
        case nodes.For():
            # a loop in a loop walks through a list of the outer one's value: the work grows with the data alone
            is_nested_well = depth == 0 or (depth < DEEPEST and isinstance(node.iter, nodes.Getattr))
            return node.recursive or not isinstance(node.target, nodes.Name) or not is_nested_well
        case nodes.CondExpr():
            return node.expr2 is None
        case nodes.Filter():
            return node.name not in FILTERS or bool(node.kwargs or node.dyn_args or node.dyn_kwargs)
        case _:
            return False


def _check(body: Sequence[nodes.Node], scope: dict[str, Any]) -> None:
    for node in body:
        match node:
            case nodes.For():
                _check_loop(node, scope)
            case nodes.If():
                _value(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    _check(part, scope)
            case nodes.Output():
                for each in node.nodes:
                    if isinstance(_value(each, scope), Mapping | list):
                        raise UnknownPlaceholder(_name_of(each))


def _check_loop(node: nodes.For, scope: dict[str, Any]) -> None:
    values = _value(node.iter, scope)
    if not isinstance(values, list):
        raise UnknownPlaceholder(_name_of(node.iter))
    loop, target = dict.fromkeys(LOOP_WORDS, 1), str(vars(node.target)["name"])
    for value in values:
        inner = scope | {target: value, "loop": loop}
        if node.test is not None:
            _value(node.test, inner)
        _check(node.body, inner)
    _check(node.else_, scope)


def _value(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    """Return what the sample has for an expression."""
    match node:
        case nodes.Name():
            if node.name not in scope:
                raise UnknownPlaceholder(node.name)
            return scope[node.name]
        case nodes.Getattr():
            owner = _value(node.node, scope)
            if not isinstance(owner, Mapping) or node.attr not in owner:
                raise UnknownPlaceholder(_name_of(node))
            return owner[node.attr]
        case nodes.Filter():
            value = _value(node.node, scope) if node.node is not None else ""
            if isinstance(value, Mapping | list) and node.name not in ("join", "length"):
                raise UnknownPlaceholder(_name_of(node.node or node))
            return ""
        case _:
            for child in node.iter_child_nodes():
                _value(child, scope)
            return ""


def _name_of(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            return f"{_name_of(node.node)}.{node.attr}"
        case nodes.Filter() if node.node is not None:
            return _name_of(node.node)
        case _:
            return type(node).__name__.lower()
