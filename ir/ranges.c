/* ranges(): which integers each I64 can be, and what need not be checked for that.
 *
 * The lattice: an interval of 64-bit integers for every I64 and bool value (false is 0, true is 1),
 * the empty one meaning that the value is never computed. The analysis starts at the entry and
 * follows only edges that can be taken. A block is visited again when something it reads has
 * changed, always the first of them in reverse postorder, so that a loop has settled before what
 * follows it is looked at. Parameters of loop heads are widened over a few landmarks; two walks
 * over all blocks narrow what widening threw away. A comparison that a branch depends on refines
 * its operands on both edges: each gets a node of its own there, known by that name wherever the
 * edge dominates (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand", after
 * Cytron's renaming).
 *
 * A plain i64.add, sub or mul is taken to fit, as ops.def promises. The counter of a range over its
 * last item may wrap; nothing reads it then.
 *
 * Afterwards: checked operations that always fit become plain ones, decided comparisons constants,
 * and decided branches jumps. Divisions of what is never negative, and
 * ints known to be small, get operations of their own. */
#include "ranges.h"

#include "graph.h"

#include <ir/passes.h>

enum {
    SMALL_BITS = 62,      /* of an exact int in its small form, and the sign */
    LANDMARK_VISITS = 12, /* of a loop's head; then widening goes to the ends at once */
    NARROWING_WALKS = 2,
};

/* What a node can be. Nodes below fn->values.count are the values themselves; the others are values
 * as refined on an edge. */
typedef int NodeId;

typedef struct Refinement {
    NodeId node, of, by; /* `of`, where `of op by` holds */
    CompareOperator op;
    ValueId value; /* what all of `of`'s names stand for */
} Refinement;

typedef struct Refinements {
    Refinement *items;
    int count, capacity;
} Refinements;

/* object.next in a try statement has an item, is exhausted, or raises. */
enum { EDGES_MOST = 3 };

/* What a block reads, by the names that hold there: for each instruction its operands, then, for
 * the terminator, the arguments of its edges. */
typedef struct Reads {
    NodeId *operands; /* of all instructions, one after the other */
    NodeId *arguments[EDGES_MOST];
    Refinements refinements[EDGES_MOST]; /* on each edge */
    bool taken[EDGES_MOST];              /* whether the edge can be taken */
} Reads;

typedef struct Readers {
    const Block **items;
    int count, capacity;
} Readers;

typedef struct Rename {
    ValueId value;
    NodeId before;
} Rename;

typedef struct Analysis {
    Fn *fn;
    Graph *graph;
    Reads *reads;     /* by block id */
    bool *is_head;    /* by block id: whether a loop comes back to it */
    int *visits;      /* by block id: of heads */
    NodeId *name;     /* by value: the node that stands for it, while renaming */
    Readers *readers; /* by node */
    struct {
        Rename *items; /* to be undone when a subtree of the dominator tree is left */
        int count, capacity;
    } renames;
    int node_count, readers_capacity;
    IntRange *range; /* by node */
    bool *pending;   /* by position in reverse postorder: to be visited */
    int next;        /* no position before it is pending */
    bool narrowing;
} Analysis;

static bool is_tracked(const Fn *fn, ValueId value) {
    TypeKind kind = fn_type(fn, value)->kind;
    return kind == TYPE_I64 || kind == TYPE_BOOL;
}

/* ---- names ---- */

static bool is_constant(const Fn *fn, ValueId value) {
    const Instruction *definition = fn->values.items[value].definition;
    return definition && definition->op == OP_CONST_I64;
}

static NodeId new_node(Analysis *a) {
    a->readers = arena_grow(a->fn->arena, a->readers, a->node_count, &a->readers_capacity,
                            sizeof *a->readers);
    return a->node_count++;
}

/* Has `block` visited again when the node changes. */
static void add_reader(const Analysis *a, NodeId node, const Block *block) {
    Readers *readers = &a->readers[node];
    if (readers->count == 0 || readers->items[readers->count - 1] != block)
        ARENA_PUSH(a->fn->arena, readers, block);
}

