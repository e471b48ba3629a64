"""Messages between two processes over a pipe: eight bytes with the length, then the content."""

from __future__ import annotations

import io
import struct
from typing import IO, Any

_LENGTH = struct.Struct("!Q")


def write_frame(file: IO[bytes], content: bytes) -> None:
    """Send one message.

    >>> file = io.BytesIO()
    >>> write_frame(file, b"content")
    >>> _ = file.seek(0)
    >>> read_frame(file), read_frame(file)
    (b'content', b'')
    """
    file.write(_LENGTH.pack(len(content)) + content)
    file.flush()


def read_frame(file: IO[bytes] | io.RawIOBase) -> bytes:
    """Return the next message; b"" at the end of the pipe."""
    length = _read_exactly(file, _LENGTH.size)
    if len(length) < _LENGTH.size:
        return b""
    return _read_exactly(file, _LENGTH.unpack(length)[0])


def _read_exactly(file: Any, size: int) -> bytes:
    """Return *size* bytes, or fewer if the pipe ends before."""
    parts = []
    while size:
        part = file.read(min(size, 1 << 20))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
