"""Whether an object crosses to a worker, and if not, why.

Read the files in this order:

- `explain` has the public functions and their default timeout, `notes` has `explaining`;
  `report` is their answer, and `payload` a part of it.
- `crossing` pickles an object and loads it once: with `pickling` and `unpickling`, in a
  `receiver` or a `fresh_interpreter`, which talk in `frames`, under a `time_limit`.
- If that fails, `search` looks for every culprit, and `findings` says where they are. It
  needs a `graph` of what the pickler meets, and a `walk` through it. A `reduction` is the
  answer of one reducer; `plain_objects` have no reducer of their own. `pickled_root` is the
  payload with a `stand_in` for each culprit, and `forgiving_unpickler` loads it.
- `fault` names what can go wrong, `reasons` and `known_classes` put it into words, `path`
  makes an expression of the way to it, and `introspect` reads objects without running their code.
"""
