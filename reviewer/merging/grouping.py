"""Records to papers: by identifier, then by title where nothing speaks against it, then by word.

In come the records that have something in common with each other, out come groups of them, each
one paper with its id. The result depends on the records and the user's judgements alone, not on
the order in which files were read, so a store ends up as a fresh ingest would make it.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reviewer.merging.identity import disagreement, same_identifier
from reviewer.store.ledger import Anchor, Identity, Judgement, Ledger, RecordRow

KEYS = ("title_key", "doi", "arxiv_id")
_PATH = "path"
Key = tuple[str, str]
"""A column of the identity, or `path` for an attachment, and its value."""


class Group(NamedTuple):
    """One paper: its id, its records in canonical order, and what was said of its fields."""

    paper_id: str
    rows: tuple[RecordRow, ...]
    said: tuple[Judgement, ...]


def keys_of(identity: Identity) -> tuple[Key, ...]:
    """What the records of one paper may share with this one."""
    return tuple((column, value) for column in KEYS if (value := getattr(identity, column)))


def component(
    ledger: Ledger, seeds: Iterable[Key], judgements: Sequence[Judgement]
) -> list[RecordRow]:
    """Every record that is tied to the seeds by a chain of shared keys.

    Args:
        ledger: the records.
        seeds: keys, also of records that are gone; `("path", …)` for a file and what attaches it.
        judgements: what one is about is tied together.
    """
    rows: dict[int, RecordRow] = {}
    met: set[Key] = set()
    tied = _tied(judgements)
    frontier = set(seeds)
    while frontier:
        met |= frontier
        new = [row for row in _rows_at(ledger, frontier) if row.id not in rows]
        rows |= {row.id: row for row in new}
        frontier = {key for row in new for key in keys_of(row.identity)}
        frontier |= _paths_of(ledger, new)
        frontier |= {other for key in met | frontier for other in tied.get(key, ())}
        frontier -= met
    return list(rows.values())


def group(
    rows: Iterable[RecordRow],
    attachments: Iterable[tuple[int, str]],
    judgements: Sequence[Judgement],
) -> list[Group]:
    """The papers that the records of a whole component are.

    Args:
        rows: every record of the component.
        attachments: record id and path of the files that its records have attached.
        judgements: what the user said; those on other papers are left aside.
    """
    ordered = sorted(rows, key=_canonical)
    claimants = _claimants(ordered, attachments)
    clusters = _by_title(_by_identifier([row for row in ordered if row.id not in claimants]))
    _attach(clusters, [row for row in ordered if row.id in claimants], claimants)
    named = _named(clusters)
    return _joined(named, judgements)


def anchor(group_id: str, rows: Iterable[RecordRow]) -> Anchor:
    """What finds this paper again."""
    rows = list(rows)
    keys = dict.fromkeys(key for row in rows for key in keys_of(row.identity))
    return Anchor(group_id, tuple(keys), tuple((row.path, row.identity) for row in rows))


def _rows_at(ledger: Ledger, keys: Iterable[Key]) -> list[RecordRow]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for column, value in sorted(keys):
        wanted[column].append(value)
    paths = wanted.pop(_PATH, [])
    found = [row for column, values in wanted.items() for row in ledger.rows_with(column, values)]
    return [*found, *ledger.rows_in(paths), *ledger.rows_attaching(paths)]


def _paths_of(ledger: Ledger, rows: Sequence[RecordRow]) -> set[Key]:
    """The files these records have attached, and the files of theirs that others have attached."""
    attached = {path for _, path in ledger.attachments(row.id for row in rows)}
    attached |= ledger.attached(row.path for row in rows)
    return {(_PATH, path) for path in attached}


def _tied(judgements: Iterable[Judgement]) -> dict[Key, set[Key]]:
    """Each key of a judgement with all of them.

    What it may be about is looked at together, or it could be about two papers at once.
    """
    tied: dict[Key, set[Key]] = defaultdict(set)
    for judgement in judgements:
        other = () if judgement.other is None else judgement.other.keys
        both = {*judgement.paper.keys, *other}
        for key in both:
            tied[key] |= both
    return tied


def _canonical(row: RecordRow) -> tuple[int, str, int]:
    return -row.identity.authority, row.path, row.ordinal


def _claimants(
    rows: Sequence[RecordRow], attachments: Iterable[tuple[int, str]]
) -> dict[int, list[int]]:
    """Record id of a file's only record -> ids of the records that have the file attached."""
    in_file = Counter(row.path for row in rows)
    alone = {row.path: row.id for row in rows if in_file[row.path] == 1}
    known = {row.id for row in rows}
    claimants: dict[int, list[int]] = defaultdict(list)
    for record_id, path in attachments:
        if path in alone and record_id in known and record_id != alone[path]:
            claimants[alone[path]].append(record_id)
    return claimants


