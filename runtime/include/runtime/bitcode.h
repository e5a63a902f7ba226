/* The thunks as LLVM bitcode: what clang made of the files in runtime/thunks at build time,
 * embedded in the program. The table itself is written by cmake/NpjitBitcode.cmake; nothing here
 * parses or links bitcode, that is jit's. */
#ifndef NPJIT_RUNTIME_BITCODE_H
#define NPJIT_RUNTIME_BITCODE_H

#include <stddef.h>

/* One thunk source file. The assembler file fills these three words by position. */
typedef struct NpjitBitcode {
    const char *name;          /* stem of the source file */
    const unsigned char *data; /* 16-byte aligned */
    size_t size;
} NpjitBitcode;

_Static_assert(sizeof(NpjitBitcode) == 24, "the embedded table has three 8-byte words per row");

/* One row per thunk source file, in the order of runtime/CMakeLists.txt, then one whose name is
 * NULL. */
extern const NpjitBitcode npjit_thunk_bitcode[];
extern const size_t npjit_thunk_bitcode_count;

#endif
