"""It is slow.

The program works, but it is slower than without a pool, or it fills the memory.

Start with: state_in_every_chunk chunksize_one
"""
