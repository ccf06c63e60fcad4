"""The style budget, held by counting: lengths of functions and files, broad excepts, prints."""

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = sorted((ROOT / "reviewer").rglob("*.py"))
EVERYTHING = [
    *PACKAGE,
    *(path for folder in ("tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py")),
]
LONGEST_FUNCTION = 60
MOST_FUNCTIONS = 35
MEDIAN_FUNCTION = 12
LONGEST_FILE = 500
MEDIAN_FILE = 200
PRINTING = ("cli/", "repl.py", "doctor.py", "rendering/")
CATCHING = ("cli/__init__.py",)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    """Every function with its place and its lines, decorators apart."""
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{name(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def outside(paths: list[Path], allowed: tuple[str, ...]) -> list[Path]:
    start = "reviewer/"
    return [path for path in paths if not name(path).removeprefix(start).startswith(allowed)]


def catches_everything(handler: ast.ExceptHandler) -> bool:
    broad = {"Exception", "BaseException"}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in broad) for kind in kinds)


def test_no_function_is_longer_than_sixty_lines() -> None:
    assert [f"{at}: {n}" for at, n in functions(EVERYTHING) if n > LONGEST_FUNCTION] == []


def test_nine_of_ten_functions_have_at_most_35_lines_and_half_of_them_12() -> None:
    sizes = sorted(size for _, size in functions(PACKAGE))
    assert len(sizes) > 300
    assert sizes[int(len(sizes) * 0.9)] <= MOST_FUNCTIONS
    assert statistics.median(sizes) <= MEDIAN_FUNCTION


def test_no_file_is_longer_than_500_lines_and_half_of_them_200() -> None:
    assert [f"{name(path)}: {lines(path)}" for path in EVERYTHING if lines(path) > 500] == []
    assert statistics.median(lines(path) for path in PACKAGE) <= MEDIAN_FILE


def test_every_module_opens_by_saying_what_it_is() -> None:
    assert [name(path) for path in PACKAGE if not ast.get_docstring(tree(path))] == []


def test_only_the_command_line_catches_everything() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in outside(PACKAGE, CATCHING)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert found == []


def test_only_the_surfaces_print() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in outside(PACKAGE, PRINTING)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id == "print"
    ]
    assert found == []


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    found = []
    for path in EVERYTHING:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            if token.type == tokenize.COMMENT and UNFINISHED.search(token.string):
                found.append(f"{name(path)}:{token.start[0]}")
    assert found == []


def test_every_file_is_named_for_what_lives_there() -> None:
    assert [name(path) for path in EVERYTHING if path.stem in NAMELESS] == []
