"""Generated projects: odd texts, deep trees, identical stretches by many coders, and everything that refers to them."""

from __future__ import annotations

from hypothesis import strategies as st

from themetrail.interchange.identity import guid
from themetrail.interchange.model import (
    Case,
    CodeSet,
    Link,
    Note,
    Project,
    ProjectCode,
    ProjectCoding,
    Span,
    TextSource,
    User,
    Variable,
)

AT = "2024-05-06T09:00:00Z"
# What shifts quotes between tools: beyond the BMP, joined, combining, right to left, wide, and layout characters.
ODD = "aé é👍🏽👩‍👩‍👧𝒳שلا한字ﬁ\u200b\u00a0\u2028 .\n\t-'\"<&>]]>"
WORDS = st.text(st.sampled_from(ODD), max_size=60)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


def some(values, most=3):
    """Some of the values, each once, in order."""
    pool = list(values)
    if not pool:
        return st.just(())
    chosen = st.lists(st.sampled_from(range(len(pool))), unique=True, max_size=most)
    return chosen.map(lambda places: tuple(pool[place] for place in sorted(places)))


@st.composite
def spans(draw, sources):
    """A stretch of a source, perhaps of no characters."""
    source = draw(st.sampled_from(sources))
    start = draw(st.integers(0, len(source.text)))
    return Span(source.guid, start, draw(st.integers(start, len(source.text))))


@st.composite
def projects(draw, most=8):
    """A project in which every reference is to something in it."""
    users = tuple(User(guid("u", n), draw(NAMES)) for n in range(draw(st.integers(1, 4))))
    codes: list[ProjectCode] = []
    depth = draw(st.sampled_from([1, 2, 3, 40]))
    for n in range(draw(st.integers(0, most)) if depth < 40 else 40):
        above = [""] + [code.guid for code in codes[-1:]] if depth < 40 else [codes[-1].guid if codes else ""]
        colour = draw(st.sampled_from(["", "#00ff00", "#123456"]))
        name, said = draw(NAMES), draw(WORDS).strip()
        codes.append(ProjectCode(guid("c", n), name, draw(st.sampled_from(above)), said, colour, draw(st.booleans())))
    variables = tuple(Variable(guid("v", n), draw(NAMES), "Text") for n in range(draw(st.integers(0, 3))))
    values = some([(variable.guid, "a value") for variable in variables])
    sources = tuple(
        TextSource(guid("s", n), draw(NAMES), draw(WORDS), values=draw(values), at=AT)
        for n in range(draw(st.integers(0, 3)))
    )
    places = st.lists(spans(sources), max_size=most) if sources else st.just([])
    codings = {}
    if codes:
        for n, span in enumerate(draw(places)):
            for user in draw(some(users, len(users))):
                code = draw(st.sampled_from(codes))
                own = ProjectCoding(guid("k", n, user.guid), span, code.guid, user.guid, AT)
                codings.setdefault((span, code.guid, user.guid), own)
    things = [*(c.guid for c in codes), *(s.guid for s in sources), *(k.guid for k in codings.values())]
    notes = tuple(
        Note(guid("n", n), draw(NAMES), draw(WORDS), users[0].guid, AT, draw(some(things)), tuple(set(draw(places))))
        for n in range(draw(st.integers(0, 3)))
    )
    cases = tuple(
        Case(
            guid("a", n),
            draw(NAMES),
            "",
            draw(values),
            draw(some([source.guid for source in sources])),
            tuple(dict.fromkeys(draw(places))),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    members = [some([thing.guid for thing in kind]) for kind in (codes, sources, notes)]
    sets = tuple(CodeSet(guid("e", n), draw(NAMES), "", *map(draw, members)) for n in range(draw(st.integers(0, 2))))
    links = (Link(guid("l"), "leads to", codes[0].guid, codes[-1].guid),) if codes and draw(st.booleans()) else ()
    return Project(
        draw(NAMES), "ThemeTrail 0", AT, "", users, tuple(codes), variables, cases, sources, tuple(codings.values()),
        notes, sets, links,
    )  # fmt: skip
