/* Which block parameters always are the same as another value. Private to ir/. */
#ifndef NPJIT_IR_SAME_VALUES_H
#define NPJIT_IR_SAME_VALUES_H

#include "graph.h"

/* By ValueId: the value that it always is the same as, itself when there is none. What parameters
 * pass around loops among themselves, however nested, is found to come from one value if it does.
 * requires: all blocks reachable. */
ValueId *find_same_values(Fn *fn, const Graph *graph);

#endif
