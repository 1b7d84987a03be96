"""What a report writer takes home: a figure in every format, its citation, claim cards, tables for print.

One module a format. A format is a function from a :class:`~analysis.exports.content.Content` (and an
institution's look) to bytes, the same bytes for the same content; ``run`` writes them.
"""

from __future__ import annotations

#: Formats of a figure, and of a table for print.
FIGURE_FORMATS = ("svg", "pdf", "png", "pptx", "xlsx", "csv")
TABLE_FORMATS = ("docx", "html")
