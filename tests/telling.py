"""Small made-up reports of three events in several languages, for the tests of stories."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from alerts.types import ArticleId
from monitor.story.cluster import Report
from monitor.story.said import Said
from monitor.story.stale import Stale, dated, stale_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

FERRY = (
    (
        "Ferry runs aground off Tolvik with 212 aboard",
        "The ferry Havbris ran aground on Monday in thick fog off Tolvik with 212 people aboard, "
        "the coast guard said. Captain Ragna Solheim ordered everyone into the boats. Two "
        "passengers broke an arm. The Havbris, owned by Nordlinje, had lost its radar an hour "
        "before, a sailor told the harbour office in Tolvik.",
    ),
    (
        "All 212 saved after Havbris hits rocks near Tolvik",
        "All 212 people on the Havbris were brought ashore in Tolvik on Monday night after the "
        "Nordlinje ferry struck rocks in fog. Captain Ragna Solheim was the last to leave. Two "
        "people were treated for broken arms, the hospital said. The radar had failed.",
    ),
    (
        "Tolvik ferry had no radar, says Nordlinje",
        "Nordlinje has admitted that the radar of the Havbris failed an hour before the ferry ran "
        "onto rocks off Tolvik on Monday. Captain Ragna Solheim sailed on in fog. The 212 aboard "
        "were saved; two broke an arm.",
    ),
)
OTHER_FERRY = (
    (
        "Ferry collides with trawler outside Maruela, nine missing",
        "Nine fishermen are missing after the ferry Estrela do Sul collided with a trawler "
        "outside Maruela on Thursday. The ferry, with 87 aboard, reached port. Port captain Duarte "
        "Falcão said the trawler Boa Hora sank within minutes.",
    ),
    (
        "Search for nine fishermen goes on off Maruela",
        "Divers searched on Friday for nine fishermen of the trawler Boa Hora, sunk on Thursday by "
        "the ferry Estrela do Sul off Maruela. None of the 87 on the ferry was hurt, said port "
        "captain Duarte Falcão.",
    ),
)
DAM = (
    (
        "Cracks found in Oster dam, 3,400 told to leave",
        "Engineers found cracks in the Oster dam on Saturday, and 3,400 people in Lower Brenn were "
        "told to leave. Governor Ilse Wendt said the water would be let out over five days.",
    ),
    (
        "Lower Brenn empties as Oster dam cracks",
        "Buses took 3,400 people out of Lower Brenn on Saturday after cracks were seen in the "
        "Oster dam. Governor Ilse Wendt promised that they could return in five days.",
    ),
)
FRENCH_DAM = (
    "Fissures dans le barrage d'Oster : 3 400 habitants évacués",
    "Quelque 3.400 habitants de Lower Brenn ont dû partir samedi, des fissures ayant été trouvées "
    "dans le barrage d'Oster. La gouverneure Ilse Wendt a annoncé que l'eau serait évacuée.",
)
RESCUES = (
    (
        "Ferry aground off Tolvik",
        "The ferry Havbris ran aground in fog off Tolvik on Monday. Three passengers were killed.",
    ),
    (
        "Five dead on the Havbris",
        "The Havbris hit a reef outside the harbour. Five passengers were killed, a doctor said.",
    ),
    (
        "Divers at the wreck",
        "Divers have found the radar of the wreck. Three passengers were killed, they say.",
    ),
    (
        "Seven dead, says union",
        "The sailors' union wants an inquiry. Seven passengers were killed, its lawyer said.",
    ),
)
"""A ferry on which the dead are counted differently, by outlets within hours."""
FRENCH_BANK = (
    "La banque Credal supprime 900 emplois à Lorvier",
    "La direction de Credal a annoncé mardi la suppression de 900 emplois à Lorvier. Le syndicat "
    "de Paul Marchenoir appelle à la grève et demande à voir le ministre.",
)


def reports(*told: tuple[str, str], language: str | None = None, first: int = 1) -> list[Report]:
    """Return reports with the ids from `first` on, an hour apart."""
    return [
        Report(
            id=ArticleId(at),
            title=title,
            text=text,
            source=f"paper-{at}",
            published_at=NOW + timedelta(hours=at),
            language=language,
        )
        for at, (title, text) in enumerate(told, first)
    ]


def story(*told: tuple[str, str]) -> list[Said]:
    """Return the English articles of one story, the ids from 1 on, an hour apart."""
    return [
        Said(
            id=each.id,
            title=each.title,
            text=each.text,
            source=each.source,
            url=f"https://{each.source}.example/{each.id}",
            published_at=each.published_at,
            at=each.published_at or NOW,
            language="en",
            copy_of=None,
        )
        for each in reports(*told)
    ]


def stale_among(story: Sequence[Report]) -> list[Stale]:
    """Return the reports of a story that are stale, each held against all others."""
    dates = [dated(each) for each in story]
    found = (stale_of(each, [other for other in dates if other is not each]) for each in dates)
    return [each for each in found if each]
