"""Small files of every format, made by hand so that a test can say exactly what stands on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

TITLE = "甲市科技局2022年工作总结"
SENTENCE = "全市高新技术企业总数达到1234家，全社会研发投入26.19亿元。"


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], size: float = 12) -> bytes:
    """A PDF of A4 pages; each page is (x, y from the top, text) in a Chinese font that no file has to bring."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    )
    kids = []
    for page in pages:
        lines = [
            f"BT /F1 {size} Tf 1 0 0 1 {x} {842 - y} Tm <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, text in page
        ]
        stream = "\n".join(lines).encode("ascii")
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def column(lines: Sequence[str], top: float = 90, left: float = 72, step: float = 20) -> list[tuple[float, float, str]]:
    """Lines of a page under each other; a line that begins with two wide spaces is indented."""
    return [
        (left + 24 * line.startswith("\u3000\u3000"), top + step * i, line.strip("\u3000"))
        for i, line in enumerate(lines)
    ]


def docx(path: Path, paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> Path:
    """A Word document of paragraphs, with a table after the first."""
    import docx as word

    document = word.Document()
    for i, text in enumerate(paragraphs):
        document.add_paragraph(text)
        if i == 0 and table:
            grid = document.add_table(len(table), len(table[0]))
            for cells, row in zip(table, grid.rows, strict=True):
                for text_of_cell, cell in zip(cells, row.cells, strict=True):
                    cell.text = text_of_cell
    document.save(str(path))
    return path


PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}_甲市科学技术局</title>
<script>var total = 98765;</script><style>.a{{width:1000px}}</style></head>
<body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/gk">公开，共1200条</a></li></ul></div>
<div class="crumb">当前位置：首页 &gt; 工作总结</div>
<div class="main"><h1>{title}</h1>
<div class="info">发布时间：2023-01-05 来源：甲市科技局 浏览次数：4321</div>
<div class="TRS_Editor">{body}</div>
<div class="share">分享到：微信 微博</div></div>
<div class="footer"><p>主办：甲市科学技术局，电话：0799-1234567，备案号：甲ICP备05001234号</p></div>
</body></html>"""
