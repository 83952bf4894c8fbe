"""Reads OpenLineage events with the classes that OpenLineage generates from its own schemas.

    python tests/witness/lineage.py EVENTS.jsonl...

Every key must be one that the class of its place has, every value of the type that it declares,
nothing required may be missing, and a facet must name the schema that its class was made from.
So the version of the package in requirements.txt is the version of the specification.
"""

import enum
import inspect
import json
import sys
import types
import typing

import attr
from openlineage.client import event_v2
from openlineage.client.generated import (
    error_message_run,
    input_statistics_input_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)

# The class of each facet, by the key it stands under.
FACETS = {
    "errorMessage": error_message_run.ErrorMessageRunFacet,
    "inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet,
    "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
    "schema": schema_dataset.SchemaDatasetFacet,
}


def fail(place: str, what: str) -> typing.NoReturn:
    raise SystemExit(f"{place}: {what}")


def build(kind: typing.Any, value: typing.Any, place: str) -> typing.Any:
    """Makes `value` into what the annotation `kind` asks for."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None if type(None) in inner else fail(place, "is null")
        return build(next(one for one in inner if one is not type(None)), value, place)
    if origin is list:
        if not isinstance(value, list):
            fail(place, f"is {value!r}; a list was expected")
        return [build(inner[0], one, f"{place}[{at}]") for at, one in enumerate(value)]
    if origin is dict:
        return {key: build(FACETS[key], one, f"{place}.{key}") for key, one in value.items()}
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return kind(value)
    if attr.has(kind):
        return build_object(kind, value, place)
    if type(value) is not kind:
        fail(place, f"is {value!r}; {kind.__name__} was expected")
    return value


def build_object(kind: type, value: typing.Any, place: str) -> typing.Any:
    """Makes the JSON object `value` into a `kind`."""
    if not isinstance(value, dict):
        fail(place, f"is {value!r}; an object was expected")
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in attr.fields(kind)}
    unknown = set(value) - set(known)
    if unknown:
        fail(place, f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    for name in ("schemaURL", "_schemaURL"):
        if name in known and value.get(name) != kind._get_schema():
            fail(f"{place}.{name}", f"is {value.get(name)!r}; {kind._get_schema()!r} was expected")
    arguments = {
        field.alias: build(hints[name], value[name], f"{place}.{name}")
        for name, field in known.items()
        if field.init and name in value
    }
    try:
        return kind(**arguments)
    except (TypeError, ValueError) as error:
        fail(place, str(error))


def check(path: str) -> None:
    """Checks the events of one run: a START, then exactly one that ends it."""
    with open(path, encoding="utf-8") as lines:
        events = [
            build(event_v2.RunEvent, json.loads(line), f"{path}:{at}")
            for at, line in enumerate(lines, start=1)
        ]
    states = [event.eventType for event in events]
    ends = {event_v2.RunState.COMPLETE, event_v2.RunState.FAIL, event_v2.RunState.ABORT}
    if len(states) != 2 or states[0] is not event_v2.RunState.START or states[1] not in ends:
        fail(path, f"has the states {states}; START and one end were expected")
    if len({event.run.runId for event in events}) != 1:
        fail(path, "has events of more than one run")
    outputs = len(events[-1].outputs)
    print(f"{path}: START and {states[1].value}, {len(events[0].inputs)} inputs, {outputs} outputs")


def main() -> None:
    for path in sys.argv[1:]:
        check(path)


if __name__ == "__main__":
    main()
