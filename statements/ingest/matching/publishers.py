"""Publishers: found by name, alias or host; created when a record names one that the archive does not have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statements.ingest.matching.parties import Parties
from statements.models import Publisher
from statements.text.folding import fold
from statements.text.languages import same_language
from statements.text.web_addresses import extract_host, is_web_address

CC0 = ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
CC_BY_4 = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
OGL_3 = ("Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")
US_WORK = ("Work of the US Government, public domain in the United States", "https://www.usa.gov/government-copyright")
NO_LICENCE = ("", "")


@dataclass(frozen=True, slots=True)
class KnownPublisher:
    """A publisher as an import creates it. It has a licence only where the publisher states one."""

    name: str
    party: str
    hosts: tuple[str, ...]
    licence: tuple[str, str] = NO_LICENCE
    aliases: tuple[str, ...] = ()
    translates: bool = False  # what it publishes in English was spoken in another language


KNOWN_PUBLISHERS = (
    KnownPublisher(
        "President of Russia",
        "RUS",
        ("kremlin.ru", "en.kremlin.ru", "special.kremlin.ru"),
        CC_BY_4,
        ("Kremlin", "The Kremlin", "President of Russia (en.kremlin.ru)"),
        translates=True,
    ),
    KnownPublisher(
        "The White House",
        "USA",
        (
            "whitehouse.gov",
            "bidenwhitehouse.archives.gov",
            "trumpwhitehouse.archives.gov",
            "obamawhitehouse.archives.gov",
            "georgewbush-whitehouse.archives.gov",
        ),
        US_WORK,
        ("White House", "Office of the Press Secretary, The White House"),
    ),
    KnownPublisher(
        "US Department of State",
        "USA",
        ("state.gov", "2017-2021.state.gov", "2009-2017.state.gov"),
        US_WORK,
        ("Department of State", "U.S. Department of State", "United States Department of State", "State Department"),
    ),
    KnownPublisher("UN General Debate Corpus", "UN", (), CC0, ("UNGDC", "United Nations General Debate Corpus")),
    KnownPublisher(
        "United Nations",
        "UN",
        ("un.org", "press.un.org", "undocs.org", "digitallibrary.un.org"),
        NO_LICENCE,
        ("UN", "United Nations Secretariat"),
    ),
    KnownPublisher(
        "UK Government", "GBR", ("gov.uk",), OGL_3, ("GOV.UK", "Foreign, Commonwealth & Development Office", "FCDO")
    ),
    KnownPublisher(
        "President of Ukraine", "UKR", ("president.gov.ua",), NO_LICENCE, ("Office of the President of Ukraine",)
    ),
    KnownPublisher(
        "Ministry of Foreign Affairs of Russia",
        "RUS",
        ("mid.ru",),
        NO_LICENCE,
        ("Russian Foreign Ministry", "The Ministry of Foreign Affairs of the Russian Federation"),
    ),
    KnownPublisher(
        "Ministry of Foreign Affairs of China",
        "CHN",
        ("fmprc.gov.cn", "mfa.gov.cn"),
        NO_LICENCE,
        ("Ministry of Foreign Affairs of the People's Republic of China",),
    ),
    KnownPublisher("North Atlantic Treaty Organization", "NATO", ("nato.int",), NO_LICENCE, ("NATO",)),
    KnownPublisher("European Commission", "EU", ("ec.europa.eu",), CC_BY_4),
    KnownPublisher("Ministry of Foreign Affairs of Japan", "JPN", ("mofa.go.jp",)),
    KnownPublisher("Ministry of External Affairs of India", "IND", ("mea.gov.in",)),
    KnownPublisher("President of France", "FRA", ("elysee.fr",), NO_LICENCE, ("Élysée", "Présidence de la République")),
    KnownPublisher("Federal Government of Germany", "DEU", ("bundesregierung.de",), NO_LICENCE, ("Bundesregierung",)),
)


class Publishers:
    """All publishers of the archive, in memory."""

    def __init__(self, publishers: Iterable[Publisher], parties: Parties):
        self._parties = parties
        self._by_name: dict[str, Publisher] = {}
        self._by_host: dict[str, Publisher] = {}
        self._unsaved: set[int] = set()
        for publisher in publishers:
            self._file(publisher)

    @classmethod
    def load(cls, parties: Parties) -> Publishers:
        return cls(Publisher.objects.order_by("pk"), parties)

    def find(self, name: str = "", url: str = "") -> Publisher | None:
        """Find the publisher called ``name``, or the one at whose host ``url`` is."""
        return self._find_by_name(name) or (None if name else self._find_by_url(url))

    def find_or_create(self, name: str = "", url: str = "") -> Publisher | None:
        """Find the publisher, or build an unsaved one from ``KNOWN_PUBLISHERS`` or the name. None without a name."""
        found = self.find(name, url)
        if found:
            return found
        known = find_known_by_name(name) if name else find_known_by_url(url)
        if known:
            made = self._build(known)
        elif name.strip() and not is_web_address(name):
            made = Publisher(
                name=" ".join(name.split())[:200],
                note="Named by an imported record; its licence has not been looked up.",
            )
        else:
            return None
        self._file(made)
        return made

    def _find_by_name(self, name: str) -> Publisher | None:
        if not name.strip():
            return None
        found = self._by_name.get(fold(name))
        if found:
            return found
        known = find_known_by_name(name)
        if known is None:
            return None
        # An editor may have entered it under another of its names.
        for other in (known.name, *known.aliases):
            if fold(other) in self._by_name:
                return self._by_name[fold(other)]
        return next((self._by_host[host] for host in known.hosts if host in self._by_host), None)

    def _find_by_url(self, url: str) -> Publisher | None:
        for host in _list_hosts(url):
            if host in self._by_host:
                return self._by_host[host]
        known = find_known_by_url(url)
        return self._find_by_name(known.name) if known else None

    def _build(self, known: KnownPublisher) -> Publisher:
        party = self._parties.by_code.get(known.party)
        return Publisher(
            name=known.name,
            party_id=party.pk if party else None,
            home_url=f"https://{known.hosts[0]}/" if known.hosts else "",
            licence=known.licence[0],
            licence_url=known.licence[1],
            aliases=[*known.aliases, *known.hosts],
        )

    def _file(self, publisher: Publisher) -> None:
        for name in (publisher.name, *publisher.aliases):
            if "." in name and " " not in name and is_web_address(f"https://{name}"):
                self._by_host.setdefault(name.lower().removeprefix("www."), publisher)
            self._by_name.setdefault(fold(name), publisher)
        if publisher.home_url:
            self._by_host.setdefault(extract_host(publisher.home_url), publisher)


def find_known_by_name(name: str) -> KnownPublisher | None:
    key = fold(name)
    return next(
        (known for known in KNOWN_PUBLISHERS if key in map(fold, (known.name, *known.aliases, *known.hosts))), None
    )


def find_known_by_url(url: str) -> KnownPublisher | None:
    hosts = _list_hosts(url)
    return next((known for known in KNOWN_PUBLISHERS if not set(hosts).isdisjoint(known.hosts)), None)


def publishes_translations(publisher: Publisher, language: str) -> bool:
    """Whether words in ``language`` at this publisher are a translation of what was said."""
    known = find_known_by_name(publisher.name)
    return bool(known and known.translates and same_language(language, "en"))


def _list_hosts(url: str) -> list[str]:
    """List the host of ``url`` and the domains above it, nearest first; never a bare top-level domain."""
    parts = extract_host(url).split(":")[0].split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)] if len(parts) > 1 else []
