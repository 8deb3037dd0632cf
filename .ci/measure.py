"""Runs a command and prints its wall time and the peak memory of its largest process: measure.py SECONDS COMMAND…

Ends the command after SECONDS. The exit code is the command's, 124 when it ran out of time, 128 + n when signal n ended
it. Standard library only.
"""
import os
import resource
import signal
import subprocess
import sys
import time


def main():
    """Runs, measures; returns the exit code."""
    limit, command = float(sys.argv[1]), sys.argv[2:]
    start = time.monotonic()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the group ends too
    process = subprocess.Popen(command, start_new_session=True)
    try:
        code = process.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        code = 124
    finally:
        end_group(process)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("-- %.1f s, peak memory %.0f MB (largest process), exit code %d" % (time.monotonic() - start, peak, code),
          flush=True)
    return code if code >= 0 else 128 - code


def end_group(process):
    """Ends whatever the command has left running."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


if __name__ == "__main__":
    sys.exit(main())
