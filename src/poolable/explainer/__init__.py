"""Whether an object crosses to a worker, and if not, why.

Read in this order. `explain` is the door, `notes` the other one, `report` what comes out.
`crossing` pickles and loads once: `pickling`, `unpickling`, `receiver`, `time_limit`.
If that fails, `search` finds every culprit: `graph` and `walk` follow what the object
holds, by what `reduction`, `probe` and `plain_objects` say of one object; `path` writes the
way, `reasons` and `known_classes` say why.
"""
