"""It is slow
.
It works, but takes longer than without a pool, or fills the memory.

Start with: state_in_every_chunk chunksize_one
"""
