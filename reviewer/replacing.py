"""A file written whole or not at all: a full disk or a kill costs neither the old one nor the new.

In come a path and bytes. It knows nothing of what is in them.
"""

import os
from pathlib import Path
from uuid import uuid4


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, which gives it its mode.

    Args:
        path: of a file that may be there; no link, device or pipe.
        content: what it holds then.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    staged = path.with_name(f".reviewer-{uuid4().hex}.new")
    try:
        with staged.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            staged.chmod(path.stat().st_mode)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
