"""What a user gets: the wheel is built, installed into a clean environment and run from there."""

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
PROMPTS = {path.name: path.read_bytes() for path in (ROOT / "prompts").glob("*.md")}
PAPER = {
    "title": "Counting Harbour Seals from Kites",
    "abstract": "A camera hung from a kite counts harbour seals without frightening them. "
    "Two observers agreed on 96 of 100 photographs.",
}
QUESTION = "On how many photographs did the two observers of harbour seals agree?"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; the dependencies are those of this interpreter.

    A folder that a .pth file names has its own .pth files left alone, so an editable
    installation of the checkout does not come along.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    dependencies = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    pip = [sys.executable, "-m", "pip", "--isolated", "--python", str(python), "install"]
    run([*pip, "--quiet", "--no-deps", "--no-index", str(wheel)], folder)
    Path(paths["purelib"], "dependencies.pth").write_text("\n".join(dependencies) + "\n")
    return folder


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A folder of a user's, away from the checkout."""
    (tmp_path / "papers.jsonl").write_text(json.dumps(PAPER) + "\n", encoding="utf-8")
    (tmp_path / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n', encoding="utf-8")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    """Run a command with no more environment than a new user has, and return its stdout."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    environment = {**kept, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / ".cache")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def reviewer(installed: Path, folder: Path, *words: str) -> str:
    return run([str(installed / "bin" / "reviewer"), *words], folder)


def entries(kind: str) -> list[str]:
    """The lines of a list of requirements in pyproject.toml, comments and all."""
    block = re.search(rf"^{kind} = \[\n(.*?)^\]", PYPROJECT, re.DOTALL | re.MULTILINE)
    assert block is not None
    return [line for line in block[1].splitlines() if line.strip()]


def requirements() -> Iterator[Requirement]:
    yield from map(Requirement, PROJECT["dependencies"])
    for extra in PROJECT["optional-dependencies"].values():
        yield from (one for one in map(Requirement, extra) if one.name != PROJECT["name"])


def imported() -> set[str]:
    """The top-level names of all that the package imports."""
    found = set()
    for path in (ROOT / "reviewer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    return found


def test_the_wheel_holds_the_package_and_its_prompts_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        prompts = {
            Path(name).name: archive.read(name)
            for name in names
            if name.startswith("reviewer/prompts/")
        }
    assert prompts == PROMPTS
    assert len(PROMPTS) >= 3
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "reviewer").rglob("*.py")}
    code = {name for name in names if name.startswith("reviewer/")}
    assert code == modules | {"reviewer/py.typed"} | {f"reviewer/prompts/{n}" for n in PROMPTS}
    described = {name for name in names if ".dist-info/" in name}
    assert names == code | described
    assert any(name.endswith("licenses/LICENSE") for name in described)


def test_the_installed_program_is_the_one_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert reviewer(installed, tmp_path, "--version") == f"reviewer {PROJECT['version']}\n"
    code = "import reviewer; print(reviewer.__file__)"
    found = run([str(installed / "bin" / "python"), "-c", code], tmp_path)
    assert Path(found.strip()).is_relative_to(installed)


def test_the_prompts_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(reviewer(installed, tmp_path, "prompts", "list", "--json"))
    assert {f"{prompt['name']}.md" for prompt in listed} == set(PROMPTS)
    assert all(Path(prompt["path"]).is_relative_to(installed) for prompt in listed)


def test_papers_are_read_and_a_question_answered_away_from_the_checkout(
    installed: Path, review: Path
) -> None:
    report = json.loads(reviewer(installed, review, "ingest", "papers.jsonl", "--json"))
    assert [paper["title"] for paper in report["added"]] == [PAPER["title"]]
    answer = json.loads(reviewer(installed, review, "ask", QUESTION, "--json"))
    quotes = [quote["text"] for said in answer["statements"] for quote in said["quotes"]]
    assert "Two observers agreed on 96 of 100 photographs." in quotes


def test_every_dependency_has_a_floor_and_a_ceiling() -> None:
    for requirement in requirements():
        bounds = {specifier.operator for specifier in requirement.specifier}
        assert bounds == {">=", "<"}, str(requirement)


def test_every_dependency_has_its_reason() -> None:
    lines = entries("dependencies")
    assert len(lines) == len(PROJECT["dependencies"])
    assert [line for line in lines if not re.search(r'",\s+# \S.{5,}$', line)] == []


def test_the_installed_versions_are_within_the_bounds() -> None:
    for requirement in requirements():
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            assert requirement in map(Requirement, PROJECT["optional-dependencies"]["ocr"])
            continue
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} {version}"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    providers = metadata.packages_distributions()
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *extras["enrich"], *extras["ocr"]]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    known = {"reviewer", "_typeshed", *sys.stdlib_module_names}
    # An extra that is not installed here has the name of its package.
    given = {
        module: {canonicalize_name(name) for name in providers.get(module, (module,))}
        for module in imported() - known
    }
    assert [module for module, names in given.items() if not names & declared] == []
    assert declared - set().union(*given.values()) == set()
