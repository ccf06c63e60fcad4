"""Pages in the manner of the sites where papers are read: their structure, words of our own."""

import html
import json
from collections.abc import Callable
from typing import Any, NamedTuple

TITLE = "Slow Thaw: How River Ice Breaks in Spring"
AUTHORS = ("Ada von Frost", "Bo Rime Jr")
ABSTRACT = (
    "River ice breaks when the water below it rises faster than its edges can melt. We measured "
    "the ice of 14 rivers in northern valleys over nine winters with cheap floating sensors. Ice "
    "that had carried snow for more than 30 days broke 4.2 days later than bare ice. A model of "
    "two equations tells the day of breakup within 1.6 days, which is enough to close a bridge."
)
INTRODUCTION = (
    "Every spring the villages along the upper river wait for the ice to go, and every spring "
    "somebody guesses the day wrong. Guessing has a price, because boats and bridges are in the "
    "way of the floes [1]."
)
SECOND = (
    "Earlier work looked at the temperature of the air alone. That is a poor guide for rivers "
    "whose water comes from far away and carries its own warmth into the valley."
)
METHOD = (
    "We put 220 sensors on the ice and asked them for their tilt once in ten minutes. A sensor "
    "that tilts by more than a hand's breadth counts as afloat, and the ice around it as broken."
)
CAPTION = "Figure 1: A sensor on the ice, with a pencil beside it to show how small it is."
RESULT = (
    "Snow delays the breakup in all rivers but one. The exception has a power station above it "
    "that warms the water, and its ice broke early in every winter that we saw."
)
CLOSING = (
    "A village can read the day of breakup from two numbers that cost nothing to measure. We do "
    "not know whether the model holds for lakes, where no current pushes the ice."
)
THANKS = "We thank the people of the valley, who lent us their boats and never laughed at us."
REFERENCES = (
    "Rime, B. The sound of breaking ice. Journal of Cold Things 12, 34–56 (2011).",
    "Frost, A. and Hail, C. Why snow keeps ice warm. Winter Letters 3, 7–9 (2015).",
)
PARAGRAPHS = (INTRODUCTION, SECOND, METHOD, RESULT, CLOSING)
HEADINGS = ("Introduction", "Methods", "Sensors", "Results", "Conclusion")
CHROME = (
    "Skip to main content and search",
    "We use cookies to make this site nicer for you, and our partners do so too; see the policy.",
    "You may also like: Nine other papers about snow",
    "Sign up for alerts by mail",
    "Copyright of the publisher, all rights reserved, terms and conditions apply",
)


class Sample(NamedTuple):
    """A page, and whether it holds the full text."""

    source: str
    is_full: bool


def meta(**fields: str | tuple[str, ...]) -> str:
    lines = []
    for name, values in fields.items():
        for value in (values,) if isinstance(values, str) else values:
            content = html.escape(value)
            lines.append(f'<meta name="citation_{name}" content="{content}">')
    return "\n".join(lines)


def page(head: str, body: str) -> str:
    start = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    return f"{start}\n{head}\n</head>\n<body>\n{body}\n</body></html>"


def chrome(inside: str) -> str:
    """A page around an article: banners above, boxes beside and below."""
    skip, cookies, like, alerts, rights = CHROME
    return (
        f'<a class="skip-link" href="#main">{skip}</a><div class="cookie-banner"><p>{cookies}</p>'
        f'</div><nav><ul><li><a href="/">Home</a></li></ul></nav>\n{inside}\n'
        f'<aside class="related-articles"><h2>More</h2><p>{like}</p></aside>'
        f'<div class="newsletter"><p>{alerts}</p></div><footer><p>{rights}</p></footer>'
    )


