"""With GANPO_COMPILE=1 in the environment the reading is compiled to machine code, from the same sources.

`make wheel` builds such a wheel, for machines that read many reports. Everything else is said in pyproject.toml.
"""

import os
from glob import glob

from setuptools import setup


def compiled() -> list:
    if os.environ.get("GANPO_COMPILE") != "1":
        return []
    from mypyc.build import mypycify

    return mypycify(
        ["analysis/model.py", *sorted(glob("analysis/cleaning/[a-z]*.py"))],
        opt_level=os.environ.get("GANPO_OPTIMISE", "3"),
        debug_level="0",
        group_name="analysis.reading_compiled",
    )


setup(ext_modules=compiled())
