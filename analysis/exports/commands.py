"""The commands ``export``, ``cite`` and ``claim``: they parse and print; the work is done elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from analysis.exports import FIGURE_FORMATS, TABLE_FORMATS

EXPORT = f"""Files for report writers, the same bytes every time.

FIGURE is the name of a figure, or table:NAME for a table for print (--tables: all of them).
Formats of figures: {', '.join(FIGURE_FORMATS)}; of tables: {', '.join(TABLE_FORMATS)}. Default: all.
Files are called FIGURE.LANG.FORMAT; csv comes twice, FIGURE.LANG.excel.csv with a byte order mark.
--size changes svg, pdf, png and the bundle; slides are 16:9 and tables A4 whatever it says.
A brand file may set accent, areas (colours), family, fonts (files), logo (PNG or JPEG) and footer."""


def add_to(commands: Any) -> None:
    """Add the three commands to the command line."""
    export = commands.add_parser("export", help="figures and tables as files for a report", description=EXPORT,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    export.add_argument("names", nargs="*", metavar="FIGURE")
    export.add_argument("--all", action="store_true", help="every figure")
    export.add_argument("--tables", action="store_true", help="every table for print")
    export.add_argument("--lang", default="", metavar="zh|en", help="default: both")
    export.add_argument("--format", default="", metavar="LIST", help="some of the formats, with commas between")
    export.add_argument("--size", default="a4_full", metavar="PRESET", help="a4_full, a4_half, slide or square")
    export.add_argument("--to", type=Path, default=Path("exports"), metavar="DIR", help="default: exports")
    export.add_argument("--brand", type=Path, metavar="FILE", help="YAML with an institution's own look")
    export.add_argument("--bundle", action="store_true",
                        help="one zip a figure and language: all formats, README, metadata, citation")
    export.add_argument("--svg-text", action="store_true", help="letters in SVG as text, its font inside")
    export.set_defaults(run=_export)

    cite = commands.add_parser("cite", help="how to cite a figure or an observation, with version and data hash")
    cite.add_argument("name", metavar="FIGURE|OBSERVATION")
    cite.add_argument("--style", default="", metavar="gb7714|apa|bibtex", help="default: all three")
    cite.set_defaults(run=_cite)

    claim = commands.add_parser("claim", help="a sentence that may be printed about an observation, and what may not")
    claim.add_argument("ids", nargs="+", metavar="OBSERVATION")
    claim.add_argument("--lang", default="", metavar="zh|en", help="default: both")
    claim.set_defaults(run=_claim)


def _export(options: argparse.Namespace) -> int:
    from analysis.exports import run

    order = run.order(
        options.names, all_figures=options.all, all_tables=options.tables, lang=options.lang, formats=options.format,
        size=options.size, to=options.to, brand=options.brand, bundle=options.bundle, svg_text=options.svg_text,
    )
    written = run.run(order)
    for path in written if len(written) <= 12 else ():
        print(path)
    if len(written) > 12:
        print(f"{len(written)} files in {order.to}")
    return 0


def _cite(options: argparse.Namespace) -> int:
    from analysis.exports import citation, lookup

    forms = (citation.style_of(options.style),) if options.style else citation.STYLES
    print("\n\n".join(lookup.cited(options.name, forms)))
    return 0


def _claim(options: argparse.Namespace) -> int:
    from analysis.exports import claims

    sys.stdout.write(claims.cards(options.ids, options.lang))
    return 0
