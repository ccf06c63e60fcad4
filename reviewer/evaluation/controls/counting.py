"""Trials and their verdicts to figures: shares with intervals, gates, areas under curves.

It knows nothing of how a trial was made, or by what it was checked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reviewer.evaluation.checking import Checked
from reviewer.evaluation.controls.results import Caught
from reviewer.evaluation.significance import area_under_curve, bootstrap_ratio
from reviewer.models import Support
from reviewer.proof import Verdict

FALSE_ALARMS = 0.1
"""The share of whole statements that may fail a threshold on the score."""


def caught(
    control: str,
    trials: Sequence[tuple[int, Checked]],
    whole: Sequence[Checked],
    judged: Sequence[Verdict | None] = (),
) -> Caught:
    """The figures of one control.

    Args:
        control: its name.
        trials: the place of the whole statement in `whole`, and what was said of the broken one.
        whole: what was said of the whole statements.
        judged: what the judge said of each trial.
    """
    found = share(control, [(place, one.is_caught) for place, one in trials])
    proven = [one.is_caught for place, one in trials if not whole[place].is_caught]
    more = {
        "refused": sum(one.is_refused for _, one in trials) / len(trials),
        "gates": gates(one for _, one in trials),
        "proven": len(proven),
        "proven_caught": sum(proven) / len(proven) if proven else None,
    }
    return found.model_copy(update={**more, **_by_judge(judged)})


def by_score(trials: Sequence[tuple[int, Checked]], whole: Sequence[Checked]) -> dict[str, float]:
    """How well the alignment's score alone tells broken statements from whole ones.

    Args:
        trials: as for `caught`.
        whole: the same.
    """
    import numpy as np

    broken = np.array([one.score for _, one in trials])
    own = np.array([whole[place].score for place in sorted({place for place, _ in trials})])
    threshold = float(np.quantile([one.score for one in whole], FALSE_ALARMS, method="lower"))
    return {
        "auc": area_under_curve(own, broken)[0],
        "caught_at_ten": float((broken < threshold).mean()),
    }


def share(control: str, trials: Sequence[tuple[int, bool]]) -> Caught:
    """How many were caught, with an interval that resamples whole statements."""
    import numpy as np

    tried, right = Counter(place for place, _ in trials), Counter[int]()
    right.update(place for place, is_caught in trials if is_caught)
    above = np.array([float(right[place]) for place in tried])
    below = np.array([float(tried[place]) for place in tried])
    low, high = bootstrap_ratio(above, below)
    return Caught(
        control=control,
        tried=len(trials),
        statements=len(tried),
        caught=float(above.sum() / below.sum()),
        low=low,
        high=high,
    )


def gates(checked: Iterable[Checked]) -> dict[str, int]:
    """How many each gate caught, the busiest first."""
    found = Counter(one.verdict.gate or "none" for one in checked if one.is_caught)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _by_judge(judged: Sequence[Verdict | None]) -> Mapping[str, object]:
    given = [verdict for verdict in judged if verdict is not None]
    if not given:
        return {}
    refused = sum(verdict.support is not Support.SUPPORTED for verdict in given)
    return {"judged": len(given), "judge_caught": refused / len(given)}
