"""The parties of the reference data, built from ISO 3166 (pycountry), CLDR (Babel) and our own tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pycountry
from babel import Locale

from statements.text.folding import fold

from .records import NameRecord, PartyRecord, read_table

LANGUAGES = ("fr", "es", "ru", "zh", "ar", "de", "pt")

# Members and observer states of the United Nations are filed as states; the other entries of ISO 3166-1 as territories.
_TERRITORIES = frozenset({
    "ABW", "AIA", "ALA", "ASM", "ATA", "ATF", "BES", "BLM", "BMU", "BVT", "CCK", "COK", "CUW", "CXR", "CYM", "ESH",
    "FLK", "FRO", "GGY", "GIB", "GLP", "GRL", "GUF", "GUM", "HKG", "HMD", "IMN", "IOT", "JEY", "MAC", "MAF", "MNP",
    "MSR", "MTQ", "MYT", "NCL", "NFK", "NIU", "PCN", "PRI", "PYF", "REU", "SGS", "SHN", "SJM", "SPM", "SXM", "TCA",
    "TKL", "TWN", "UMI", "VGB", "VIR", "WLF", "XKX",
})  # fmt: skip


# Codes of ISO 3166-3 that were withdrawn for a mere change of name -> the code of today.
FORMER_CODES = {
    "AFI": "DJI", "BUR": "MMR", "BYS": "BLR", "DHY": "BEN", "FXX": "FRA", "HVO": "BFA",
    "NHB": "VUT", "RHO": "ZWE", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD",
}  # fmt: skip


@lru_cache(maxsize=1)
def load_parties() -> tuple[PartyRecord, ...]:
    """Return all parties with all their names: countries and territories, former ones, organisations."""
    return (*_build_countries(), *_build_former(), *_build_organisations())


def _build_countries() -> Iterator[PartyRecord]:
    ours = read_table("countries.yaml")
    for country in pycountry.countries:
        yield _build_country(country.alpha_3, country.alpha_2, country, ours.get(country.alpha_3, {}))
    for code, table in ours.items():
        if "alpha_2" in table:
            yield _build_country(code, table["alpha_2"], None, table)


def _build_country(code: str, alpha_2: str, iso: object | None, table: dict) -> PartyRecord:
    iso_name = getattr(iso, "name", "")
    name = table.get("name") or getattr(iso, "common_name", "") or iso_name
    official = table.get("official", getattr(iso, "official_name", "").removeprefix("the "))
    names = [
        *_list_own_names(code, name, official, table),
        NameRecord(code, iso_name),
        NameRecord(code, getattr(iso, "official_name", "").removeprefix("the ")),
        *_list_translations(code, alpha_2),
    ]
    kind = "territory" if code in _TERRITORIES else "state"
    return PartyRecord(code, kind, name, official, note=table.get("note", ""), names=_remove_duplicates(names))


def _build_former() -> Iterator[PartyRecord]:
    for code, table in read_table("former.yaml").items():
        yield _build_party(code, "former_state", table)


def _build_organisations() -> Iterator[PartyRecord]:
    for code, table in read_table("organisations.yaml").items():
        yield _build_party(code, "organisation", table)


def _build_party(code: str, kind: str, table: dict) -> PartyRecord:
    official = table.get("official", "")
    translated = (NameRecord(code, name, language, "short") for language, name in table.get("languages", {}).items())
    return PartyRecord(
        code,
        kind,
        table["name"],
        official,
        table.get("start", ""),
        table.get("end", ""),
        tuple(table.get("successors", ())),
        table.get("note", ""),
        _remove_duplicates([*_list_own_names(code, table["name"], official, table), *translated]),
    )


def _list_own_names(code: str, name: str, official: str, table: dict) -> Iterator[NameRecord]:
    yield NameRecord(code, name, kind="short")
    if official:
        yield NameRecord(code, official, kind="official")
    for table_key, kind in (("former", "former"), ("customary", "variant")):
        for dated, period in table.get(table_key, {}).items():
            start, _, end = period.partition("/")
            yield NameRecord(code, dated, "en", kind, start.removeprefix(".."), end.removeprefix(".."))
    for variant in table.get("variants", ()):
        yield NameRecord(code, variant)
    for language, variants in table.get("elsewhere", {}).items():
        for variant in variants:
            yield NameRecord(code, variant, language)
    for initials in table.get("initials", ()):
        yield NameRecord(code, initials, "", "initials")


def _list_translations(code: str, alpha_2: str) -> Iterator[NameRecord]:
    for language in ("en", *LANGUAGES):
        name = _load_territory_names(language).get(alpha_2, "")
        # "Myanmar (Burma)" and "Hong Kong SAR China" are labels of a pick list rather than names.
        if name and "(" not in name and "（" not in name and "SAR" not in name:
            yield NameRecord(code, name, language, "variant" if language == "en" else "short")


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _load_territory_names(language: str) -> dict[str, str]:
    return dict(Locale.parse("zh_Hans" if language == "zh" else language).territories)


def _remove_duplicates(names: list[NameRecord]) -> tuple[NameRecord, ...]:
    """Keep the first of the names that differ only in case, accents or punctuation within one language."""
    seen: dict[tuple[str, str], NameRecord] = {}
    for name in names:
        if name.name:
            seen.setdefault((fold(name.name), name.language), name)
    return tuple(seen.values())
