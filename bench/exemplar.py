"""Makes arguments for a function from its annotations and defaults, so that it can be typed without a call.

What counts is only what the compiler sees of them: types, dtypes, numbers of dimensions. The program embeds
this file and runs it for --list-kernels.
"""

import inspect
import re
import types
import typing

import numpy

TEXT = re.compile(r"(?:\w+\.)*(\w+)\s*\[([\s:,\d]*)\]")  # "float64[:, ::1]", as Numba writes it


class Unknown(Exception):
    """An annotation that does not say enough."""


def array_of(dtype, ndim):
    return numpy.zeros((1,) * ndim, dtype)


def of_array(arguments):
    """numpy.ndarray[shape, numpy.dtype[scalar]]; of NDArray, which tells no shape, one dimension."""
    shape, dtype = (*arguments, None, None)[:2]
    scalars = typing.get_args(dtype)
    if not scalars or not isinstance(scalars[0], type):
        raise Unknown
    lengths = typing.get_args(shape)
    return array_of(scalars[0], 1 if not lengths or Ellipsis in lengths else len(lengths))


def of_text(text):
    match = TEXT.fullmatch(text.strip())
    try:
        return array_of(match[1], match[2].count(",") + 1)
    except TypeError:
        raise Unknown from None


def of_generic(origin, arguments):
    if origin is numpy.ndarray:
        return of_array(arguments)
    if origin is list:
        return [of_annotation(arguments[0])]
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            arguments = (arguments[0], arguments[0])
        return tuple(of_annotation(a) for a in arguments)
    if origin in (dict, set, frozenset):
        return origin()
    if origin in (typing.Union, types.UnionType):
        return of_annotation(next(a for a in arguments if a is not types.NoneType))
    if origin is typing.Annotated:
        return of_annotation(arguments[0])
    raise Unknown


def of_annotation(annotation):
    if annotation is None or annotation is types.NoneType:
        return None
    if isinstance(annotation, str):
        return of_text(annotation)
    origin = typing.get_origin(annotation)
    if origin is not None:
        return of_generic(origin, typing.get_args(annotation))
    if annotation in (bool, int, float, complex, str):
        return annotation(1)
    if isinstance(annotation, type) and issubclass(annotation, numpy.generic):
        try:
            return annotation(1)
        except TypeError:  # an abstract one, like numpy.floating
            raise Unknown from None
    raise Unknown


def annotations_of(function):
    try:
        return typing.get_type_hints(function)
    except Exception:  # names that do not exist, Numba's texts: whatever can be read of them
        return dict(function.__annotations__)


def make(function):
    """(values, names): a value for each parameter, and which parameters nothing is known of."""
    annotations = annotations_of(function)
    values, unknown = [], []
    rest = {}  # of *name and **name, which come last: nobody knows how many there are
    for name, parameter in inspect.signature(function, follow_wrapped=False).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            rest[name] = () if parameter.kind == parameter.VAR_POSITIONAL else {}
            continue
        try:
            if name in annotations:
                values.append(of_annotation(annotations[name]))
            elif parameter.default is not parameter.empty:
                values.append(parameter.default)
            else:
                raise Unknown
        except Unknown:
            unknown.append(name)
            values.append(object())
    return (*values, *rest.values()), (*unknown, *rest)