def arxiv_listing() -> Sample:
    head = "<title>[2401.00001] Slow Thaw: How River Ice Breaks in Spring</title>" + meta(
        title=TITLE,
        author=("von Frost, Ada", "Rime Jr, Bo"),
        date="2024/01/02",
        online_date="2024/02/03",
        arxiv_id="2401.00001",
        abstract=ABSTRACT,
    )
    body = (
        f'<div id="content-inner"><div id="abs"><div class="dateline">[Submitted on 2 Jan 2024]'
        f'</div><h1 class="title mathjax"><span class="descriptor">Title:</span>{TITLE}</h1>'
        f'<div class="authors"><span class="descriptor">Authors:</span><a>Ada von Frost</a></div>'
        f'<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>{ABSTRACT}'
        '</blockquote><div class="metatable"><table><tr><td>Comments:</td><td>9 pages</td></tr>'
        "</table></div></div></div>"
    )
    return Sample(page(head, chrome(body)), is_full=False)


def latexml() -> Sample:
    note = (
        '<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span '
        'class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup>'
        '<span class="ltx_tag ltx_tag_note">1</span>Pencils were new.</span></span></span>'
    )

    def para(text: str, after: str = "") -> str:
        cited = text.replace("[1]", '<cite class="ltx_cite">[<a href="#bib.bib1">1</a>]</cite>')
        return f'<div class="ltx_para"><p class="ltx_p">{cited}{after}</p></div>'

    def sec(number: str, title: str, inside: str, level: int = 2) -> str:
        return (
            f'<section class="ltx_section"><h{level} class="ltx_title ltx_title_section"><span '
            f'class="ltx_tag ltx_tag_section">{number} </span>{title}</h{level}>{inside}</section>'
        )

    items = "".join(
        f'<li class="ltx_bibitem"><span class="ltx_tag ltx_tag_bibitem">[{n}]</span>'
        f'<span class="ltx_bibblock">{entry}</span></li>'
        for n, entry in enumerate(REFERENCES, 1)
    )
    equation = (
        '<table class="ltx_equation ltx_eqn_table"><tbody><tr class="ltx_equation ltx_eqn_row"><td>'
        '<math alttext="d=s+1"><semantics><mrow><mi>d</mi><mo>=</mo><mi>s</mi><mo>+</mo><mn>1</mn>'
        '</mrow><annotation encoding="application/x-tex">d=s+1</annotation></semantics></math>'
        "</td><td><span>(1)</span></td></tr></tbody></table>"
    )
    figure = (
        f'<figure class="ltx_figure"><img alt="x"><figcaption class="ltx_caption">{CAPTION}'
        "</figcaption></figure>"
        '<figure class="ltx_table"><table class="ltx_tabular"><tr><td>99.75</td></tr>'
        "</table></figure>"
    )
    body = (
        '<div class="ltx_page_main"><nav class="ltx_TOC"><ol><li>1 Introduction</li></ol></nav>'
        '<div class="ltx_page_content"><article class="ltx_document">'
        f'<h1 class="ltx_title ltx_title_document">{TITLE}</h1><div class="ltx_authors">'
        + "".join(f'<span class="ltx_personname">{name}</span>' for name in AUTHORS)
        + '</div><div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6>'
        f'<p class="ltx_p">{ABSTRACT}</p></div>'
        + sec("1", "Introduction", para(INTRODUCTION) + para(SECOND))
        + sec("2", "Methods", sec("2.1", "Sensors", para(METHOD, note) + equation + figure, 3))
        + sec("3", "Results", para(RESULT))
        + sec("4", "Conclusion", para(CLOSING))
        + f'<section class="ltx_acknowledgements"><h6>Acknowledgements</h6>{para(THANKS)}</section>'
        + '<section class="ltx_bibliography"><h2 class="ltx_title">References</h2>'
        f'<ul class="ltx_biblist">{items}</ul></section></article></div>'
        '<footer class="ltx_page_footer">Generated by LaTeXML</footer></div>'
    )
    return Sample(page(f"<title>[2401.00001] {TITLE}</title>", body), is_full=True)


