"""The settings of the site; each odd one has its reason beside it."""

import logging
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

# E402: the extensions of this site are found by the line above
import build_runs  # noqa: E402
import cell_check  # noqa: E402

from poolable import __version__  # noqa: E402

project = "poolable"
author = "The poolable authors"
release = version = __version__
copyright = f"2026, {author}"  # noqa: A001 (the name is Sphinx's)

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "benchmark_tables",
    "index_directives",
    "script_directives",
    "cell_check",
]
nitpicky = True
# a type variable, and a class that is the explainer's own
nitpick_ignore_regex = [
    ("py:class", r"(poolable\.shared\.)?T|(poolable\.explainer\.path\.)?RootName")
]
exclude_patterns = ["_ext", "_inventories"]
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3

# Kernels: one line a traceback, no history file, no chatter, nothing written below docs/.
profile = HERE.parent / "build" / "ipython" / "profile_default"
profile.mkdir(parents=True, exist_ok=True)
(profile / "ipython_kernel_config.py").write_text(
    "c = get_config()\n"
    "c.InteractiveShell.xmode = 'Minimal'\n"
    "c.HistoryManager.enabled = False\n"
    "c.IPKernelApp.log_level = 'ERROR'\n"
)
os.environ["IPYTHONDIR"] = str(profile.parent)
os.environ["PYTHON_COLORS"] = "0"  # or the tracebacks of workers bring their colours
logging.getLogger("traitlets").setLevel("WARNING")  # a dependency of the theme sets INFO

nb_execution_mode = "force"  # "cache" looks at the cells only, not at the code they import
nb_execution_timeout = 120  # seconds a cell
nb_execution_raise_on_error = False  # else the log has neither cell nor exception
nb_execution_show_tb = True
nb_merge_streams = True
# A changed library or interpreter makes every page again.
library_digest = cell_check.digest(HERE.parent / "src", HERE / "_ext")

# Sphinx asks the network first and reads the file, of the documentation of Python 3.15, if that
# fails, without a warning: https://www.sphinx-doc.org/en/master/usage/extensions/intersphinx.html
PYTHON_DOCS = "https://docs.python.org/3"
intersphinx_mapping = {"python": (PYTHON_DOCS, (None, "_inventories/python.inv"))}
intersphinx_timeout = 5  # seconds; without it a network that drops packets stops the build
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = True

html_theme = "furo"
html_title = "poolable"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_js_files = ["find.js"]
html_show_sourcelink = False
html_copy_source = False
# the default underlines every module name like a link
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_exclude = ".linenos, .gp, .go"
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True


def setup(app):
    """Connect what has to happen before the first page is read."""
    app.connect("env-before-read-docs", build_runs.prepare)
