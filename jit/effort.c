/* How much effort a kernel's machine code is worth, told from how often its loops leave it. A call
 * of NumPy through its C API takes a microsecond, one of CPython's 50 ns and more, one of NumPy's
 * inner loops a few. */
#include "lowering.h"

#include <front/ast.h>

/* A loop that crosses over less often than once in so many turns is worth all effort. */
static const double least_share = 1.0 / 16;

/* How many instructions there may be for each crossing for the least effort to do: for each call of
 * NumPy's C API, and for any. */
static const double most_for_api = 500, most_for_any = 100;

/* Assigning registers well takes time that grows faster than the code: below this many instructions
 * it pays wherever NumPy's C API is not called. */
enum { LARGE = 40 };

/* Looking at a loop takes time that grows with the function: of more loops none is. */
enum { LOOPS_MOST = 200 };

typedef struct Survey {
    Arena *arena;
    const Fn *fn;
    const bool *hot;
    const int *place; /* by block id, in reverse postorder */
    const bool *head; /* by block id: a loop of hot blocks begins there */
    bool costly_only; /* only calls of NumPy's C API count */
    double *share;    /* by block id of a head: how often a turn crosses; negative: not known yet */
} Survey;

/* One turn of one loop. */
typedef struct Turn {
    Survey *survey;
    const Block *head;
    const bool *inside; /* by block id */
    double *share;      /* by block id: how often what is left of the turn crosses */
} Turn;

static double loop_share(Survey *survey, const Block *head);

static bool crosses(const Survey *survey, const Block *block) {
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        bool counts = survey->costly_only
                          ? instruction->route == ROUTE_PYTHON || instruction->route == ROUTE_CAPI
                          : instruction->route != ROUTE_NATIVE;
        if (counts && op_infos[instruction->op].flags & OPF_FFI)
            return true;
    }
    return false;
}

/* How often the terminator's first edge is taken, where it says so: `i % 3 == 0`. Else negative. */
static double first_edge_share(const Fn *fn, const Instruction *terminator) {
    const Instruction *compared =
        terminator->op == OP_BRANCH ? fn_definition(fn, terminator->operands[0]) : NULL;
    if (!compared || compared->op != OP_I64_COMPARE ||
        (compared->immediate != COMPARE_EQUAL && compared->immediate != COMPARE_NOT_EQUAL))
        return -1;
    const Instruction *remainder = fn_definition(fn, compared->operands[0]);
    if (!remainder || (remainder->op != OP_I64_MOD_NATURAL && remainder->op != OP_I64_MOD))
        return -1;
    const Instruction *divisor = fn_definition(fn, remainder->operands[1]);
    if (!divisor || divisor->op != OP_CONST_I64 || divisor->immediate < 2)
        return -1;
    double equal = 1.0 / (double)divisor->immediate;
    return compared->immediate == COMPARE_EQUAL ? equal : 1 - equal;
}

static double turn_share(Turn *turn, const Block *block);

/* Along one edge. An inner loop is taken to run. Negative: it leaves the loop. */
static double edge_share(Turn *turn, const Block *target) {
    if (target == turn->head)
        return 0;
    if (!turn->inside[target->id])
        return -1;
    return turn->survey->head[target->id] ? loop_share(turn->survey, target)
                                          : turn_share(turn, target);
}

/* Which way a branch goes is not known; the way that crosses less often is assumed. */
static double turn_share(Turn *turn, const Block *block) {
    double *share = &turn->share[block->id];
    if (*share >= 0)
        return *share;
    *share = 0;
    if (crosses(turn->survey, block))
        return *share = 1;
    const Instruction *terminator = block_terminator(block);
    double first = first_edge_share(turn->survey->fn, terminator), least = -1, mean = 0;
    for (int i = 0; i < terminator->edge_count; i++) {
        double along = edge_share(turn, terminator->edges[i].target);
        if (along < 0)
            first = -1;
        else
            least = least < 0 || along < least ? along : least;
        mean += (i == 0 ? first : 1 - first) * along;
    }
    return *share = first >= 0 ? mean : least > 0 ? least : 0;
}

static bool closes(const Survey *survey, const Block *from, const Block *head) {
    const Instruction *terminator = block_terminator(from);
    for (int i = 0; i < terminator->edge_count; i++)
        if (terminator->edges[i].target == head)
            return survey->hot[from->id] && survey->place[from->id] >= survey->place[head->id];
    return false;
}

