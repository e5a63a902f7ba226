/* Code as --dump-ir prints it, taken apart into its lines and the lines of Python they come from.
 */
#ifndef NPJIT_REPORT_LISTING_H
#define NPJIT_REPORT_LISTING_H

#include <base/arena.h>

typedef struct Listing {
    const char *text; /* lines without their places, separated by newlines */
    int *lines;       /* for each of them the line of Python, 0 where there is none */
    int line_count;
} Listing;

/* "…  @29:14" at the end of a line. */
Listing listing_of_kir(Arena *arena, const char *text);

/* "…, !dbg !7" at the end, and what !7 means further down in the same module. Metadata, attributes
 * and the target's description are left out. */
Listing listing_of_llvm(Arena *arena, const char *text);

/* "; file.py:29" above what comes from there. */
Listing listing_of_assembly(Arena *arena, const char *text);

/* "file.py:29:14: text" at the beginning of a line, which is left out. */
Listing listing_of_remarks(Arena *arena, const char *text);

#endif
