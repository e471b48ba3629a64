"""Cures: one standalone script each, named by its mechanism."""