static bool leads_to(const Block *from, const Block *to) {
    const Instruction *terminator = block_terminator(from);
    for (int i = 0; i < terminator->edge_count; i++)
        if (terminator->edges[i].target == to)
            return true;
    return false;
}

/* The hot blocks of the natural loop with this head, found by walking back from where it is closed.
 */
static const bool *find_inside(const Survey *survey, const Block *head) {
    const Fn *fn = survey->fn;
    const Block **stack = ARENA_ARRAY(survey->arena, const Block *, fn->blocks.count);
    bool *inside = ARENA_ARRAY(survey->arena, bool, fn->blocks.count);
    int depth = 0;
    inside[head->id] = true;
    for (int b = 0; b < fn->blocks.count; b++)
        if (closes(survey, fn->blocks.items[b], head) && !inside[b]) {
            inside[b] = true;
            stack[depth++] = fn->blocks.items[b];
        }
    while (depth > 0) {
        const Block *block = stack[--depth];
        for (int b = 0; b < fn->blocks.count; b++)
            if (survey->hot[b] && !inside[b] && leads_to(fn->blocks.items[b], block)) {
                inside[b] = true;
                stack[depth++] = fn->blocks.items[b];
            }
    }
    return inside;
}

static double loop_share(Survey *survey, const Block *head) {
    double *share = &survey->share[head->id];
    if (*share >= 0)
        return *share;
    *share = 0;
    int count = survey->fn->blocks.count;
    Turn turn = {survey, head, find_inside(survey, head),
                 ARENA_ARRAY(survey->arena, double, count)};
    for (int b = 0; b < count; b++)
        turn.share[b] = -1;
    return *share = turn_share(&turn, head);
}

/* How often a turn of the loop that crosses least does. */
static double loops_share(Survey *survey, bool costly_only) {
    int count = survey->fn->blocks.count;
    double least = 1;
    survey->costly_only = costly_only;
    survey->share = ARENA_ARRAY(survey->arena, double, count);
    for (int b = 0; b < count; b++)
        survey->share[b] = -1;
    for (int b = 0; b < count; b++) {
        double share = survey->head[b] ? loop_share(survey, survey->fn->blocks.items[b]) : 1;
        least = share < least ? share : least;
    }
    return least;
}

/* Fills `place` and `head`; returns how many loops there are. */
static int find_loops(Survey *survey) {
    const Fn *fn = survey->fn;
    int *place = ARENA_ARRAY(survey->arena, int, fn->blocks.count);
    bool *head = ARENA_ARRAY(survey->arena, bool, fn->blocks.count);
    int loops = 0;
    const bool *nowhere = ARENA_ARRAY(survey->arena, bool, fn->blocks.count);
    const Block **order = ARENA_ARRAY(survey->arena, const Block *, fn->blocks.count);
    int count = region_order(survey->arena, fn, fn->blocks.items[0], nowhere, order);
    for (int i = 0; i < count; i++)
        place[order[i]->id] = i;
    survey->place = place;
    survey->head = head;
    for (int from = 0; from < fn->blocks.count; from++) {
        const Instruction *terminator = block_terminator(fn->blocks.items[from]);
        for (int i = 0; i < terminator->edge_count; i++) {
            const Block *target = terminator->edges[i].target;
            if (survey->hot[target->id] && !head[target->id] &&
                closes(survey, fn->blocks.items[from], target)) {
                head[target->id] = true;
                loops++;
            }
        }
    }
    return loops;
}

static int hot_instructions(const Fn *fn, const bool *hot) {
    int instructions = 0;
    for (int b = 0; b < fn->blocks.count; b++)
        if (hot[b])
            instructions += fn->blocks.items[b]->instructions.count;
    return instructions;
}

Effort effort_worth(Arena *arena, const Fn *fn, const bool *hot) {
    Survey survey = {.arena = arena, .fn = fn, .hot = hot};
    int loops = find_loops(&survey);
    double any = loops > 0 && loops <= LOOPS_MOST ? loops_share(&survey, false) : 0;
    if (any < least_share)
        return EFFORT_FULL;
    int instructions = hot_instructions(fn, hot);
    bool least = instructions <= most_for_api * loops_share(&survey, true) ||
                 (instructions >= LARGE && instructions <= most_for_any * any);
    return least ? EFFORT_LEAST : EFFORT_QUICK;
}
