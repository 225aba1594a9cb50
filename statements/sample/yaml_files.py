"""The YAML files of the sample archive, read into records. Plain Python."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

import yaml

from .records import SampleArchive, SampleEvent, SamplePublisher, SampleSpeaker, SampleStatement, SampleTreaty

FOLDER = Path(__file__).parent


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Record = TypeVar("Record", bound=_Dataclass)


class InvalidSample(ValueError):
    """A file of the sample archive cannot be read; the message says which, where and why."""


class _Loader(yaml.BaseLoader):
    """Every scalar stays a string: YAML would turn 1949-10-07 into a date and the language no into a boolean."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                # YAML would keep the last one and drop the others without a word.
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_archive(folder: Path = FOLDER) -> SampleArchive:
    """Read all of the sample archive under ``folder``. Raises `FaultySample`."""
    return SampleArchive(
        publishers=_read_table(folder / "publishers.yaml", SamplePublisher),
        events=_read_table(folder / "events.yaml", SampleEvent),
        speakers=_read_table(folder / "speakers.yaml", SampleSpeaker),
        treaties=_read_table(folder / "treaties.yaml", SampleTreaty),
        statements={
            path.stem: _build_record(SampleStatement, _load_yaml(path), path.name)
            for path in sorted((folder / "statements").glob("*.yaml"))
        },
    )


def _read_table(path: Path, kind: type[Record]) -> dict[str, Record]:
    return {key: _build_record(kind, entry, f"{path.name}, {key}") for key, entry in _load_yaml(path).items()}


def _load_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - builds plain data only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidSample(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise InvalidSample(f"{path.name}: it holds no table.")
    return content


def _build_record(kind: type[Record], entry: Any, where: str) -> Record:
    """Build ``kind`` from a mapping, nested records and lists included; what is unknown or missing is refused."""
    if not isinstance(entry, dict):
        raise InvalidSample(f"{where}: a table of fields is expected, not “{entry}”.")
    known = {field.name: field for field in fields(kind)}
    if unknown := entry.keys() - known.keys():
        raise InvalidSample(f"{where}: unknown field {', '.join(sorted(unknown))}.")
    needed = {name for name, field in known.items() if field.default is MISSING}
    if missing := needed - entry.keys():
        raise InvalidSample(f"{where}: {', '.join(sorted(missing))} is missing.")
    hints = get_type_hints(kind)
    return kind(**{name: _build_value(hints[name], value, f"{where}, {name}") for name, value in entry.items()})


def _build_value(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise InvalidSample(f"{where}: a list is expected, not “{value}”.")
        inner = get_args(hint)[0]
        return tuple(_build_value(inner, part, f"{where} {number}") for number, part in enumerate(value, start=1))
    if get_origin(hint) is dict:
        if not isinstance(value, dict):
            raise InvalidSample(f"{where}: a table is expected, not “{value}”.")
        return value
    if hint is str:
        if not isinstance(value, str):
            raise InvalidSample(f"{where}: a word or a text is expected.")
        return value
    return _build_record(hint, value, where)
