"""The values that kernels are called with, and the literals in them: boundaries, mostly.

A kernel is compiled once for all lists of arguments of the same types, and compiling is what takes the
time; so the pools below and the lengths are such that one kernel's lists mostly are of the same types.
"""

INTS = {
    "small": [0, 1, -1, 2, 3, 5, 7, -2, -7, 10, 100, 127, 128, 255, -128, 2**31 - 1, -(2**31)],
    "word": [2**31, -(2**31) - 1, 2**32, 2**53, 2**53 + 1, 2**62, 2**62 + 1,
             2**63 - 1, -(2**63), -(2**63) + 1, -(2**53) - 1, -(2**62)],
    "big": [2**63, 2**63 + 1, 2**64, 2**64 - 1, -(2**63) - 1, -(2**64), 2**100, -(10**30)],
}  # fmt: skip
FLOATS = ["0.0", "-0.0", "1.0", "-1.0", "0.5", "2.5", "-3.7", "1e308", "-1e308", "5e-324", "1e16", "0.1",
          "9007199254740993.0", "9.223372036854775807e18", "1.8446744073709552e19", "4294967296.0",
          "float('inf')", "float('-inf')", "float('nan')", "3.0", "-7.0", "1e-300",
          "10.3", "0.7", "-123.456", "1.1", "6.02e23", "49.0"]  # fmt: skip
FLOAT_LITERALS = ["0.0", "1.0", "0.5", "2.5", "3.0", "1e308", "5e-324", "1e16", "0.1", "1e-300", "-0.0", "7.3", "49.0"]
DTYPES = ["float64", "int64", "float64", "int64", "bool", "int8", "int16", "int32", "uint8", "uint16",
          "uint32", "uint64", "float32"]  # fmt: skip
ITEMS = {
    "float64": FLOATS,
    "float32": ["0.0", "-0.0", "1.5", "-2.25", "3e38", "1e-45", "float('nan')", "float('inf')", "0.1", "7.0"],
    "int64": ["0", "1", "-1", "5", str(2**31), str(2**53 + 1), str(2**63 - 1), str(-(2**63)), "-7", "3"],
    "bool": ["True", "False"],
}
for _name, _low, _high in [
    ("int8", -(2**7), 2**7 - 1), ("int16", -(2**15), 2**15 - 1), ("int32", -(2**31), 2**31 - 1),
    ("uint8", 0, 2**8 - 1), ("uint16", 0, 2**16 - 1), ("uint32", 0, 2**32 - 1), ("uint64", 0, 2**64 - 1),
]:  # fmt: skip
    ITEMS[_name] = ["0", "1", "2", "5", "100", str(_low), str(_low + 1), str(_high), str(_high - 1)]
LENGTHS = [0, 1, 2, 3, 3, 4, 5, 5, 7, 8, 9, 17]
STRIDED_LENGTHS = [n for n in LENGTHS if n > 2]  # of shorter ones every other item is contiguous


def argument(rng, kind, pool, dtype, length):
    if kind == "int":
        return str(rng.choice(INTS[pool]))
    if kind == "float":
        return rng.choice(FLOATS)
    if kind == "bool":
        return rng.choice(["True", "False"])
    name = dtype.replace("bool", "bool_")
    if kind == "scalar":
        return f"np.{name}({rng.choice(ITEMS[dtype])})"
    if kind == "list":
        items = {
            "small": lambda: str(rng.choice(INTS["small"])),
            "word": lambda: rng.choice(FLOATS),
            "big": lambda: rng.choice([str(rng.choice(INTS["big"])), "1.5", "True", "[1, 2]", "np.float64(2.5)"]),
        }[pool]
        first = ["[1, 2]"] if pool == "big" else []
        return "[" + ", ".join([*first, *(items() for _ in range(length or rng.random() < 0.97))]) + "]"
    if kind == "tuple":
        return f"({rng.choice(INTS['small'])}, {rng.choice(FLOATS)})"
    strided = pool == "big"
    length = max(length, rng.choice(STRIDED_LENGTHS)) if strided else length
    if kind == "matrix":
        rows = rng.choice([2, 3] if strided else [1, 2, 3])
        items = ", ".join(rng.choice(ITEMS[dtype]) for _ in range(rows * length))
        shape = f".reshape({rows}, {length})"
        return f"np.array([{items}], dtype=np.{name}){shape}{'.T' if strided else ''}"
    items = ", ".join(rng.choice(ITEMS[dtype]) for _ in range(length))
    return f"np.array([{items}], dtype=np.{name}){'[::2]' if strided else ''}"


def cases(rng, kinds, count):
    """Lists of arguments, as texts of tuples. Of few kernels they differ in type, and in few two
    arguments of one kind are one object."""
    pools = [rng.choice(["small", "small", "word", "word", "big"]) for _ in kinds]
    dtypes = [rng.choice(DTYPES) for _ in kinds]
    if rng.random() < 0.4:
        dtypes = dtypes[:1] * len(kinds)
    mixed, aliased = rng.random() < 0.06, rng.random() < 0.15
    for _ in range(count):
        if mixed:
            pools = [rng.choice(["small", "word", "big"]) for _ in kinds]
        length = rng.choice(LENGTHS)
        row = [argument(rng, *one, length) for one in zip(kinds, pools, dtypes)]
        yield row_text(kinds, row, aliased)


def row_text(kinds, row, aliased):
    """The arguments as a tuple."""
    for kind in ("array", "list", "matrix") if aliased else ():
        places = [k for k, other in enumerate(kinds) if other == kind]
        if len(places) > 1:
            first, second = places[:2]
            values = ["x" if k in (first, second) else value for k, value in enumerate(row)]
            return f"(lambda x: ({', '.join(values)},))({row[first]})"
    return "(" + "".join(f"{value}, " for value in row).strip() + ")"