/* What the node stands for on this edge: refined already by another part of the condition, or not.
 */
static NodeId name_on_edge(const Refinements *refinements, NodeId node) {
    for (int i = 0; i < refinements->count; i++)
        if (refinements->items[i].of == node)
            node = refinements->items[i].node;
    return node;
}

static void refine(Analysis *a, Refinements *out, ValueId value, CompareOperator op, NodeId by) {
    if (is_constant(a->fn, value))
        return;
    NodeId of = name_on_edge(out, a->name[value]);
    Refinement refinement = {new_node(a), of, by, op, value};
    ARENA_PUSH(a->fn->arena, out, refinement);
}

/* What follows from `condition` being `truth`. */
static void refine_by_condition(Analysis *a, Refinements *out, ValueId condition, bool truth,
                                int depth) {
    const Instruction *test = a->fn->values.items[condition].definition;
    if (!test || depth == 0)
        return;
    switch (test->op) {
    case OP_BOOL_NOT: refine_by_condition(a, out, test->operands[0], !truth, depth - 1); break;
    case OP_BOOL_AND:
    case OP_BOOL_OR:
        if (truth == (test->op == OP_BOOL_AND)) {
            refine_by_condition(a, out, test->operands[0], truth, depth - 1);
            refine_by_condition(a, out, test->operands[1], truth, depth - 1);
        }
        break;
    case OP_I64_COMPARE: {
        CompareOperator op = (CompareOperator)test->immediate;
        if (!truth)
            op = compare_negated(op);
        ValueId left = test->operands[0], right = test->operands[1];
        NodeId left_name = a->name[left], right_name = a->name[right];
        refine(a, out, left, op, right_name);
        refine(a, out, right, compare_mirrored(op), left_name);
        break;
    }
    default: break;
    }
}

static void name_arguments(Analysis *a, Reads *reads, const Instruction *terminator, int number) {
    const Edge *edge = &terminator->edges[number];
    if (terminator->op == OP_BRANCH)
        refine_by_condition(a, &reads->refinements[number], terminator->operands[0], number == 0,
                            4);
    reads->arguments[number] = ARENA_ARRAY(a->fn->arena, NodeId, edge->argument_count);
    for (int i = 0; i < edge->argument_count; i++) {
        NodeId node = name_on_edge(&reads->refinements[number], a->name[edge->arguments[i]]);
        reads->arguments[number][i] = node;
        if (is_tracked(a->fn, edge->arguments[i]))
            add_reader(a, node, edge->target);
    }
}

/* A block that defines a value computes what depends on it in the same visit. */
static void add_operand_reader(const Analysis *a, ValueId value, NodeId node, const Block *block) {
    bool own = node == value && a->fn->values.items[value].block == block;
    if (!own && is_tracked(a->fn, value))
        add_reader(a, node, block);
}

static void name_operands(const Analysis *a, Reads *reads, const Block *block) {
    int count = 0;
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        for (int k = 0; k < instruction->operand_count; k++) {
            NodeId node = a->name[instruction->operands[k]];
            add_operand_reader(a, instruction->operands[k], node, block);
            reads->operands[count++] = node;
        }
        /* A choice looks at what its condition compares, too. */
        const Instruction *test = instruction->op == OP_SELECT
                                      ? a->fn->values.items[instruction->operands[0]].definition
                                      : NULL;
        for (int k = 0; test && k < test->operand_count; k++)
            add_operand_reader(a, test->operands[k], test->operands[k], block);
    }
}

static void name_reads(Analysis *a, const Block *block) {
    Reads *reads = &a->reads[block->id];
    int count = 0;
    for (int i = 0; i < block->instructions.count; i++)
        count += block->instructions.items[i]->operand_count;
    reads->operands = ARENA_ARRAY(a->fn->arena, NodeId, count);
    name_operands(a, reads, block);
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++) {
        name_arguments(a, reads, terminator, i);
        for (int k = 0; k < reads->refinements[i].count; k++) {
            add_reader(a, reads->refinements[i].items[k].of, block);
            add_reader(a, reads->refinements[i].items[k].by, block);
        }
    }
}

