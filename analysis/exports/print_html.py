"""A table for print as an HTML page of its own, its font inside; nothing is loaded from elsewhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

import pandas as pd
from great_tables import GT

from analysis import style
from analysis.exports.pictures import font_faces
from analysis.exports.print_tables import PrintTable

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{faces}
@page {{ size: A4 {turned}; margin: 2cm; }}
body {{ margin: 1rem auto; max-width: {room}; color: {text}; background: white; }}
header {{ text-align: right; }}
header img {{ height: 1cm; }}
footer {{ color: {muted}; font: 80% {family}; text-align: right; }}
body #{id} table {{ font-family: {family}; }}
body #{id} td, body #{id} th {{ font-variant-numeric: tabular-nums; white-space: pre-line; }}
body #{id} .gt_title {{ font-weight: bold; }}
body #{id} th.gt_group_heading {{ text-align: left; color: {accent}; padding-top: 9px; }}
#{id} tr {{ break-inside: avoid; }}
</style>
</head>
<body>
{logo}<main>
{table}
</main>
{footer}</body>
</html>
"""


def html(table: PrintTable, brand: Mapping[str, Any] | None = None) -> bytes:
    """The table as an HTML page, UTF-8."""
    own = style.brand_of(brand)
    family = f"'{own['family']}', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
    name = f"table-{table.name.replace('_', '-')}-{table.lang}"
    grid = _table(table, own, name)
    page = PAGE.format(
        faces=font_faces(unescape(re.sub(r"<style>.*?</style>", "", grid, flags=re.DOTALL)) + own["footer"], brand),
        lang=table.lang, title=escape(table.title), turned="landscape" if table.wide else "portrait",
        room="26cm" if table.wide else "18cm", text=style.ink("text"), muted=style.ink("muted"), id=name,
        accent=own["accent"], family=family, table=grid, logo=_logo(own["logo"]),
        footer=f"<footer>{escape(own['footer'])}</footer>\n" if own["footer"] else "",
    )
    return page.encode("utf-8")


def _table(table: PrintTable, own: Mapping[str, Any], name: str) -> str:
    names = [f"c{number}" for number in range(len(table.columns))]
    rows = [(heading, *cells) for heading, body in table.groups for cells in body]
    frame = pd.DataFrame(rows, columns=["group", *names], dtype="str")
    made = (
        GT(frame, groupname_col="group", id=name)
        .tab_header(table.title, table.reading)
        .cols_label({each: heading for each, (heading, _, _) in zip(names, table.columns, strict=True)})
        .cols_align("left", [n for n, (_, side, _) in zip(names, table.columns, strict=True) if side == "l"])
        .cols_align("right", [n for n, (_, side, _) in zip(names, table.columns, strict=True) if side == "r"])
        .cols_width({n: f"{100 * share / sum(s for _, _, s in table.columns):.1f}%"
                     for n, (_, _, share) in zip(names, table.columns, strict=True)})
        .tab_options(
            table_width="100%", table_font_size="13px", table_font_color=style.ink("text"),
            heading_align="left", heading_title_font_size="19px", heading_title_font_weight="bold",
            heading_subtitle_font_size="14px", heading_border_bottom_style="none", table_border_top_style="none",
            table_border_bottom_style="none", column_labels_border_top_color=own["accent"],
            column_labels_border_top_width="2px", column_labels_border_bottom_color=own["accent"],
            column_labels_border_bottom_width="1px", column_labels_font_weight="bold",
            row_group_border_top_style="none", row_group_border_bottom_style="none", row_group_font_weight="bold",
            table_body_hlines_color=style.ink("grid"), table_body_border_top_style="none",
            table_body_border_bottom_color=own["accent"], table_body_border_bottom_width="2px",
            source_notes_font_size="11px", data_row_padding="4px",
        )
    )
    for note in table.notes:
        made = made.tab_source_note(note)
    return str(made.as_raw_html())


def _logo(path: str) -> str:
    if not path:
        return ""
    from pathlib import Path

    data = Path(path).read_bytes()
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return f'<header><img alt="" src="data:image/{kind};base64,{base64.b64encode(data).decode("ascii")}"></header>\n'
