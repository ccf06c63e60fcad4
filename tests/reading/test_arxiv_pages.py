from pathlib import Path

from reviewer.models import Record
from reviewer.reading import html
from reviewer.reading.protocol import ReadingOptions
from tests.reading import pages
from tests.reading.pages import ABSTRACT


def records_of(folder: Path, body: str) -> list[Record]:
    path = folder / "list.html"
    path.write_text(pages.page("<title>Computation and Language</title>", body), encoding="utf-8")
    return list(html.read(path, ReadingOptions()))


def test_a_days_announcements_give_each_paper(tmp_path: Path) -> None:
    entry = (
        '<dt><a name="item{n}">[{n}]</a> <a href="/abs/2401.0000{n}" title="Abstract">arXiv:'
        '2401.0000{n}</a> [<a href="/pdf/2401.0000{n}">pdf</a>]</dt>\n<dd><div class="meta"><div '
        'class="list-title mathjax"><span class="descriptor">Title:</span> Ice {n}</div><div '
        'class="list-authors"><a href="/a">Ada Frost</a>, <a href="/b">Bo Rime</a></div>{abstract}'
        "</div></dd>"
    )
    first = entry.format(n=1, abstract=f'<p class="mathjax">{ABSTRACT}</p>')
    body = f"<dl id='articles'>{first}{entry.format(n=2, abstract='')}</dl>"
    one, two = records_of(tmp_path, body)
    assert (one.metadata.title, one.metadata.arxiv_id) == ("Ice 1", "2401.00001")
    assert one.metadata.authors == ("Ada Frost", "Bo Rime")
    assert one.metadata.url == "https://arxiv.org/abs/2401.00001"
    assert (one.abstract, one.line) == (ABSTRACT, 7)
    assert (two.metadata.title, two.sections) == ("Ice 2", ())


def test_the_results_of_a_search_give_each_paper_with_its_whole_abstract(tmp_path: Path) -> None:
    body = f"""<ol><li class="arxiv-result"><p class="list-title"><a
      href="https://arxiv.org/abs/2401.00001v2">arXiv:2401.00001</a></p>
      <p class="title is-5 mathjax">Slow <span class="search-hit">Thaw</span></p>
      <p class="authors"><span>Authors:</span> <a>Ada Frost</a></p>
      <p class="abstract mathjax"><span>Abstract</span>: <span class="abstract-short">River …</span>
      <span class="abstract-full" style="display:none">{ABSTRACT} <a>△ Less</a></span></p>
      <p>Submitted 2 January, 2024; originally announced January 2024.</p></li>
      <li class="arxiv-result"><p class="title">No address</p></li></ol>"""
    (record,) = records_of(tmp_path, body)
    assert (record.metadata.title, record.metadata.arxiv_id) == ("Slow Thaw", "2401.00001v2")
    assert (record.metadata.authors, record.metadata.year) == (("Ada Frost",), 2024)
    assert record.abstract == ABSTRACT