/* Where one edge alone leads to the block, what it refines goes by its new name from here on. */
static void take_names_of_edge(Analysis *a, const Block *block) {
    if (block->id == 0 || graph_predecessor_count(a->graph, block) != 1)
        return;
    const Predecessor *from = &a->graph->predecessors[a->graph->first_predecessor[block->id]];
    const Refinements *refinements = &a->reads[from->block->id].refinements[from->edge];
    for (int i = 0; i < refinements->count; i++) {
        const Refinement *refinement = &refinements->items[i];
        Rename rename = {refinement->value, a->name[refinement->value]};
        ARENA_PUSH(a->fn->arena, &a->renames, rename);
        a->name[refinement->value] = refinement->node;
    }
}

/* Walks the dominator tree in preorder; a name holds until its block's subtree is left. */
static void name_everything(Analysis *a) {
    Fn *fn = a->fn;
    int count = a->graph->order_count, depth = 0;
    const Block **preorder = ARENA_ARRAY(fn->arena, const Block *, count);
    struct {
        const Block *block;
        int renames;
    } *open = arena_allocate(fn->arena, sizeof *open * (size_t)count);
    for (int i = 0; i < count; i++)
        preorder[a->graph->tree_enter[a->graph->order[i]->id]] = a->graph->order[i];
    for (ValueId value = 0; value < fn->values.count; value++)
        a->name[value] = value;
    for (int i = 0; i < count; i++) {
        while (depth && !graph_dominates(a->graph, open[depth - 1].block, preorder[i])) {
            depth--;
            while (a->renames.count > open[depth].renames) {
                Rename rename = a->renames.items[--a->renames.count];
                a->name[rename.value] = rename.before;
            }
        }
        open[depth].block = preorder[i];
        open[depth++].renames = a->renames.count;
        take_names_of_edge(a, preorder[i]);
        name_reads(a, preorder[i]);
    }
}

/* ---- evaluation ---- */

static void make_pending(Analysis *a, const Block *block) {
    int position = a->graph->position[block->id];
    a->pending[position] = true;
    if (position < a->next)
        a->next = position;
}

static void set_range(Analysis *a, NodeId node, IntRange range) {
    if (a->narrowing) {
        a->range[node] = range;
        return;
    }
    range = range_join(a->range[node], range);
    if (range_equal(range, a->range[node]))
        return;
    a->range[node] = range;
    for (int i = 0; i < a->readers[node].count; i++)
        make_pending(a, a->readers[node].items[i]);
}

static IntRange dtype_range(Dtype dtype) {
    switch (dtype) {
    case DTYPE_BOOL: return RANGE_TRUTH;
    case DTYPE_INT8: return (IntRange){INT8_MIN, INT8_MAX};
    case DTYPE_INT16: return (IntRange){INT16_MIN, INT16_MAX};
    case DTYPE_INT32: return (IntRange){INT32_MIN, INT32_MAX};
    case DTYPE_UINT8: return (IntRange){0, UINT8_MAX};
    case DTYPE_UINT16: return (IntRange){0, UINT16_MAX};
    case DTYPE_UINT32: return (IntRange){0, UINT32_MAX};
    default: return RANGE_FULL;
    }
}

/* NumPy makes no array, view or not, whose lengths other than 0 multiply to more bytes than that.
 */
static IntRange array_length_range(Dtype dtype) {
    return (IntRange){0, INT64_MAX / dtype_infos[dtype].bytes};
}

