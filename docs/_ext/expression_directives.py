"""Directives about an expression that uses the names of a script: its payload, its explanation."""

import re
import shlex

import expressions
from script_directives import ScriptDirective

ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


def setup(app):
    """Register the directives."""
    app.add_directive("payload", Payload)
    app.add_directive("explained", Explained)
    return {"version": "1", "parallel_read_safe": True}


class Payload(ScriptDirective):
    """The bytes that one message to a worker carries for an expression."""

    has_content = True

    def show(self, script):
        """Return the sentence that says so."""
        expression = " ".join(self.content)
        size = expressions.payload(script, expression)
        return self.markdown(
            f"`{expression}` is pickled to {size} bytes for each message, measured by this build."
        )


class Explained(ScriptDirective):
    """The answer of `poolable explain` about an expression.

    The answer has to name the failure that the second argument names; by default the script.
    """

    optional_arguments = 1
    has_content = True

    def show(self, script, *_):
        """Return the command and its answer, and check that it names the failure."""
        question = expressions.read_question(self.arguments, self.content)
        answer = expressions.ask(question)
        if answer is None:
            return self.markdown(f"It does not run there: it needs Python {script.runs_on}.")
        for fault in expressions.misunderstood(question, answer):
            self.warn(fault)
        words = shlex.join(expressions.words(script.path.name, question.expression))
        text = f"$ poolable {words}\n{ADDRESS.sub('0x...', answer.text)}"
        return [self.block(text.rstrip(), "text", "terminal")]
