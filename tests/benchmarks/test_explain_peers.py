"""The answers of the tools become two tables."""

import explain_peers

COUNTS = {"cases": 9, "with_culprits": 8, "verdict": 7, "culprit": 6, "path": 5, "all": 4}
REST = {"hung": 0, "failed": 1, "median_told": None, "median_seconds": 0.25, "wrong": {}}


def test_each_tool_has_a_row_in_both_tables():
    row = {"tool": "dill", "version": "0.4.1", "python": "3.11.7", **COUNTS, **REST}
    right, way = explain_peers.tables([row, {**row, "version": "", "median_told": 1.5}], 20.0)
    assert right.rows[0] == ["dill 0.4.1, 3.11.7", "7 of 9", "6 of 8", "5 of 8", "4 of 8"]
    assert right.rows[1][0] == "dill, 3.11.7"
    assert [row[1:] for row in way.rows] == [[0, 1, None, 0.25], [0, 1, "1.5", 0.25]]
    assert len(right.head) == len(right.units) == len(right.rows[0])
    assert len(way.head) == len(way.units) == len(way.rows[0])
    assert way.note.endswith("Hung: it took more than 20 seconds.")
