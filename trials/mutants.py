"""Mutants of a module: copies with one small change each, applied to the module as it is already imported."""

from __future__ import annotations

import ast
import copy
import os
import pathlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift,
}  # fmt: skip
ROOT = pathlib.Path(__file__).resolve().parents[1]
# Where the application and its tests lie: pytest names modules of tests in ways of its own.
OURS = tuple(f"{ROOT / name}{os.sep}" for name in ("statements", "tests"))
_JUDGED = (ast.Compare, ast.BoolOp, ast.Constant)  # tests of an `if` that are changed in a way of their own


# Field names and places in lists that lead from a node down to another.
Path = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Mutant:
    """``name`` tells the function, the code before and after; it stays the same while lines move."""

    module: str
    name: str
    line: int
    tree: ast.Module  # as it is; shared by all mutants of a module
    statement: int  # of the module, that holds the change
    path: Path  # from the statement to the node that is replaced
    change: ast.AST

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


def list_mutants(module: str, source: str) -> list[Mutant]:
    """List all mutants of a module. Docstrings, annotations, decorators and texts within f-strings stay as they are."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    seen: Counter[str] = Counter()
    for place, statement in enumerate(tree.body):
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.Expr) or _assigns(statement, "__all__"):
            continue
        for path, scope in _walk(statement, (), ""):
            node = _at(statement, path)
            for change in _changes(node):
                name = f"{scope or 'module'}: {_short(node)} → {_short(change)}"
                seen[name] += 1
                if seen[name] > 1:
                    name += f" ({seen[name]})"
                line = getattr(node, "lineno", statement.lineno)
                found.append(Mutant(module, name, line, tree, place, path, change))
    return found


def apply_mutant(mutant: Mutant) -> None:
    """Change the imported module, wherever its names have been imported to. Meant for a forked process."""
    module = sys.modules[mutant.module]
    before = dict(vars(module))
    body = copy.deepcopy(mutant.tree).body
    _replace(body, mutant.statement, mutant.path, mutant.change)
    statement = body[mutant.statement]
    if isinstance(statement, ast.ClassDef):
        _change_class(module, statement)
    elif isinstance(statement, ast.FunctionDef):
        _run([statement], module)
    else:
        # Other constants may be computed from it. Classes stay the same, or equal values would not be equal any more.
        _run([node for node in body if not isinstance(node, ast.ClassDef | ast.Import | ast.ImportFrom)], module)
    changed = {name: value for name, value in vars(module).items() if before.get(name) is not value}
    for other in list(sys.modules.values()):
        if other is module or not str(getattr(other, "__file__", "")).startswith(OURS):
            continue
        for name, value in list(vars(other).items()):
            for old_name, new in changed.items():
                old = before.get(old_name)
                if value is old and (name == old_name or callable(old)):
                    setattr(other, name, new)
    for other in list(sys.modules.values()):
        if str(getattr(other, "__file__", "")).startswith(OURS):
            for value in list(vars(other).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _run(statements: list[ast.stmt], module: ModuleType) -> None:
    exec(
        compile(ast.fix_missing_locations(ast.Module(statements, [])), module.__file__ or module.__name__, "exec"),
        vars(module),
    )  # noqa: S102


def _change_class(module: ModuleType, definition: ast.ClassDef) -> None:
    """Give the class its methods anew; the class itself stays the same object."""
    real = vars(module)[definition.name]
    methods = [node for node in definition.body if isinstance(node, ast.FunctionDef)]
    stand_in = ast.ClassDef(definition.name, [], [], methods, [])
    namespace = dict(vars(module))
    exec(  # noqa: S102
        compile(ast.fix_missing_locations(ast.Module([stand_in], [])), module.__name__, "exec"), namespace
    )
    for method in methods:
        setattr(real, method.name, vars(namespace[definition.name])[method.name])


def _walk(node: ast.AST, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}" if scope else node.name
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
        return  # a type
    yield path, scope
    in_class = isinstance(node, ast.ClassDef)
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "keywords") and not isinstance(node, ast.Call):
            continue
        if field == "format_spec":
            continue
        children = value if isinstance(value, list) else [value]
        for number, child in enumerate(children):
            if not isinstance(child, ast.AST):
                continue
            if in_class and not isinstance(child, ast.FunctionDef):
                continue  # fields and members of enumerations
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            if isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant):
                continue
            yield from _walk(child, (*path, (field, number if isinstance(value, list) else None)), scope)


def _at(node: ast.AST, path: Path) -> ast.AST:
    for field, number in path:
        value = getattr(node, field)
        node = value if number is None else value[number]
    return node


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            operators = [*node.ops[:number], _COMPARISONS[type(operator)](), *node.ops[number + 1 :]]
            yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Assign) and len(node.targets) == 1 and not _is_none(node.value):
        yield ast.Assign(node.targets, ast.Constant(None), lineno=node.lineno)
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, _JUDGED):
        opposite = node.test.operand if isinstance(node.test, ast.UnaryOp) else ast.UnaryOp(ast.Not(), node.test)
        if not isinstance(node.test, ast.UnaryOp):
            changed = copy.deepcopy(node)
            changed.test = opposite
            yield changed


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(f"{value}XX")


def _replace(body: list[ast.stmt], place: int, path: Path, change: ast.AST) -> None:
    if not path:
        if not isinstance(change, ast.stmt):
            raise TypeError("A statement can only be replaced by a statement.")
        body[place] = change
    else:
        parent = _at(body[place], path[:-1])
        field, number = path[-1]
        if number is None:
            setattr(parent, field, change)
        else:
            getattr(parent, field)[number] = change


def _short(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        text = f"if {ast.unparse(node.test)}"
    else:
        text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _assigns(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == name for target in statement.targets
    )