def _sections(paragraph: str = "<p>{}</p>", section: str = "<section>{}</section>") -> str:
    """The text under headings of the second and third level."""

    def paragraphs(*texts: str) -> str:
        return "".join(paragraph.format(text) for text in texts)

    parts = (
        ("Introduction", paragraphs(INTRODUCTION, SECOND)),
        (
            "Methods",
            f"<section><h3>Sensors</h3>{paragraphs(METHOD)}<figure><img alt=''>"
            f"<figcaption>{CAPTION}</figcaption></figure></section>",
        ),
        (
            "Results",
            paragraphs(RESULT) + "<table><tr><th>River</th></tr><tr><td>99.75</td></tr></table>",
        ),
        ("Conclusion", paragraphs(CLOSING)),
        ("Acknowledgments", paragraphs(THANKS)),
    )
    return "".join(section.format(f"<h2>{title}</h2>{text}") for title, text in parts)


def _references(item: str = "<li>{}</li>") -> str:
    return "".join(item.format(entry) for entry in REFERENCES)


def pmc() -> Sample:
    head = f"<title>{TITLE} - PMC</title>" + meta(
        title=TITLE,
        author=AUTHORS,
        publication_date="2024",
        journal_title="Winter Letters",
        doi="10.1000/ice.2024",
        pmid="123",
    )
    body = (
        '<div class="usa-banner">An official website</div><main id="main-content">'
        "<article><section "
        f'class="front-matter"><h1>{TITLE}</h1><div class="cg p">Ada von Frost, Bo '
        f"Rime</div></section>"
        f'<section class="body main-article-body"><section class="abstract"><h2>Abstract</h2><p>'
        f"{ABSTRACT}</p></section>{_sections()}<section class='ref-list'><h2>References</h2><ul>"
        f"{_references('<li><span class=label>1.</span><cite>{}</cite> [<a href=x>DOI</a>]</li>')}"
        "</ul></section></section></article></main>"
    )
    return Sample(page(head, chrome(body)), is_full=True)


def springer() -> Sample:
    data = {
        "@context": "https://schema.org",
        "mainEntity": {
            "@type": "ScholarlyArticle",
            "headline": TITLE,
            "datePublished": "2024-01-02T00:00:00Z",
            "isPartOf": {"@type": "Periodical", "name": "Winter Letters"},
            "author": [{"@type": "Person", "name": name} for name in AUTHORS],
            "sameAs": "https://doi.org/10.1000/ice.2024",
            "keywords": ["ice", "rivers"],
            "description": "River ice breaks.",
        },
    }
    head = (
        f'<title>{TITLE} | Winter Letters</title><meta name="description" content="River '
        f"ice breaks "
        f'when…"><script type="application/ld+json">{json.dumps(data)}</script>'
    )
    cited = INTRODUCTION.replace("floes [1]", 'floes<sup><a href="#ref-CR1">1</a></sup>')
    text = _sections(
        "<p>{}</p>", '<section data-title="x"><div class="c-article-section">{}</div></section>'
    ).replace(INTRODUCTION, cited)
    body = (
        f'<main><article><div class="c-article-header"><h1 data-test="article-title">'
        f"{TITLE}</h1></div>"
        '<section aria-labelledby="Abs1"><div id="Abs1-section"><h2>Abstract</h2><div><p>'
        f'{ABSTRACT}</p></div></div></section><div class="main-content">{text}</div><section><h2>'
        f'References</h2><ol class="c-article-references">{_references()}</ol></section>'
        "</article></main>"
    )
    return Sample(page(head, chrome(body)), is_full=True)


def biorxiv() -> Sample:
    head = f"<title>{TITLE} | bioRxiv</title>" + meta(
        title=TITLE,
        author=AUTHORS,
        publication_date="2024/01/02",
        journal_title="bioRxiv",
        doi="10.1101/2024.01.02.000001",
        abstract=f"<p>{ABSTRACT}</p>",
    )
    section = '<div class="section">{}</div>'
    body = (
        '<div class="panel-pane main-content"><div class="article fulltext-view"><h1 '
        f'class="highwire-cite-title">{TITLE}</h1><div class="section abstract"><h2>Abstract</h2>'
        f'<p>{ABSTRACT}</p></div>{_sections("<p>{}</p>", section)}<div class="section '
        f'ref-list"><h2>'
        f'References</h2><ol class="cit-list">{_references()}</ol></div></div></div>'
    )
    return Sample(page(head, chrome(body)), is_full=True)


