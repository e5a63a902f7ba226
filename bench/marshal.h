/* Python values <-> the leaves that compiled code takes and gives. */
#ifndef NPJIT_BENCH_MARSHAL_H
#define NPJIT_BENCH_MARSHAL_H

#include "numpy_api.h"
#include "pipeline.h"
#include "record.h"

/* The structured type of a Python value as an argument. */
const Type *value_type(Arena *arena, TypeTable *types, PyObject *value);

/* ---- list_arguments.c ---- */

/* Of the arguments `values`, typed in `types`: lists whose items are all of one type, and that
 * nothing else among the arguments can be or hold, get a LIST type, numbered in their order, outer
 * ones first. */
void type_lists(Arena *arena, TypeTable *table, PyObject *values, const Type **types);

/* Whether the function changes a list argument of this type, or a list in it. */
bool list_changes(const Fn *fn, const Type *type);

/* ---- marshal.c ---- */

/* Writes the leaves of `value`, which must be of `type`, to *cursor and moves it past them. The
 * leaves are owned by who takes them; its lists join the pairs. Returns 0, or -1 with a Python
 * exception set, then nothing is owned. */
int value_to_leaves(const Type *type, PyObject *value, ListPairs *pairs, NpjitSlot **cursor);

/* The Python object that the leaves at *cursor make (new reference), which are taken and passed
 * over. Returns NULL with a Python exception set; the leaves are gone then too. */
PyObject *leaves_to_value(const Type *type, ListPairs *pairs, const NpjitSlot **cursor);

/* Calls the machine code with the values of all parameters. New reference, or NULL with the
 * kernel's exception set. */
PyObject *compiled_call(Compiled *compiled, PyObject *values);

/* What taking over the arguments takes where there are lists among them, at the least; else 0. */
double seconds_taking(Compiled *compiled, PyObject *values);

/* The same as something that is recorded. It is refused when its result depends on what compiled
 * code has not got. `name` and `compiled` are borrowed. */
Caller compiled_caller(const char *name, Compiled *compiled);

#endif
