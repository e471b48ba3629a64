"""Failures: one standalone script each, named by its cause."""
