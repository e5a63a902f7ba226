/* The passes, in the order in which compile() of bench/pipeline.c calls them. Each is one function
 * with a stated contract; check() runs between them. Passes that can refuse a kernel return 0 or -1
 * with `error` (STAGE_IR with the place in the user's source); the others cannot fail. */
#ifndef NPJIT_IR_PASSES_H
#define NPJIT_IR_PASSES_H

#include <ir/fn.h>

/* requires: a tree from the front end. leaves: an untyped Fn. */
int build(Arena *arena, TypeTable *types, const Function *function, Fn **out, Error *error);

/* requires: an untyped Fn, a structured type for each parameter; a list has its number among the
 * lists, from 0, as `position`, and UNTYPED items when it is empty. leaves (fn->arguments: lists
 * that have to be objects are that now): a new typed Fn; `untyped` is not changed. Blocks are
 * versioned by the types of the locals that are live into them (basic block versioning), so that an
 * accumulator that starts as 0 and becomes a float has two loops, each exact. */
int infer(const Fn *untyped, const Type *const *argument_types, int argument_count, Fn **out,
          Error *error);

/* requires: typed. leaves: blocks without unreachable ones, block parameters that always receive
 * the same value replaced by it, chains of blocks merged, unused pure instructions gone. */
void simplify(Fn *fn);

/* requires: typed. leaves: i64.add_checked and i64.sub_checked of one, on what starts from
 * constants and is changed by nothing else, plain: to overflow they take longer than anybody waits.
 */
void counters(Fn *fn);

/* requires: typed, simplified. leaves: *_checked operations that provably fit replaced by their
 * plain form, Value.is_natural set. Run simplify() after it. */
void ranges(Fn *fn);

/* requires: typed, simplified. leaves: arrays made of given items of which only reductions, the
 * length and items at constant places are used replaced by those computations. Only for the native
 * route. Run simplify() after it. */
void native(Fn *fn);

/* requires: typed, simplified. leaves: inside of loops, elementwise operations on vectors as
 * native.map and reductions of vectors as native.reduce, each with the operations of which nothing
 * else is wanted. Only for the native route. Run simplify() after it. */
void fuse(Fn *fn);

/* requires: typed. leaves: float.to_i64_checked of what provably fits as float.to_i64. Run
 * simplify() after it. */
void fits(Fn *fn);

/* The most stores in the turns of a strip that is tried. */
enum { STRIP_STORES_MOST = 4 };

/* requires: typed, simplified. leaves: loops that count up and do little in each turn with a poll
 * in 1024 turns instead of each. */
void strip(Fn *fn);

/* requires: strips made. leaves: appends to private lists in strips as list.push, after one
 * list.reserve where the strip begins. */
void reserve(Fn *fn);

/* requires: strips made; only for the native route. leaves: strips whose turns do arithmetic on
 * float64 items at indices linear in the counter, in one block, tried without checks first; where
 * one would have failed, what was stored is undone and the checked turns follow. */
void try_strips(Fn *fn);

/* requires: typed. leaves: every routed instruction with the fastest route not faster than `route`
 * that has an exact form for it. */
void choose_routes(Fn *fn, Route route);

/* requires: routes chosen. leaves: compiled code's own access to the items of arrays on `native`,
 * which is part of the loop and of no layer around NumPy. For the compiled loop alone. */
void access_items_natively(Fn *fn);

/* requires: typed, simplified; no retain or release. leaves: rows of lists of lists that are only
 * looked into while no list of lists gives up an item, taken by list.row, which owns nothing. */
void rows(Fn *fn);

/* requires: typed, simplified, routes chosen; no retain or release. leaves: retain and release
 * placed so that every counted value is released exactly once on every path, `unwind` lists on what
 * can raise. */
void own(Fn *fn);

/* Verifies the invariants of the stage (`fn->typed`): SSA dominance, operand types against ops.def,
 * edge arguments against parameters, terminators. With `owned`, retain/release balance too. Returns
 * 0, or -1 with `error` naming the block and the instruction: always our bug, never the user's. */
int check(const Fn *fn, bool owned, Error *error);

#endif
