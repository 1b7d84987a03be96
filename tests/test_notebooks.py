"""The notebooks: run and committed as they run, honest in form, and a broken one is refused in one line.

The rule on numbers. A sentence never holds a typed number: no digit and no number word above two in a Markdown
cell, nor in any string of a code cell that is prose (has a space) or is part of an f-string. Exempt are the
targets of links to other notebooks and what stands in `code`. Numbers in code are small steps and powers of ten only.
"""

from __future__ import annotations

import ast
import json
import math
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analysis import __main__, build, paths
from analysis.notebooks import NotebookError, executed, notebook_paths, read

NAMES = [
    "01_from_sentence_to_row",
    "02_rd_spending",
    "03_tech_finance_leverage",
    "04_firm_cultivation",
    "05_targets_and_outcomes",
    "06_growth_projections",
    "07_do_the_numbers_add_up",
    "08_add_a_report",
]
#: Words of each solution, worked out by hand from the reports.
SOLUTIONS = {
    "01_from_sentence_to_row": ["近2亿元", "at most CNY 200 million", "CNY 6,666,667"],
    "02_rd_spending": ["at least CNY 43.0611 billion and at most CNY 43.0815 billion", "CNY 43.072 billion", "inside"],
    "03_tech_finance_leverage": ["between 38% and 51%", "2.0 to 2.6 times"],
    "04_firm_cultivation": ["4 + 8 = 12", "19 in Jiujiang"],
    "05_targets_and_outcomes": ["0.76 percentage points", "3.7 to 3.9 years", "the plan gave it 2"],
    "06_growth_projections": ["2,556.5", "2,874", "+31% and +47%"],
    "07_do_the_numbers_add_up": ["0.99998 to 1.00008 times CNY 1.2 billion", "108.33%"],
    "08_add_a_report": ["800 enterprises", "at least 700 enterprises", "at most 100"],
}
NUMBER_WORDS = (
    "three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion dozen half third quarter percent per-cent"
).split()
TYPED_NUMBER = re.compile(rf"[0-9０-９]|\b(?:{'|'.join(NUMBER_WORDS)})s?\b", re.IGNORECASE)
EXEMPT = re.compile(r"\]\([\w.]+\.ipynb\)|`[^`]*`")


@pytest.fixture(scope="module", params=NAMES)
def notebook(request: pytest.FixtureRequest) -> Any:
    found = read(paths.NOTEBOOKS / f"{request.param}.ipynb")
    found.name = request.param
    return found


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def shown(cell: Any) -> str:
    """Everything a reader can read of a cell's outputs."""
    return json.dumps([output.get("data", output.get("text", "")) for output in cell.outputs], ensure_ascii=False)