def plain_site() -> Sample:
    """A lab's own page: no metadata, divisions without names, a list of references without one."""
    body = (
        f"<div><h1>{TITLE}</h1><p>by Ada von Frost and Bo Rime</p><h2>"
        f"Abstract</h2><p>{ABSTRACT}</p>"
        f'{_sections("<div>{}</div>", "<div>{}</div>")}<ol class="references">'
        f"{_references()}</ol></div>"
    )
    return Sample(page(f"<title>{TITLE} - The Ice Lab</title>", chrome(body)), is_full=True)


def acl() -> Sample:
    head = f"<title>{TITLE} - ACL Anthology</title>" + meta(
        title=TITLE,
        author=AUTHORS,
        publication_date="2024/1",
        conference_title="Proceedings of the Winter Meeting",
        doi="10.1000/ice.2024",
    )
    body = (
        f'<section id="main"><div><h2 id="title"><a href="x.pdf">{TITLE}</a></h2><p '
        f'class="lead"><a>Ada '
        'von Frost</a></p></div><div class="row acl-paper-details"><div class="card bg-light">'
        f'<div class="card-body acl-abstract"><h5 class="card-title">Abstract</h5><span>{ABSTRACT}'
        "</span></div></div><dl><dt>Venue:</dt><dd>WM</dd></dl></div></section>"
    )
    return Sample(page(head, chrome(body)), is_full=False)


def openreview() -> Sample:
    head = f"<title>{TITLE} | OpenReview</title>" + meta(
        title=TITLE,
        author=AUTHORS,
        publication_date="2024/01/02",
        conference_title="The Winter Conference",
        abstract=ABSTRACT,
    )
    body = (
        f'<main><div class="forum-title"><h2 class="citation_title">{TITLE}</h2></div><div '
        'class="note-content"><div><strong class="note-content-field">Abstract:</strong> <span '
        f'class="note-content-value">{ABSTRACT}</span></div></div></main>'
    )
    return Sample(page(head, chrome(body)), is_full=False)


def journal_with_dublin_core() -> Sample:
    head = (
        f'<title>{TITLE}</title><meta name="DC.Title" content="{TITLE}">'
        + "".join(f'<meta name="dc.creator" content="{name}">' for name in AUTHORS)
        + '<meta name="DC.Date.issued" content="2024-01-02"><meta name="prism.publicationName" '
        'content="Winter Letters"><meta name="prism.doi" content="doi:10.1000/ice.2024">'
        f'<meta name="DC.Description" content="{ABSTRACT}">'
    )
    return Sample(
        page(head, chrome(f"<main><h1>{TITLE}</h1><p>Buy it here.</p></main>")), is_full=False
    )


PAGES: dict[str, Callable[[], Sample]] = {
    "arxiv": arxiv_listing,
    "latexml": latexml,
    "pmc": pmc,
    "springer": springer,
    "biorxiv": biorxiv,
    "plain": plain_site,
    "acl": acl,
    "openreview": openreview,
    "dublin-core": journal_with_dublin_core,
}


def paper_data(number: str, title: str, summary: str = ABSTRACT, **more: Any) -> dict[str, Any]:
    people = [{"name": name, "hidden": False} for name in AUTHORS]
    paper = {"id": number, "title": title, "summary": summary, "authors": people}
    return {"title": title, "paper": paper | more}


def daily_papers(*entries: dict[str, Any], cards: bool = True) -> str:
    """A listing: its data in an attribute, and a card with a heading for each paper."""
    props = html.escape(json.dumps({"periodType": "day", "dailyPapers": list(entries)}))
    shown = "".join(
        f'<article><h3><a href="/papers/{e["paper"]["id"]}">{e["paper"]["title"]}</a></h3>'
        f"</article>"
        for e in entries
        if cards
    )
    body = (
        f'<main>\n<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" '
        f'data-props="{props}">{shown}</div></main>'
    )
    return page("<title>Daily Papers - Hugging Face</title>", body)