/* The exact result of arithmetic that may not fit. Returns false for other operations. */
static bool evaluate_exactly(Op op, const IntRange *operands, WideRange *out) {
    switch (op) {
    case OP_I64_ADD:
    case OP_I64_ADD_CHECKED: *out = range_add(operands[0], operands[1]); return true;
    case OP_I64_SUB:
    case OP_I64_SUB_CHECKED: *out = range_subtract(operands[0], operands[1]); return true;
    case OP_I64_MUL:
    case OP_I64_MUL_CHECKED: *out = range_multiply(operands[0], operands[1]); return true;
    case OP_I64_SHL_CHECKED: *out = range_shift_left(operands[0], operands[1]); return true;
    default: return false;
    }
}

static IntRange evaluate_bool(const Instruction *instruction, const IntRange *operands) {
    bool empty = false;
    for (int i = 0; i < instruction->operand_count && i < 2; i++)
        empty |= range_is_empty(operands[i]);
    if (empty)
        return RANGE_EMPTY;
    switch (instruction->op) {
    case OP_CONST_BOOL: return (IntRange){instruction->immediate, instruction->immediate};
    case OP_BOOL_NOT: return (IntRange){1 - operands[0].high, 1 - operands[0].low};
    case OP_BOOL_AND:
        return (IntRange){operands[0].low & operands[1].low, operands[0].high & operands[1].high};
    case OP_BOOL_OR:
        return (IntRange){operands[0].low | operands[1].low, operands[0].high | operands[1].high};
    case OP_I64_COMPARE:
        return range_compare((CompareOperator)instruction->immediate, operands[0], operands[1]);
    case OP_I64_TO_BOOL: return range_compare(COMPARE_NOT_EQUAL, operands[0], (IntRange){0, 0});
    default: return RANGE_TRUTH;
    }
}

static IntRange evaluate_int(const Fn *fn, const Instruction *instruction,
                             const IntRange *operands) {
    switch (instruction->op) {
    case OP_CONST_I64: return (IntRange){instruction->immediate, instruction->immediate};
    case OP_BOOL_TO_I64: return operands[0];
    case OP_I64_FLOORDIV:
    case OP_I64_FLOORDIV_NATURAL: return range_floor_divide(operands[0], operands[1]);
    case OP_I64_MOD:
    case OP_I64_MOD_NATURAL: return range_modulo(operands[0], operands[1]);
    case OP_I64_AND: return range_and(operands[0], operands[1]);
    case OP_I64_OR: return range_or(operands[0], operands[1]);
    case OP_I64_XOR: return range_xor(operands[0], operands[1]);
    case OP_I64_INVERT: return range_invert(operands[0]);
    case OP_I64_SHR: return range_shift_right(operands[0], operands[1]);
    case OP_SCALAR_TO_I64: return dtype_range(fn_type(fn, instruction->operands[0])->dtype);
    case OP_INT_CLASSIFY:
    case OP_LIST_CLASSIFY: return (IntRange){0, 3};
    case OP_LIST_LENGTH: return (IntRange){0, INT64_MAX / (int64_t)sizeof(void *)};
    case OP_NP_LENGTH: return array_length_range(fn_type(fn, instruction->operands[0])->dtype);
    case OP_OBJECT_LENGTH: return (IntRange){0, INT64_MAX};
    default: return RANGE_FULL;
    }
}

/* Each side of a choice under the condition that it is chosen. */
static IntRange evaluate_select(const Analysis *a, const Instruction *instruction,
                                const IntRange *operands) {
    IntRange sides[2] = {operands[1], operands[2]};
    const Instruction *test = a->fn->values.items[instruction->operands[0]].definition;
    if (test && test->op == OP_I64_COMPARE) {
        CompareOperator op = (CompareOperator)test->immediate;
        IntRange left = a->range[test->operands[0]], right = a->range[test->operands[1]];
        for (int i = 0; i < 2; i++) {
            CompareOperator holds = i == 0 ? op : compare_negated(op);
            if (instruction->operands[i + 1] == test->operands[0])
                sides[i] = range_refine(sides[i], holds, right);
            else if (instruction->operands[i + 1] == test->operands[1])
                sides[i] = range_refine(sides[i], compare_mirrored(holds), left);
        }
    }
    return range_join(operands[0].high == 1 ? sides[0] : RANGE_EMPTY,
                      operands[0].low == 0 ? sides[1] : RANGE_EMPTY);
}

