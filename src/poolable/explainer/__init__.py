"""Whether an object crosses to a worker, and if not, why.

Read the files in this order:

- `explain` has the public functions, `notes` has `explaining`, `report` is their answer,
  and `payload` a part of it.
- `crossing` pickles an object and loads it once: with `pickling` and `unpickling`, in a
  `receiver` or a `fresh_interpreter`, which talk in `frames`, under a `time_limit`.
- If that fails, `search` looks for every culprit, and `findings` says where they are. It
  needs a `graph` of what the pickler meets, and a `walk` through it. A `reduction` is the
  answer of one reducer, `plain_objects` have none; `pickled_root` is the payload with a
  `stand_in` for each culprit, which `forgiving_unpickler` loads.
- `fault` names what can go wrong; `reasons` and `known_classes` put it into words, `path`
  into an expression; `introspect` reads objects without running their code.
"""
