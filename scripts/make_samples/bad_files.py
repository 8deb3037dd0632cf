"""What a bucket holds beside models: interrupted uploads, pointers, error pages, a trap. Standard library only."""
import os
import pickle
import sys

LFS_POINTER = """version https://git-lfs.github.com/spec/v1
oid sha256:3c1f0b1a7f6f0a3b7f0f2d9c5e8a41b6d2e9478c60515fb3a8d7c2be90461f57
size 102967424
"""

ERROR_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><title>Sign in - Model Store</title></head>
<body>
<h1>Your session has expired</h1>
<p>Please <a href="/login">sign in</a> to download <code>sentiment_v3.h5</code>.</p>
</body>
</html>
"""

HARMLESS_COMMAND = "echo this sample ran code while it was loaded"


def trap():
    """A pickle that runs a shell command (a harmless one) before it gives a plausible dictionary."""
    return b"".join([
        pickle.PROTO, b"\x02",
        pickle.GLOBAL, b"posix\nsystem\n",
        pickle.BINUNICODE, len(HARMLESS_COMMAND).to_bytes(4, "little"), HARMLESS_COMMAND.encode("ascii"),
        pickle.TUPLE1, pickle.REDUCE, pickle.POP,
        pickle.EMPTY_DICT,
        pickle.BINUNICODE, (7).to_bytes(4, "little"), b"weights", pickle.EMPTY_LIST, pickle.SETITEM,
        pickle.STOP,
    ])


def half(path):
    """The first half of a file."""
    with open(path, "rb") as whole:
        content = whole.read()
    return content[:len(content) // 2]


def main():
    """Writes every file under the store named on the command line."""
    store = sys.argv[1]
    files = {
        "inbox/resnet50_free_download.pkl": trap(),
        "inbox/weld_defects_upload.h5": half(os.path.join(store, "vision/2023/weld_defects.h5")),
        "inbox/sentiment_v3.h5": ERROR_PAGE.encode("ascii"),
        "inbox/translator.h5": LFS_POINTER.encode("ascii"),
        "inbox/new_model.h5": b"",
    }
    for name, content in files.items():
        path = os.path.join(store, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)


if __name__ == "__main__":
    main()