def _by_identifier(rows: Sequence[RecordRow]) -> list[list[RecordRow]]:
    """Records that share a DOI or an arXiv id, directly or through others; in canonical order."""
    owner: dict[Key, int] = {}
    parent = list(range(len(rows)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, row in enumerate(rows):
        for key in keys_of(row.identity):
            if key[0] != "title_key":
                one, other = sorted((root(index), root(owner.setdefault(key, index))))
                parent[other] = one
    clusters: dict[int, list[RecordRow]] = defaultdict(list)
    for index, row in enumerate(rows):
        clusters[root(index)].append(row)
    return list(clusters.values())


def _by_title(clusters: Iterable[list[RecordRow]]) -> list[list[RecordRow]]:
    """Clusters joined that share a title and whose records of that title all agree."""
    joined: list[list[RecordRow]] = []
    by_title: dict[str, list[int]] = defaultdict(list)
    for cluster in clusters:
        titles = dict.fromkeys(row.identity.title_key for row in cluster)
        near = dict.fromkeys(index for title in titles for index in by_title[title])
        index = next((i for i in near if _agree(joined[i], cluster)), None)
        if index is None:
            index = len(joined)
            joined.append([])
        joined[index] += cluster
        for title in titles:
            if index not in by_title[title]:
                by_title[title].append(index)
    return joined


def _agree(one: Iterable[RecordRow], other: Sequence[RecordRow]) -> bool:
    return not any(
        disagreement(a.identity, b.identity)
        for a in one
        for b in other
        if a.identity.title_key == b.identity.title_key
    )


def _attach(
    clusters: list[list[RecordRow]],
    attached: Iterable[RecordRow],
    claimants: Mapping[int, Sequence[int]],
) -> None:
    """Put the record of an attached file to the entry that has it, the likest if several have."""
    for row in attached:
        claiming = set(claimants[row.id])
        owners = [c for c in clusters if any(one.id in claiming for one in c)]
        best = next((c for c in owners if any(_alike(row, one) for one in c)), None)
        if best is None and owners:
            best = owners[0]
        if best is None:  # attached by files that are attached themselves
            clusters.append([row])
        else:
            best.append(row)


def _alike(one: RecordRow, other: RecordRow) -> bool:
    same_title = one.identity.title_key == other.identity.title_key
    return same_title or same_identifier(one.identity, other.identity)


def _named(clusters: Iterable[Sequence[RecordRow]]) -> list[Group]:
    """Ids from the title of the first record; a number tells papers of one title apart."""
    count: Counter[str] = Counter()
    groups = []
    for cluster in sorted((sorted(c, key=_canonical) for c in clusters), key=_first):
        title = cluster[0].identity.title_key
        count[title] += 1
        salt = "" if count[title] == 1 else f"\n{count[title]}"
        groups.append(Group(_hash(title + salt), tuple(cluster), ()))
    return groups


def _joined(groups: Sequence[Group], judgements: Sequence[Judgement]) -> list[Group]:
    """The groups the user has called one paper as one, under the id of the paper named first."""
    same = list(range(len(groups)))
    at = _groups_at(groups) if judgements else {}
    for judgement in judgements:
        if judgement.other is not None:
            one, other = (_meant(one, groups, at) for one in (judgement.paper, judgement.other))
            if one is not None and other is not None:
                kept, joined = same[one], same[other]
                same = [kept if index == joined else index for index in same]
    said: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        index = None if judgement.field is None else _meant(judgement.paper, groups, at)
        if index is not None:
            said[same[index]].append(judgement)
    members: dict[int, list[RecordRow]] = defaultdict(list)
    for index, one_group in enumerate(groups):
        members[same[index]] += one_group.rows
    return [
        Group(groups[index].paper_id, tuple(sorted(rows, key=_canonical)), tuple(said[index]))
        for index, rows in members.items()
    ]


def _groups_at(groups: Sequence[Group]) -> dict[Key, dict[int, None]]:
    """The groups that have a key, by their index."""
    at: dict[Key, dict[int, None]] = defaultdict(dict)
    for index, one_group in enumerate(groups):
        for row in one_group.rows:
            for key in keys_of(row.identity):
                at[key][index] = None
    return at


def _meant(wanted: Anchor, groups: Sequence[Group], at: Mapping[Key, Iterable[int]]) -> int | None:
    """The group that an anchor names: of those that may be it, the one with most of its keys.

    An id says little: with another paper of its title gone, a paper goes by that one's id.
    """
    shared = Counter(index for key in wanted.keys for index in at.get(key, ()))
    ranks = {
        index: (likeness, count, groups[index].paper_id == wanted.paper_id, -index)
        for index, count in shared.items()
        if (likeness := _likeness(wanted, groups[index]))
    }
    return max(ranks, key=ranks.__getitem__, default=None)


def _likeness(wanted: Anchor, one_group: Group) -> int:
    """2 if a record would be put to the paper of the anchor's, 1 if it may be an edited one, or 0.

    An edited record stands in the same file with the same title, whatever else it says now.
    """
    pairs = [(path, a, row) for path, a in wanted.records for row in one_group.rows]
    titled = [(path, a, row) for path, a, row in pairs if a.title_key == row.identity.title_key]
    if not wanted.records or any(same_identifier(a, row.identity) for _, a, row in pairs):
        return 2
    if any(not disagreement(a, row.identity) for _, a, row in titled):
        return 2
    return 1 if any(path == row.path for path, _, row in titled) else 0


def _first(cluster: Sequence[RecordRow]) -> tuple[int, str, int]:
    return _canonical(cluster[0])


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