def prose(cell: Any) -> list[str]:
    """The strings of a code cell that a reader will read: those with a space, and the fixed parts of f-strings."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    formats = {id(part) for node in nodes if isinstance(node, ast.FormattedValue) and node.format_spec
               for part in ast.walk(node.format_spec)}
    fixed = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [t.value for t in texts if id(t) not in formats and (id(t) in fixed or " " in t.value)]


# ---------------------------------------------------------------- run


def test_the_committed_notebooks_are_these() -> None:
    assert [path.stem for path in notebook_paths()] == NAMES


def test_a_run_on_clean_kernels_gives_the_committed_bytes() -> None:
    for path, content in executed(notebook_paths()).items():
        committed = json.loads(path.read_bytes())
        again = json.loads(content)
        differing = [new["id"] for old, new in zip(committed["cells"], again["cells"], strict=True) if old != new]
        assert not differing, f"{path.name}: cells {differing} differ from a new run; run `make` and commit"
        assert content == path.read_bytes()


# ---------------------------------------------------------------- form


def test_the_question_comes_first_and_its_answer_in_one_figure(notebook: Any) -> None:
    title, answer = notebook.cells[:2]
    assert title.source.startswith("# ") and "**Question.**" in title.source
    kinds = [set(output.data) for output in answer.outputs]
    assert sum("image/png" in kind for kind in kinds) == 1
    assert "image/png" in kinds[0]
    assert "**Answer.**" in shown(answer)


def test_every_claim_says_what_it_means_and_what_it_does_not(notebook: Any) -> None:
    text = "\n".join(cell.source for cell in markdown_cells(notebook))
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    claims = [s for s in sections if not s.startswith(("Exercise", "Where to go next"))]
    assert len(claims) >= 3
    for claim in claims:
        heading = claim.splitlines()[0]
        assert "**What it means.**" in claim, heading
        assert "**What cannot be concluded.**" in claim, heading


def test_every_picture_has_alternative_text_and_a_caption(notebook: Any) -> None:
    for cell in code_cells(notebook):
        for number, output in enumerate(cell.outputs):
            if "image/png" not in output.get("data", {}):
                continue
            alt = output.metadata["image/png"]["alt"]
            assert len(alt) > 80 and alt == output.data["text/plain"]
            assert cell.outputs[number + 1].data["text/markdown"].startswith("**Figure.** ")


def test_chinese_sentences_are_quoted_with_their_number_marked_and_glossed(notebook: Any) -> None:
    quotes = [o.data["text/html"] for o in outputs(notebook) if "<blockquote" in o.get("data", {}).get("text/html", "")]
    assert len(quotes) >= 3
    for quoted in quotes:
        assert re.search(r'<blockquote lang="zh">.*<mark>[^<]+</mark>.*</blockquote><figcaption>\w', quoted)


def test_the_exercise_has_a_folded_solution_that_was_run(notebook: Any) -> None:
    assert [cell.id for cell in markdown_cells(notebook) if cell.source.startswith("## Exercise")] == ["exercise"]
    (solved,) = [cell for cell in code_cells(notebook) if "solution" in cell.metadata.get("tags", [])]
    assert solved.metadata["jupyter"]["source_hidden"]
    assert "<details><summary>Solution</summary>" in shown(solved)
    for words in SOLUTIONS[notebook.name]:
        assert words in shown(solved)


def test_no_number_is_typed_in_prose(notebook: Any) -> None:
    for cell in markdown_cells(notebook):
        typed = TYPED_NUMBER.search(EXEMPT.sub("", cell.source))
        assert not typed, f"{cell.id}: {typed}"
    for cell in code_cells(notebook):
        for text in prose(cell):
            typed = TYPED_NUMBER.search(text)
            assert not typed, f"{cell.id}: {typed} in {text!r}"


def test_no_figure_of_the_world_is_typed_in_code(notebook: Any) -> None:
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                power_of_ten = node.value > 0 and math.log10(node.value) == int(math.log10(node.value))
                assert node.value in (0, 1, 2) or power_of_ten, f"{cell.id}: {node.value}"


def test_notebooks_call_the_package_and_define_or_open_nothing(notebook: Any) -> None:
    forbidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.With, ast.Try)
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, forbidden), f"{cell.id}: {type(node).__name__}"
            if isinstance(node, ast.Import):
                raise AssertionError(f"{cell.id}: import {node.names[0].name}")
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "analysis", f"{cell.id}: from {node.module}"
                assert node.module not in {"analysis.paths", "analysis.documents"}, cell.id
            if isinstance(node, ast.Name):
                assert node.id not in {"open", "eval", "exec", "compile", "__import__"}, cell.id
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith(("read_", "to_csv", "write")), f"{cell.id}: .{node.attr}"


def test_outputs_are_free_of_noise_and_cells_are_folded_or_taught(notebook: Any) -> None:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type in {"display_data", "stream"}, f"{cell.id}: {output.output_type}"
            assert output.get("name") != "stderr", f"{cell.id}: {output.get('text')}"
        assert set(cell.metadata) <= {"tags", "jupyter"}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z-]+", each) for each in ids)


def test_links_lead_to_notebooks_that_exist(notebook: Any) -> None:
    for cell in markdown_cells(notebook):
        for target in re.findall(r"\]\(([^)]+)\)", cell.source):
            assert (paths.NOTEBOOKS / target).is_file(), target


# ---------------------------------------------------------------- broken notebooks


def notebook_with(source: str) -> str:
    cells = [
        {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "words"},
        {"cell_type": "code", "id": "sum", "metadata": {}, "source": source, "outputs": [], "execution_count": None},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_failing_cell_is_named_and_no_notebook_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = notebook_with("print(1)"), notebook_with("total = 1\ntotal / 0")
    (tmp_path / "01_good.ipynb").write_text(good)
    (tmp_path / "02_bad.ipynb").write_text(bad)
    monkeypatch.setattr(build, "build_notebooks", partial(build.build_notebooks, tmp_path))
    assert __main__.main(["build", "notebooks"]) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "error: " in line]
    assert "02_bad.ipynb: cell 2 of 2 (sum) failed: ZeroDivisionError: division by zero" in line
    assert "Traceback" not in line
    assert (tmp_path / "01_good.ipynb").read_text() == good
    assert (tmp_path / "02_bad.ipynb").read_text() == bad


def test_an_address_in_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "01_address.ipynb"
    path.write_text(notebook_with("print(object())"))
    with pytest.raises(NotebookError, match=r"01_address.ipynb: cell 2 \(sum\) shows the address of an object"):
        build.build_notebooks(tmp_path)


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"cells": 3}'])
def test_what_is_no_notebook_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "01_torn.ipynb").write_text(content)
    with pytest.raises(NotebookError, match="01_torn.ipynb: "):
        build.build_notebooks(tmp_path)
    assert (tmp_path / "01_torn.ipynb").read_text() == content


def test_a_folder_without_notebooks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="no notebook found"):
        build.build_notebooks(tmp_path)


def test_state_of_an_editor_and_times_are_dropped(tmp_path: Path) -> None:
    raw = json.loads(notebook_with("print(1)"))
    raw["metadata"] = {"language_info": {"name": "python", "version": "2.7"}, "toc": {"open": True}}
    raw["cells"][1]["metadata"] = {"collapsed": True, "execution": {"iopub.status.idle": "2020"}, "tags": ["kept"]}
    path = tmp_path / "01_edited.ipynb"
    path.write_text(json.dumps(raw))
    build.build_notebooks(tmp_path)
    first = path.read_bytes()
    assert b"2.7" not in first and b"toc" not in first and b"iopub" not in first and b"kept" in first
    build.build_notebooks(tmp_path)
    assert path.read_bytes() == first


def test_the_kernel_is_the_running_interpreter_without_the_users_own_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel, startup = tmp_path / "data" / "kernels" / "python3", tmp_path / "ipython" / "profile_default" / "startup"
    for folder in (kernel, startup):
        folder.mkdir(parents=True)
    foreign = {"argv": ["/bin/false"], "display_name": "other", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(foreign))
    (startup / "00.py").write_text("surprise = 1")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = tmp_path / "01_where.ipynb"
    asked = "import sys, analysis\nprint(sys.prefix, analysis.__file__, 'surprise' in globals())"
    path.write_text(notebook_with(asked))
    build.build_notebooks(tmp_path)
    assert shown(read(path).cells[1]) == json.dumps([f"{sys.prefix} {paths.PACKAGE / '__init__.py'} False\n"])
