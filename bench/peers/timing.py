"""Wall-clock seconds of named phases."""

import time
from contextlib import contextmanager


class Phases:
    """Collects seconds by name; a phase that comes again adds up."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def phase(self, name):
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start

    def rounded(self, divisor=1):
        """All seconds, divided, to three digits after the point."""
        return {name: round(value / divisor, 3) for name, value in self.seconds.items()}
