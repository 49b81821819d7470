"""A pytest plugin that spares the collector of garbage what stays until the end.

All that is loaded when the tests begin stays for ever; looking at it again after every few thousand objects is a tenth
of the suite's time.
"""

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
