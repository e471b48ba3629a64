"""Run many tasks.

Chunks, bounded input, progress and log records.

Start with: chunked bounded_feed
"""
