"""Property tests draw the same examples on every run and know no deadline: a slow machine is no fault."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")
