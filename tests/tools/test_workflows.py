"""The workflows use each action at one commit, because a tag can be moved."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / ".github" / "workflows"
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.mark.skipif(not FOLDER.exists(), reason="an sdist has no workflows")
def test_every_action_is_pinned_by_its_commit_with_the_tag_behind_it():
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.y*ml"))]
    used = [found for text in texts for found in re.findall(r"uses: (.+)", text)]
    assert used
    assert [action for action in used if not PINNED.fullmatch(action)] == []
