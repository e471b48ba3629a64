"""Objects that do their worst to `explain`, each with the culprits that it must name."""
