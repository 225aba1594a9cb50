"""Speakers as documents: their names, offices and countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from statements.models import Speaker, Statement, StatementSpeaker, Term
from statements.models.statement import NOT_PUBLIC, count_public_statements
from statements.search.indexing.documents.named_records import Counts, NamedRecord, NameSource, distinct


def select_public_credits() -> QuerySet[StatementSpeaker]:
    """Who speaks in published statements. Those that are not public are few, and quicker to leave out than the others
    are to look up."""
    return StatementSpeaker.objects.exclude(statement__in=Statement.objects.filter(status__in=NOT_PUBLIC).values("pk"))


def select_public_speakers() -> QuerySet[Speaker]:
    return Speaker.objects.filter(Exists(select_public_credits().filter(speaker=OuterRef("pk"))))


MAX_ROLES = 20  # offices of one speaker as statements print them

Credit = tuple[str | None, str | None, str]  # the code and name of a party, and the office


class SpeakerSource(NameSource[Speaker]):
    model = Speaker

    def select_public(self) -> QuerySet[Speaker]:
        return select_public_speakers()

    def select_for_reading(self) -> QuerySet[Speaker]:
        terms = Prefetch("terms", Term.objects.select_related("party").order_by("start_earliest", "pk"))
        return self.select_public().prefetch_related("aliases", terms)

    def count_statements(self, pks: Sequence[int]) -> Counts:
        return count_public_statements(StatementSpeaker.objects.filter(speaker__in=pks), "speaker")

    def read_named(self, records: Sequence[Speaker], counts: Counts) -> Iterator[NamedRecord[Speaker]]:
        public = [record for record in records if counts.get(record.pk)]
        credited = _read_credits([record.pk for record in public])
        for record in public:
            credits_here, terms = credited[record.pk], list(record.terms.all())
            yield NamedRecord(
                record, "speaker", record.uid, record.slug, counts[record.pk],
                names=distinct([record.name, record.native_name, *(alias.name for alias in record.aliases.all())]),
                family_name=find_family_name(record.sort_name),
                facts=_list_facts(terms, credits_here),
                countries=distinct(
                    [*(term.party.code for term in terms), *(code for code, _, _ in credits_here if code)]
                ),
            )  # fmt: skip


def find_family_name(sort_name: str) -> str:
    """What is before the comma of a sort name; without a comma the first word (Kim Jong-un)."""
    family, comma, _ = sort_name.partition(",")
    words = family.split()
    return family.strip() if comma else words[0] if len(words) > 1 else ""


def _list_facts(terms: Sequence[Term], credits_here: Sequence[Credit]) -> list[str]:
    offices = [text for term in terms for text in (term.title, *term.title_aliases, term.party.name)]
    roles = distinct(role for _, _, role in credits_here)[:MAX_ROLES]
    return [*offices, *(name for _, name, _ in credits_here if name), *roles]


def _read_credits(speakers: Sequence[int]) -> Mapping[int, list[Credit]]:
    """For whom and in which office each of the speakers is heard in public."""
    found: dict[int, list[Credit]] = defaultdict(list)
    rows = select_public_credits().filter(speaker__in=speakers)
    columns = rows.values_list("speaker", "party__code", "party__name", "role").distinct()
    for pk, code, name, role in columns.order_by("speaker", "party__code", "role"):
        found[pk].append((code, name, role))
    return found
