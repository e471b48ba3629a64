"""Each room imports only the rooms below it, and no module imports itself by a detour."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src"
# From the lowest floor to the highest. The rooms of one floor do not know each other.
FLOORS = (
    {"poolable.errors"},
    {"poolable.lab", "poolable.measure", "poolable.shared"},
    {"poolable.catalog"},
    {"poolable.explainer"},
    {"poolable"},
    {"poolable.cli"},
    {"poolable.__main__"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
SCRIPTS = ("poolable.failures", "poolable.patterns")


def module_name(path):
    """Return the dotted name of the module in the file *path*."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted(SRC.rglob("*.py"))}
MODULES = [name for name in FILES if not name.startswith(SCRIPTS)]
every_module = pytest.mark.parametrize("module", MODULES)


def room(module):
    """Return the room that *module* lies in, such as "poolable.lab"."""
    return ".".join(module.split(".")[:2])


def imports(source, module, *, is_package=False):
    """Return the modules of ours that *source* imports, in functions as well."""
    found = set()
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [base])])
            inside = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else base for name in inside}
        elif isinstance(node, ast.Call):  # such as importlib.import_module("poolable.lab")
            texts = {each.value for each in node.args if isinstance(each, ast.Constant)}
            found |= {text for text in texts if text in FILES}
    return {name for name in found if name.partition(".")[0] == "poolable"}


def imports_of(module):
    """Return the modules of ours that the module called *module* imports."""
    path = FILES[module]
    return imports(path.read_text("utf-8"), module, is_package=path.name == "__init__.py")


def backward(module, imported):
    """Return which of the *imported* modules do not lie on a floor below that of *module*."""
    here = room(module)
    return {
        name
        for name in imported
        if room(name) != here and not FLOOR_OF.get(room(name), 99) < FLOOR_OF[here]
    }


def circle(graph):
    """Return the modules of a circle in *graph*, or []."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_every_room_has_a_floor():
    assert {room(module) for module in MODULES} <= set(FLOOR_OF)


@every_module
def test_a_module_imports_only_the_rooms_below_its_own(module):
    assert backward(module, imports_of(module)) == set()


def test_no_module_imports_itself_by_a_detour():
    assert circle({module: imports_of(module) for module in MODULES}) == []


@every_module
def test_no_module_imports_a_script(module):
    assert [name for name in imports_of(module) if name.startswith(SCRIPTS)] == []


@pytest.mark.parametrize("script", [name for name in FILES if name.startswith(SCRIPTS)])
def test_a_script_imports_nothing_of_ours(script):
    assert imports_of(script) == set()


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("poolable.errors", "import poolable.lab", {"poolable.lab"}),
        ("poolable.lab.runner", "from poolable import catalog", {"poolable.catalog"}),
        ("poolable.lab.runner", "def f():\n    import poolable.measure", {"poolable.measure"}),
        ("poolable.measure.meter", "from poolable.lab import run", {"poolable.lab"}),
        ("poolable.catalog.script", "from ..explainer import path", {"poolable.explainer.path"}),
        ("poolable.explainer.report", "from poolable import __version__", {"poolable"}),
        (
            "poolable.catalog.script",
            "from poolable.failures import hangs",
            {"poolable.failures.hangs"},
        ),
        ("poolable", "from poolable.cli import main", {"poolable.cli"}),
        (
            "poolable.catalog.script",
            'importlib.import_module("poolable.explainer")',
            {"poolable.explainer"},
        ),
        ("poolable.cli.commands", "from poolable import lab, __version__", set()),
        ("poolable.explainer.report", "def f():\n    from poolable import catalog", set()),
        ("poolable.lab.runner", "from .versions import includes\nimport json", set()),
    ],
)
def test_an_import_that_runs_back_is_seen(module, source, wrong):
    assert backward(module, imports(source, module, is_package=module == "poolable")) == wrong


def test_a_circle_is_seen():
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
