/* Source text -> CPython's own `ast` -> the plain C tree of ast.h.
 *
 * Does: parse, resolve names the way CPython's symtable does, spell out with and match statements,
 * refuse what is not compiled (async, yield, class bodies, globals that are assigned to)
 * with file:line:column, the construct and a hint. Does not: type anything, know NumPy or LLVM. The
 * interpreter must be running and the GIL held. */
#ifndef NPJIT_FRONT_FRONT_H
#define NPJIT_FRONT_FRONT_H

#include <base/arena.h>
#include <base/error.h>
#include <front/ast.h>

/* Keeps alive the Python objects that trees point to. */
typedef struct FrontUnit FrontUnit;

/* Looks up what every function needs and the first would pay for: CPython makes its `ast` when it
 * is first asked for. Can be left out. Returns 0, or -1 with `error` (STAGE_FRONT). */
int front_prepare(Error *error);

/* Parses the function object `python_function` (a PyFunctionObject *, borrowed) by reading the file
 * its code object names. On success *out is the tree, in `arena`, and *unit must outlive it and be
 * freed with front_release. Returns 0, or -1 with `error` (STAGE_FRONT; STAGE_INPUT when the source
 * cannot be found). No Python exception is left set. */
int front_parse(Arena *arena, void *python_function, FrontUnit **unit, const Function **out,
                Error *error);

/* Drops the references. NULL is allowed. */
void front_release(FrontUnit *unit);

#endif
