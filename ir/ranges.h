/* What ranges() finds out, for its tests. Private to ir/. */
#ifndef NPJIT_IR_RANGES_H
#define NPJIT_IR_RANGES_H

#include "interval.h"

#include <ir/fn.h>

/* By value: a range that every I64 and bool (0 or 1) the value ever holds lies in; others
 * unspecified. requires: typed, every block reachable. In fn->arena. */
const IntRange *find_ranges(Fn *fn);

#endif
