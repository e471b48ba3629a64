"""A build of the site fails when a cell does not show what its page says."""

from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx", reason="sphinx comes with myst-parser")
cell_check = pytest.importorskip("cell_check")
nodes = pytest.importorskip("docutils.nodes")


def block(text, *classes):
    """Return an output as MyST-NB makes it: stream, text_plain, stderr or traceback."""
    return nodes.literal_block(text, text, classes=["output", *classes])


def cell(*outputs, tags=(), count=1, **options):
    """Return a code cell as MyST-NB makes it."""
    metadata = {"tags": list(tags), **options}
    found = nodes.container(nb_element="cell_code", cell_metadata=metadata, exec_count=count)
    found += nodes.container("", nodes.literal_block("print(42)", "print(42)"))
    found += nodes.container("", *(output.deepcopy() for output in outputs))
    return found


def page(*cells):
    document = nodes.container()
    document += cells
    return document


def faults(*outputs, **options):
    return list(cell_check.check_cell(cell(*outputs, **options)))


OUT = block("42\n", "stream")
ERR = block("oops\n", "stderr")
TRACEBACK = block("ValueError: no\n", "traceback")
RAISES = {"tags": ["raises-exception"], "raises": "ValueError: no"}


@pytest.mark.parametrize(
    ("outputs", "options"),
    [
        ([], {}),
        ([OUT], {"expect": "42"}),
        ([OUT], {"expect": 42}),
        ([OUT, block("43", "text_plain")], {"expect": "42 43"}),
        ([OUT], {"contains": "4"}),
        ([OUT], {"tags": ["unchecked"]}),
        ([OUT, ERR], {"tags": ["remove-output"]}),
        ([ERR], {"tags": ["stderr-ok"], "expect": "oops"}),
        ([TRACEBACK], RAISES),
        ([OUT, TRACEBACK], RAISES | {"expect": "42"}),
        ([nodes.raw("", "<svg>2 workers</svg>", format="html")], {"contains": "2 workers"}),
        ([nodes.raw("", "latex", format="latex")], {}),
    ],
)
def test_a_cell_that_shows_what_its_page_says_has_no_faults(outputs, options):
    assert faults(*outputs, **options) == []


@pytest.mark.parametrize(
    ("outputs", "options", "told"),
    [
        ([OUT], {"expect": "43"}, "shows '42\\n\\n' instead of '43'"),
        ([], {"expect": "42"}, "shows '' instead of '42'"),
        ([OUT], {"expect": "4"}, "shows '42\\n\\n' instead of '4'"),
        ([OUT], {"contains": "43"}, "shows '42\\n\\n', which lacks '43'"),
        ([OUT], {}, "nothing checks the output '42\\n\\n'"),
        ([], {"count": None}, "the cell was not executed"),
        ([], RAISES, "raised '' instead of 'ValueError: no'"),
        (
            [TRACEBACK],
            RAISES | {"raises": "TypeError"},
            "raised 'ValueError: no\\n\\n' instead of 'TypeError'",
        ),
        (
            [TRACEBACK],
            {"tags": ["raises-exception"]},
            "says that it raises, but not what: give it the option raises",
        ),
        ([TRACEBACK], {}, "says that it raises, but not what: give it the option raises"),
        ([ERR], {"expect": "oops"}, "the cell wrote to stderr: 'oops\\n\\n'"),
        (
            [nodes.raw("", "<b>1</b>", format="html")],
            {},
            "nothing checks the output '<b>1</b>\\n'",
        ),
    ],
)
def test_a_cell_that_does_not_is_told_what_is_wrong(outputs, options, told):
    assert faults(*outputs, **options) == [told]


def test_every_fault_of_a_cell_is_told():
    assert len(faults(OUT, ERR, TRACEBACK, count=None, expect="43")) == 4


@pytest.fixture
def build(monkeypatch):
    """Return a build that remembers its warnings and whether it reads the page again."""
    told = SimpleNamespace(warnings=[], again=[], mode="force")

    def warn(message, fault, **_):
        told.warnings.append(message % fault)

    def check(document):
        app = SimpleNamespace(
            config=SimpleNamespace(nb_execution_mode=told.mode),
            env=SimpleNamespace(note_reread=lambda: told.again.append(True)),
        )
        cell_check.check_page(app, document)
        return told.warnings

    monkeypatch.setattr(cell_check.logger, "warning", warn)
    told.check = check
    return told


def test_a_page_without_faults_is_not_read_again(build):
    assert build.check(page(cell(OUT, expect="42"), cell())) == []
    assert build.again == []


def test_a_page_with_faults_warns_of_each_and_is_read_again(build):
    warnings = build.check(page(cell(OUT, expect="43"), cell(OUT), cell(OUT, expect="42")))
    assert warnings == [
        "cell_check: shows '42\\n\\n' instead of '43'",
        "cell_check: nothing checks the output '42\\n\\n'",
    ]
    assert build.again == [True]


def test_a_page_that_was_not_executed_is_a_fault(build):
    build.mode = "off"
    told = "cell_check: the page was not executed (nb_execution_mode is off)"
    assert build.check(page(cell(OUT, expect="42"))) == [told]


def test_a_page_without_cells_need_not_be_executed(build):
    build.mode = "off"
    assert build.check(page(nodes.container(nb_element="mime_bundle"))) == []


def test_the_digest_changes_with_the_sources_and_the_record(tmp_path):
    (tmp_path / "deep").mkdir()
    digests = [cell_check.digest(tmp_path)]
    for name in ("a.py", "deep/b.py", "record.jsonl"):
        (tmp_path / name).write_text("1")
        digests.append(cell_check.digest(tmp_path))
    (tmp_path / "other.txt").write_text("1")
    assert len(set(digests)) == 4
    assert cell_check.digest(tmp_path) == digests[-1]