/* Of an instruction whose result is tracked. */
static IntRange evaluate(const Analysis *a, const Instruction *instruction, const NodeId *reads) {
    IntRange operands[3] = {RANGE_FULL, RANGE_FULL, RANGE_FULL};
    for (int i = 0; i < instruction->operand_count && i < 3; i++)
        if (is_tracked(a->fn, instruction->operands[i]))
            operands[i] = a->range[reads[i]];
    WideRange exact;
    if (instruction->op == OP_SELECT)
        return evaluate_select(a, instruction, operands);
    if (evaluate_exactly(instruction->op, operands, &exact))
        return range_clip(exact);
    if (fn_type(a->fn, instruction->result)->kind == TYPE_BOOL)
        return evaluate_bool(instruction, operands);
    return evaluate_int(a->fn, instruction, operands);
}

static void visit_parameters(Analysis *a, const Block *block) {
    a->visits[block->id]++;
    for (int i = 0; i < block->parameters.count; i++) {
        ValueId parameter = block->parameters.items[i];
        if (!is_tracked(a->fn, parameter))
            continue;
        IntRange range = RANGE_EMPTY;
        for (int k = a->graph->first_predecessor[block->id];
             k < a->graph->first_predecessor[block->id + 1]; k++) {
            const Predecessor *from = &a->graph->predecessors[k];
            const Reads *reads = &a->reads[from->block->id];
            if (reads->taken[from->edge])
                range = range_join(range, a->range[reads->arguments[from->edge][i]]);
        }
        if (a->narrowing)
            range = range_meet(range, a->range[parameter]);
        else if (a->is_head[block->id])
            range = range_widen(a->range[parameter], range, a->visits[block->id] > LANDMARK_VISITS);
        set_range(a, parameter, range);
    }
}

static void take_edge(Analysis *a, const Block *block, int number, bool taken) {
    Reads *reads = &a->reads[block->id];
    if (reads->taken[number] != taken) {
        reads->taken[number] = taken;
        make_pending(a, block_terminator(block)->edges[number].target);
    }
    const Refinements *refinements = &reads->refinements[number];
    for (int i = 0; i < refinements->count; i++) {
        const Refinement *refinement = &refinements->items[i];
        IntRange range =
            range_refine(a->range[refinement->of], refinement->op, a->range[refinement->by]);
        set_range(a, refinement->node, range);
    }
}

/* Whether the checked operation can fail. */
static bool may_overflow(const Analysis *a, const Instruction *instruction, const NodeId *reads) {
    WideRange exact;
    IntRange operands[2] = {a->range[reads[0]], a->range[reads[1]]};
    return !evaluate_exactly(instruction->op, operands, &exact) || !range_fits(exact);
}

static void visit_edges(Analysis *a, const Block *block, const NodeId *reads) {
    const Instruction *terminator = block_terminator(block);
    bool taken[EDGES_MOST] = {true, true, true};
    switch (terminator->op) {
    case OP_BRANCH:
        taken[0] = a->range[reads[0]].high == 1;
        taken[1] = a->range[reads[0]].low == 0;
        break;
    case OP_I64_ADD_CHECKED:
    case OP_I64_SUB_CHECKED:
    case OP_I64_MUL_CHECKED:
    case OP_I64_SHL_CHECKED: taken[1] = may_overflow(a, terminator, reads); break;
    default: break;
    }
    for (int i = 0; i < terminator->edge_count; i++)
        take_edge(a, block, i, taken[i] || (!a->narrowing && a->reads[block->id].taken[i]));
}

