/* From a Python function and its arguments' types to machine code. */
#ifndef NPJIT_BENCH_PIPELINE_H
#define NPJIT_BENCH_PIPELINE_H

#include <base/arena.h>
#include <base/error.h>
#include <front/front.h>
#include <ir/fn.h>
#include <ir/query.h>
#include <jit/jit.h>
#include <runtime/lists.h>
#include <stdio.h>

typedef struct CompileOptions {
    Route route;
    JitOptions jit;
    FILE *dump_file;       /* print the kernel IR here, or NULL */
    bool without_code;     /* end before LLVM: there is nothing to call */
    bool explain;          /* keep what became of each line */
    const char *dump_pass; /* after this pass; NULL: the last; "all": each of them */
} CompileOptions;

/* What a compilation leaves. The types, the tree and the IR are in `arena`. */
typedef struct Compiled {
    Arena *arena;
    TypeTable *types;
    FrontUnit *unit;
    const Function *tree;
    const Type **argument_types;
    int argument_count;
    const Fn *fn;      /* after the last pass */
    int *object_lines; /* lines at which arrays, NumPy scalars or boxed objects occur, ascending */
    int object_line_count;
    const Fact *facts; /* with `explain`, by line */
    int fact_count;
    JitCode *code;
    double front;                   /* seconds for everything before LLVM */
    NpjitSlot *arguments, *results; /* room for one call's leaves */
    bool *list_changes;             /* by argument: a list that the function changes */
    ListPairs lists;                /* during a call: those of the arguments, */
    int *lists_before;              /* from which number on those of each argument are */
} Compiled;

/* Compiles `function` (a PyFunctionObject *) for arguments of the types of `values` (a tuple, one
 * item for each parameter). Returns 0, or -1 with `error`; *out is NULL then. */
int compile(void *function, void *values, const CompileOptions *options, Compiled **out,
            Error *error);

/* NULL is allowed. */
void compiled_free(Compiled *compiled);

#endif
