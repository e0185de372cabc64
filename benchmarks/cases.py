"""
What happens in a generated record: its parties, its days, and the chapters that tell it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

import letters

DISTRICTS: Final = [
    "Alderley",
    "Ashcombe",
    "Birchover",
    "Brackley",
    "Calder",
    "Coniston",
    "Dunmere",
    "Easby",
    "Farleigh",
    "Glenmoor",
    "Harrowdale",
    "Ilminster",
    "Keswold",
    "Langsett",
    "Marlow",
    "Netherby",
    "Oakhampton",
    "Penrose",
    "Quarley",
    "Ravenscar",
    "Selworthy",
    "Thornbury",
    "Ulverston",
    "Wensley",
    "Yarrow",
]

WORKS: Final = ("tidal barrier", "quarry", "ferry landing", "wind farm", "tramway", "reservoir", "market hall", "lido")

RATINGS: Final = ("red", "amber", "green")

# Records are numbered within a year from here, clear of the numbers of records that are not made up.
FIRST_NUMBER: Final = 1001

YEARS: Final = 200

# Ids that a record may give out in any one kind.
IDS: Final = 50

STEPS: Final = [
    "considered",
    "decided",
    "approved",
    "submitted",
    "reviewed",
    "rejected",
    "resubmitted",
    "confirmed_a",
    "confirmed",
    "breached",
    "cured",
    "began",
    "varied",
    "settled",
    "opened",
    "entered",
    "later",
    "issued",
]

# What a record that carries a fault tells besides the fault, so that the fault is found as what it is.
PLAIN: Final = (
    "core",
    "confirmed-by-parts",
    "breach-cured",
    "plan-submitted",
    "plan-approved",
    "passed",
)

# How often a record tells a chapter that is told by chance.
ODDS: Final = {"rejected-once": 0.3, "breach-cured": 0.2, "untimed": 0.1, "breach-later": 0.15}

# How often the last confirmation falls on the very day on which the works begin, and goes before them in its sequence.
SAME_DAY: Final = 0.1

PLANS: Final = ("plan-approved", "plan-approved-by-delegate", "plan-waived", "plan-varied")


@dataclass(frozen=True, slots=True)
class Case:
    """
    The chapters of one record, the sentences of its letter, and what both leave to be filled in.
    """

    record: str
    chapters: tuple[str, ...]
    told: tuple[letters.Sentence, ...]
    names: dict[str, str]


def district(number: int) -> dict[str, str]:
    """
    Name the bodies, posts and people of a district.
    """
    place = DISTRICTS[number]
    slug = place.lower()
    bodies = {
        "panel": f"{place} Works Panel",
        "committee": f"{place} Safety Committee",
        "operator": f"{place} Works Company",
        "department": f"Department for {place}",
        "assessor": f"{place} Assessors",
    }
    slugs = {kind: f"{kind}-{slug}" for kind in bodies}
    labels = {f"{kind}_name": label for kind, label in bodies.items()}
    people = {"chair": f"panel-chair-{slug}", "addressee": f"secretary-{slug}", "parties": f"parties-{slug}"}
    given = {"chair_name": f"Ada {place}", "addressee_name": f"Béla {place}", "district": place}
    return slugs | labels | people | given


def days(random: Random, year: int, *, same_day: bool) -> dict[str, date]:
    """
    Choose the days of a case, in the order of `STEPS`, the last of them in *year*.
    """
    day = date(year, 1, 1) + timedelta(days=random.randrange(365))
    chosen: dict[str, date] = {}
    for step in reversed(STEPS):
        chosen[step] = day
        day -= timedelta(days=random.randrange(40, 100))
    if same_day:
        chosen["confirmed"] = chosen["began"]
    return chosen


def in_words(day: date) -> str:
    """
    Write a day as letters do.
    """
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _month(day: date, prefix: str) -> dict[str, str]:
    last = calendar.monthrange(day.year, day.month)[1]
    return {
        f"{prefix}_month": f"{day:%Y-%m}",
        f"{prefix}_first": f"{day:%Y-%m}-01",
        f"{prefix}_last": f"{day:%Y-%m}-{last:02}",
    }


def _dates(chosen: dict[str, date]) -> dict[str, str]:
    one = timedelta(days=1)
    near = {
        "before_began": chosen["began"] - one,
        "after_began": chosen["began"] + one,
        "after_settled": chosen["settled"] + one,
        "planned": chosen["issued"] + timedelta(days=90),
    }
    exact = {name: day.isoformat() for name, day in (chosen | near).items()}
    words = {f"{step}_words": in_words(chosen[step]) for step in ("issued", "considered")}
    month = chosen["considered"] - timedelta(days=31)
    told = {"month_words": f"{calendar.month_name[month.month]} {month.year}"}
    return exact | words | told | _month(chosen["reviewed"], "reviewed") | _month(month, "month")


def _plot(random: Random) -> tuple[str, ...]:
    outcome = random.choices(("passed", "pending", "acknowledged"), (75, 20, 5))[0]
    told = [chapter for chapter, odds in ODDS.items() if random.random() < odds]
    if outcome == "pending":
        return ("core", *(chapter for chapter in told if chapter != "breach-later"))
    told += ["core", "passed", "plan-submitted", random.choice(PLANS)]
    if outcome == "acknowledged":
        return (*told, "acknowledged")
    return (*told, random.choice(("confirmed-by-parts", "confirmed-whole")))


def ids(index: int) -> dict[str, str]:
    """
    Give out the ids of a record: its own, and one for each thing of a kind that it may describe.
    """
    year, number = 2000 + index % YEARS, index // YEARS
    first = FIRST_NUMBER + number * IDS
    own = {"record": f"{year}-{FIRST_NUMBER + number:04}"}
    return own | {f"k{place}": f"{year}-{first + place - 1:04}" for place in range(1, IDS + 1)}


def draw(index: int, *, seed: int, faulty: bool) -> Case:
    """
    Draw the case of the record at *index*, which depends on nothing but *seed* and whether it is *faulty*.
    """
    random = Random(f"{seed}:{index}")
    place = random.randrange(len(DISTRICTS))
    works, number = random.choice(WORKS), random.randrange(1, 1000)
    rating = random.choice(RATINGS)
    plot = _plot(random)
    spare = random.random()
    told = tuple(s for s in letters.sentences() if not s.spare or random.random() < spare)
    dates = _dates(days(random, 2000 + index % YEARS, same_day=not faulty and random.random() < SAME_DAY))
    facts = {
        "stranger": f"committee-{DISTRICTS[place - 1].lower()}",
        "topic": f"{works} {number} at {DISTRICTS[place]}",
        "spur": f"the spur of {works} {number}",
        "rating": rating,
        "rating_term": f"{rating}Rating",
        "criterion_number": str(random.randrange(1, 30)),
        "release_number": f"{random.randrange(1, 9)}.{random.randrange(10)}",
        "incidents": str(random.randrange(2, 40)),
    }
    names = district(place) | ids(index) | dates | facts
    return Case(names["record"], PLAIN if faulty else plot, told, names | letters.written(told, names))