static bool is_reached(const Analysis *a, const Block *block) {
    for (int k = a->graph->first_predecessor[block->id];
         k < a->graph->first_predecessor[block->id + 1]; k++) {
        const Predecessor *from = &a->graph->predecessors[k];
        if (a->reads[from->block->id].taken[from->edge])
            return true;
    }
    return block->id == 0;
}

static void visit_block(Analysis *a, const Block *block) {
    if (!is_reached(a, block)) {
        for (int i = 0; i < block_terminator(block)->edge_count; i++)
            take_edge(a, block, i, false);
        return;
    }
    if (block->id != 0)
        visit_parameters(a, block);
    const NodeId *reads = a->reads[block->id].operands;
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        if (instruction->result && is_tracked(a->fn, instruction->result))
            set_range(a, instruction->result, evaluate(a, instruction, reads));
        if (i < block->instructions.count - 1)
            reads += instruction->operand_count;
    }
    visit_edges(a, block, reads);
}

/* Visits blocks until none is pending. */
static void settle(Analysis *a) {
    make_pending(a, a->fn->blocks.items[0]);
    while (a->next < a->graph->order_count) {
        int position = a->next++;
        if (!a->pending[position])
            continue;
        a->pending[position] = false;
        visit_block(a, a->graph->order[position]);
    }
}

static void narrow(Analysis *a) {
    a->narrowing = true;
    for (int walk = 0; walk < NARROWING_WALKS; walk++)
        for (int i = 0; i < a->graph->order_count; i++)
            visit_block(a, a->graph->order[i]);
}

/* ---- what is known from the start ---- */

/* Leaves that signatures call small are within 32 bits. */
static void enter_type(Analysis *a, const Type *type, int *position) {
    if (type_is_leaf(type)) {
        ValueId parameter = a->fn->blocks.items[0]->parameters.items[(*position)++];
        if (is_tracked(a->fn, parameter))
            a->range[parameter] = type->kind == TYPE_BOOL ? RANGE_TRUTH : RANGE_FULL;
        return;
    }
    int first = *position;
    for (int i = 0; i < type->item_count; i++)
        enter_type(a, type->items[i], position);
    if (type->kind == TYPE_SMALL)
        a->range[a->fn->blocks.items[0]->parameters.items[first]] =
            (IntRange){INT32_MIN, INT32_MAX};
}

static void find_heads(Analysis *a) {
    for (int i = 0; i < a->graph->order_count; i++) {
        int id = a->graph->order[i]->id;
        for (int k = a->graph->first_predecessor[id]; k < a->graph->first_predecessor[id + 1]; k++)
            a->is_head[id] |= a->graph->position[a->graph->predecessors[k].block->id] >= i;
    }
}

static void analyse(Analysis *a) {
    Fn *fn = a->fn;
    a->graph = graph_create(fn);
    graph_find_dominators(fn, a->graph);
    a->reads = ARENA_ARRAY(fn->arena, Reads, fn->blocks.count);
    a->is_head = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    a->name = ARENA_ARRAY(fn->arena, NodeId, fn->values.count);
    a->visits = ARENA_ARRAY(fn->arena, int, fn->blocks.count);
    a->pending = ARENA_ARRAY(fn->arena, bool, a->graph->order_count);
    a->node_count = a->readers_capacity = fn->values.count;
    a->readers = ARENA_ARRAY(fn->arena, Readers, fn->values.count);
    find_heads(a);
    name_everything(a);
    a->range = ARENA_ARRAY(fn->arena, IntRange, a->node_count);
    for (int i = 0; i < a->node_count; i++)
        a->range[i] = RANGE_EMPTY;
    int position = 0;
    for (int i = 0; i < fn->arguments.count; i++)
        enter_type(a, fn->arguments.items[i], &position);
    settle(a);
    narrow(a);
}

/* ---- what follows ---- */

static void make_constant(Instruction *instruction, int64_t truth) {
    instruction->op = OP_CONST_BOOL;
    instruction->immediate = truth;
    instruction->operand_count = 0;
}

