"""What an archive holds, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.apps import apps
from django.conf import settings

WORD = "quagmalion"  # in every statement that the works write

# What a run without interruption may have more or less of.
NOT_COUNTED = {"AskedQuery", "IndexChange"}


def list_facts() -> dict[str, object]:
    """Rows by model, and a hash of everything that is not drawn by chance of each statement: equal for two archives
    that hold the same."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    from statements.models import Job, Statement

    counts = {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("statements").get_models()
        if model.__name__ not in NOT_COUNTED
    }
    counts |= {model.__name__: model.objects.count() for model in (ContentType, Permission, Group)}
    counts["permissions of roles"] = Group.permissions.through.objects.count()
    contents = sorted(_describe(statement) for statement in Statement.objects.select_related("publisher"))
    jobs = list(Job.objects.order_by("pk").values_list("name", "state", "counts", "done"))
    return {"counts": counts, "statements": contents, "jobs": json.loads(json.dumps(jobs))}


def _describe(statement: object) -> str:
    from statements.models import Statement

    assert isinstance(statement, Statement)
    speeches = [
        [
            speech.label, speech.role, str(speech.speaker or ""), str(speech.party or ""),
            [paragraph.text for paragraph in speech.paragraphs.all()],
        ]
        for speech in statement.speeches.order_by("order").select_related("speaker", "party")
    ]  # fmt: skip
    related = [statement.translation_of, statement.version_of, statement.event]
    described = [
        statement.title, statement.status, statement.date, statement.language, statement.lock_version,
        str(statement.publisher), statement.speech_count, statement.word_count, [str(one or "") for one in related],
        list(statement.revisions.order_by("number").values_list("number", "reason")),
        sorted(statement.topics.values_list("path", flat=True)),
        sorted(statement.treaty_mentions.values_list("treaty__title", "relation")),
        speeches,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(described, ensure_ascii=False).encode()).hexdigest()[:12]
    return f"{statement.title} ({statement.status}, {digest})"


def list_differences(found: dict, expected: dict) -> list[str]:
    """Sentences; none where the two archives hold the same."""
    differences = [
        f"{found['counts'].get(name, 0)} rows of {name}, of an uninterrupted run {count}."
        for name, count in expected["counts"].items()
        if found["counts"].get(name, 0) != count
    ]
    more, fewer = (
        sorted(set(one["statements"]) - set(other["statements"]))
        for one, other in ((found, expected), (expected, found))
    )
    differences += [f"Has {title}, which an uninterrupted run has not." for title in more[:3]]
    differences += [f"Lacks {title} of an uninterrupted run." for title in fewer[:3]]
    if found["jobs"] != expected["jobs"]:
        differences.append(f"The jobs report {found['jobs']}; uninterrupted {expected['jobs']}.")
    return differences


def find_faults() -> list[str]:
    """What is wrong with an archive that nobody works on. Sentences."""
    from statements.models import IndexChange, Job, JobEntry
    from statements.models.job import JobState
    from statements.publishing.consistency import CHECKS, DEEP_CHECKS
    from statements.search.indexing.agreement import find_disagreements

    faults = []
    for name, check in {**CHECKS, **DEEP_CHECKS, "search index": find_disagreements}.items():
        faults += [f"{name}: {finding.where} {finding.message}" for finding in check(False)]
    if left := IndexChange.objects.count():
        faults.append(f"{left} changes are left in the queue of the index.")
    if left := Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).count():
        faults.append(f"{left} jobs are not over.")
    if left := JobEntry.objects.count():
        faults.append(f"{left} entries of jobs are left.")
    return faults + _find_unfound() + [f"{path} is left." for path in list_leftovers(Path(settings.DATA_DIR))]


def _find_unfound() -> list[str]:
    """Statements that a search for their word does not find, or should not."""
    from statements.models import Statement
    from statements.search.contract.requests import SearchRequest
    from statements.search.engine import answer_search
    from statements.search.language import parse_strictly

    public = Statement.objects.published().filter(paragraphs__text__icontains=WORD).distinct().count()
    found = answer_search(SearchRequest(text=WORD, query=parse_strictly(WORD))).hit_count
    return [] if found == public else [f"A search finds {found} of {public} statements."]


def list_leftovers(data: Path) -> list[str]:
    """Files that nothing needs: names from the data folder on."""
    from statements.search.engines.whoosh.segments.segment import segment_path
    from statements.search.engines.whoosh.storage.toc import find_latest, read_toc, toc_path

    index = data / "index"
    needed = {index / name for name in ("MAIN.lock", "NAMES.lock", "queue.lock")}
    for name in {path.name.split("_")[1] for path in index.glob("_*.toc")}:
        if toc := read_toc(index, name):
            needed.add(toc_path(index, name, find_latest(index, name)))
            needed |= {segment_path(index, entry.segment_id()) for entry in toc.segments}
    left = [path for path in index.glob("*") if path not in needed and not path.name.endswith(".lock")]
    left += [path for path in (data / "uploads").rglob("*") if path.is_file()]
    database = {f"archive.sqlite3{ending}" for ending in ("", "-wal", "-shm", ".lock", ".record")}
    known = database | {"index", "uploads", "secret_key", "static", "last_backup.json", "restore.lock"}
    left += [
        path
        for path in data.glob("*")
        if path.name not in known
        and path.suffix != ".log"
        and not path.name.startswith("before-restore-")
        # A note that was being written is deleted by a start some seconds later.
        and not path.match("archive.sqlite3.record.*")
    ]
    return sorted(str(path.relative_to(data)) for path in left)