/* x << n for one known n is a multiplication by a power of two. */
static void make_multiplication(Fn *fn, Block *block, Instruction *shift, int64_t count) {
    block->instructions.count--;
    Instruction *power = fn_append(fn, block, OP_CONST_I64, type_simple(fn->types, TYPE_I64), NULL,
                                   0, shift->line, shift->column);
    power->immediate = INT64_C(1) << count;
    shift->operands[1] = power->result;
    ARENA_PUSH(fn->arena, &block->instructions, shift);
    fn_make_plain(fn, block, shift, OP_I64_MUL);
}

static void rewrite_terminator(const Analysis *a, Block *block, const NodeId *reads) {
    Instruction *terminator = block_terminator(block);
    switch (terminator->op) {
    case OP_BRANCH: {
        IntRange condition = a->range[reads[0]];
        if (!range_is_single(condition))
            return;
        terminator->op = OP_JUMP;
        terminator->operand_count = 0;
        terminator->edges[0] = terminator->edges[condition.low ? 0 : 1];
        terminator->edge_count = 1;
        return;
    }
    case OP_I64_ADD_CHECKED:
        if (!may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_ADD);
        return;
    case OP_I64_SUB_CHECKED:
        if (!may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_SUB);
        return;
    case OP_I64_MUL_CHECKED:
        if (!may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_MUL);
        return;
    case OP_I64_SHL_CHECKED: {
        IntRange count = a->range[reads[1]];
        if (!may_overflow(a, terminator, reads) && range_is_single(count) && count.low < 63)
            make_multiplication(a->fn, block, terminator, count.low);
        return;
    }
    default: return;
    }
}

/* What is known of the operands spares rounding down, and the test whether an int is small. */
static void specialise(const Analysis *a, Instruction *instruction, const NodeId *reads) {
    switch (instruction->op) {
    case OP_I64_FLOORDIV:
    case OP_I64_MOD:
        if (a->range[reads[0]].low >= 0 && a->range[reads[1]].low > 0)
            instruction->op =
                instruction->op == OP_I64_MOD ? OP_I64_MOD_NATURAL : OP_I64_FLOORDIV_NATURAL;
        return;
    case OP_I64_TO_INT:
        if (a->range[reads[0]].low >= -(INT64_C(1) << SMALL_BITS) &&
            a->range[reads[0]].high < INT64_C(1) << SMALL_BITS)
            instruction->op = OP_I64_TO_SMALL_INT;
        return;
    default: return;
    }
}

static void rewrite_block(const Analysis *a, Block *block) {
    const NodeId *reads = a->reads[block->id].operands;
    for (int i = 0; i < block->instructions.count - 1; i++) {
        Instruction *instruction = block->instructions.items[i];
        specialise(a, instruction, reads);
        reads += instruction->operand_count;
        if ((instruction->op == OP_I64_COMPARE || instruction->op == OP_I64_TO_BOOL) &&
            range_is_single(a->range[instruction->result]))
            make_constant(instruction, a->range[instruction->result].low);
    }
    rewrite_terminator(a, block, reads);
}

const IntRange *find_ranges(Fn *fn) {
    Analysis analysis = {.fn = fn};
    analyse(&analysis);
    return analysis.range;
}

static void note_naturals(const Analysis *a) {
    for (ValueId value = 1; value < a->fn->values.count; value++) {
        const Type *type = fn_type(a->fn, value);
        a->fn->values.items[value].is_natural = type && type->kind == TYPE_I64 &&
                                                !range_is_empty(a->range[value]) &&
                                                a->range[value].low >= 0;
    }
}

void ranges(Fn *fn) {
    Analysis analysis = {.fn = fn};
    analyse(&analysis);
    for (int i = 0; i < analysis.graph->order_count; i++)
        if (is_reached(&analysis, analysis.graph->order[i]))
            rewrite_block(&analysis, analysis.graph->order[i]);
    note_naturals(&analysis);
}
