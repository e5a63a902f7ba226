/* infer(): untyped Fn + argument types -> typed SSA Fn, by basic block versioning.
 *
 * Does: walks the untyped blocks from the entry, once for each combination of types with which the
 * live locals arrive, and emits typed instructions; every local live across an edge becomes a block
 * parameter (simplify() removes the needless ones). The rules of single operations are in
 * infer_*.c. Does not: optimise, or know more of NumPy than its result types.
 *
 * Why versions and not one type for each local: an accumulator that starts as 0 and then takes
 * floats is an int if the loop runs zero times, an unbound loop variable raises, an int that
 * overflows 64 bits goes on as an exact one. Each becomes a copy of the loop in which types are
 * fixed: exact, and as fast as if it had been declared. The number of versions of one place is
 * bounded; beyond, types are joined. */
#include "infer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Versions of one place before types are joined, and the bound on
 * starting again for list items. */
enum { VERSION_LIMIT = 12, RESTART_LIMIT = 64 };

Abstract infer_refuse(Infer *in, const char *hint, const char *format, ...) {
    if (!in->failed && !in->restart) {
        char message[sizeof in->error->message];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(message, sizeof message, format, arguments);
        va_end(arguments);
        error_set(in->error, STAGE_IR, "%s", message);
        error_place(in->error, in->source->file, in->at->line, in->at->column);
        if (hint != NULL) {
            error_hint(in->error, "%s", hint);
        }
        in->failed = true;
    }
    in->block = NULL;
    return nothing();
}

/* ---- emission ---- */

static Block *successor(Infer *in, const char *note, bool cold) {
    Block *block = fn_block(in->fn, note);
    block->cold = cold || in->block->cold;
    return block;
}

Instruction *emit_instruction(Infer *in, Op op, const Type *type, const ValueId *operands,
                              int count) {
    if (in->block == NULL) {
        return NULL;
    }
    Instruction *instruction =
        fn_append(in->fn, in->block, op, type, operands, count, in->at->line, in->at->column);
    unsigned flags = op_infos[op].flags;
    bool caught = in->source_block->handler != NULL && !in->raising;
    if (flags & OPF_RAISES && !(flags & OPF_TERMINATOR) && caught) {
        Block *goes_on = successor(in, "goes_on", false);
        fn_edge(in->fn, instruction, goes_on, NULL, 0);
        emit_raise_edge(in, instruction);
        in->block = goes_on;
    }
    return instruction;
}

static ValueId emit_list(Infer *in, Op op, const Type *type, int64_t immediate, int count,
                         va_list list) {
    ValueId operands[8];
    for (int k = 0; k < count; k++) {
        operands[k] = va_arg(list, ValueId);
    }
    Instruction *instruction = emit_instruction(in, op, type, operands, count);
    if (instruction == NULL) {
        return 0;
    }
    instruction->immediate = immediate;
    return instruction->result;
}

ValueId emit(Infer *in, Op op, TypeKind result, int count, ...) {
    va_list list;
    va_start(list, count);
    ValueId value = emit_list(in, op, type_simple(in->types, result), 0, count, list);
    va_end(list);
    return value;
}

ValueId emit_typed(Infer *in, Op op, const Type *type, int64_t immediate, int count, ...) {
    va_list list;
    va_start(list, count);
    ValueId value = emit_list(in, op, type, immediate, count, list);
    va_end(list);
    return value;
}

void emit_branch(Infer *in, ValueId condition, Block **when_true, Block **when_false,
                 bool unlikely) {
    if (in->block == NULL) {
        *when_true = *when_false = NULL;
        return;
    }
    *when_true = successor(in, unlikely ? "unlikely" : "then", unlikely);
    *when_false = successor(in, "else", false);
    Instruction *branch = emit_instruction(in, OP_BRANCH, NULL, &condition, 1);
    fn_edge(in->fn, branch, *when_true, NULL, 0);
    fn_edge(in->fn, branch, *when_false, NULL, 0);
    in->block = NULL;
}

ValueId emit_checked(Infer *in, Op op, ValueId a, ValueId b, Block **otherwise) {
    *otherwise = NULL;
    if (in->block == NULL) {
        return 0;
    }
    Block *fits = successor(in, "fits", false);
    *otherwise = successor(in, "overflow", true);
    ValueId operands[2] = {a, b};
    Instruction *checked =
        emit_instruction(in, op, type_simple(in->types, TYPE_I64), operands, b == 0 ? 1 : 2);
    fn_edge(in->fn, checked, fits, NULL, 0);
    fn_edge(in->fn, checked, *otherwise, NULL, 0);
    in->block = fits;
    return checked->result;
}

Abstract emit_raised(Infer *in) {
    if (in->block != NULL) {
        in->block->cold = true;
        emit_raise_edge(in, emit_instruction(in, OP_RAISED, NULL, NULL, 0));
        in->block = NULL;
    }
    return nothing();
}

/* ---- versions ---- */

static bool same_types(const Version *version, const Type *const *types, int count) {
    return memcmp(version->types, types, sizeof *types * (size_t)count) == 0;
}

static Version *create_version(Infer *in, const Block *source, int index, const LiveList *live,
                               const Type *const *types, bool cold) {
    Version *version = ARENA_NEW(in->arena, Version);
    version->source = source;
    version->index = index;
    version->types = ARENA_ARRAY(in->arena, const Type *, live->count + 1);
    memcpy(version->types, types, sizeof *types * (size_t)live->count);
    version->typed = fn_block(in->fn, source->note);
    version->typed->cold = cold || source->cold;
    for (int k = 0; k < live->count; k++) {
        int leaves = type_leaf_count(types[k]);
        const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, leaves + 1);
        type_leaves(types[k], leaf_types);
        for (int j = 0; j < leaves; j++) {
            fn_parameter(in->fn, version->typed, leaf_types[j],
                         in->source->values.items[live->values[k]].name);
        }
    }
    version->next_here = in->versions[source->id];
    in->versions[source->id] = version;
    Version **work = version->typed->cold ? &in->cold_work : &in->hot_work;
    version->next_work = *work;
    *work = version;
    return version;
}

/* Iterators and unbound locals have no common form, so that versions that differ in those are never
 * joined. */
static bool joinable(const Type *a, const Type *b) {
    return a == b || (a->kind != TYPE_UNBOUND && a->kind != TYPE_ITERATOR &&
                      b->kind != TYPE_UNBOUND && b->kind != TYPE_ITERATOR);
}

static bool comparable(const Version *version, const Type *const *types, int count) {
    for (int k = 0; k < count; k++) {
        if (!joinable(version->types[k], types[k])) {
            return false;
        }
    }
    return true;
}

/* Types for the versions of a place that has too many: each joined with what came before. */
static void join_with_versions(Infer *in, const Version *versions, int index, const LiveList *live,
                               const Type **types) {
    for (const Version *v = versions; v != NULL; v = v->next_here) {
        bool joins = v->index == index && comparable(v, types, live->count);
        for (int k = 0; joins && k < live->count; k++) {
            types[k] = join_types(in, types[k], v->types[k]);
        }
    }
}

static Version *find_version(const Infer *in, const Block *source, int index,
                             const Type *const *types, int count, int *here) {
    *here = 0;
    for (Version *v = in->versions[source->id]; v != NULL; v = v->next_here) {
        if (v->index == index && comparable(v, types, count)) {
            ++*here;
            if (same_types(v, types, count)) {
                return v;
            }
        }
    }
    return NULL;
}

static Abstract exact_if_growing(Infer *in, Abstract value, int id, bool overflowed) {
    if (overflowed && in->grows[id] && value.type->kind == TYPE_I64) {
        return simple_leaf(in, TYPE_INT, to_exact(in, value));
    }
    return value;
}

/* Ends the current block with a jump to the version of (source, index) for the environment as it
 * is. */
static void jump_to_version(Infer *in, const Block *source, int index, bool overflowed) {
    if (in->block == NULL || in->failed || in->restart) {
        return;
    }
    const LiveList *live = live_before(in->liveness, source, index);
    Abstract *values = ARENA_ARRAY(in->arena, Abstract, live->count + 1);
    const Type **types = ARENA_ARRAY(in->arena, const Type *, live->count + 1);
    for (int k = 0; k < live->count; k++) {
        int id = live->values[k];
        values[k] = exact_if_growing(in, in->environment[id], id, overflowed);
        if (values[k].type == NULL) {
            values[k] = no_leaves(in, TYPE_UNBOUND);
        }
        types[k] = values[k].type;
    }
    int here;
    Version *version = find_version(in, source, index, types, live->count, &here);
    if (version == NULL && here >= VERSION_LIMIT) {
        join_with_versions(in, in->versions[source->id], index, live, types);
        version = find_version(in, source, index, types, live->count, &here);
    }
    if (version == NULL) {
        version = create_version(in, source, index, live, types, in->block->cold);
    }
    int count = 0;
    ValueId *arguments = ARENA_ARRAY(in->arena, ValueId, version->typed->parameters.count + 1);
    for (int k = 0; k < live->count; k++) {
        Abstract value = convert(in, values[k], types[k]);
        for (int j = 0; j < type_leaf_count(types[k]); j++) {
            arguments[count++] = value.leaves[j];
        }
    }
    Instruction *jump = emit_instruction(in, OP_JUMP, NULL, NULL, 0);
    if (jump != NULL) {
        fn_edge(in->fn, jump, version->typed, arguments, count);
    }
    in->block = NULL;
}

void emit_raise_edge(Infer *in, Instruction *instruction) {
    const Block *handler = in->source_block->handler;
    if (handler == NULL || in->raising) {
        return;
    }
    in->raising = true;
    Block *goes_on = in->block, *raised = successor(in, "raised", true);
    fn_edge(in->fn, instruction, raised, NULL, 0);
    in->block = raised;
    jump_to_version(in, handler, 0, false);
    in->block = goes_on;
    in->raising = false;
}

void side_exit(Infer *in, Abstract result, bool overflowed) {
    if (in->block == NULL || in->failed || in->restart) {
        in->block = NULL;
        return;
    }
    Abstract saved = in->environment[in->at->result];
    in->environment[in->at->result] = result;
    jump_to_version(in, in->source_block, in->source_index + 1, overflowed);
    in->environment[in->at->result] = saved;
}

void leave_by(Infer *in, const Edge *edge) {
    jump_to_version(in, edge->target, 0, false);
}

/* ---- untyped instructions ---- */

static Abstract operand(Infer *in, int k) {
    return in->environment[in->at->operands[k]];
}

static Abstract *operands(Infer *in) {
    Abstract *all = ARENA_ARRAY(in->arena, Abstract, in->at->operand_count + 1);
    for (int k = 0; k < in->at->operand_count; k++) {
        all[k] = operand(in, k);
    }
    return all;
}

static Abstract infer_const_int(Infer *in) {
    const char *text = in->at->text;
    size_t digits = strlen(text);
    if (digits < 19 || (digits == 19 && strcmp(text, "9223372036854775807") <= 0)) {
        return const_i64(in, strtoll(text, NULL, 10));
    }
    Instruction *constant =
        emit_instruction(in, OP_CONST_INT, type_simple(in->types, TYPE_INT), NULL, 0);
    constant->text = text;
    return simple_leaf(in, TYPE_INT, constant->result);
}

static Abstract infer_const_float(Infer *in) {
    Instruction *constant =
        emit_instruction(in, OP_CONST_FLOAT, type_simple(in->types, TYPE_FLOAT), NULL, 0);
    constant->number = in->at->number;
    return simple_leaf(in, TYPE_FLOAT, constant->result);
}

static Abstract infer_load(Infer *in) {
    Abstract value = operand(in, 0);
    if (value.type != NULL && value.type->kind != TYPE_UNBOUND) {
        return value;
    }
    Instruction *raise = emit_instruction(in, OP_RAISE_UNBOUND, NULL, NULL, 0);
    raise->text = in->source->values.items[in->at->operands[0]].name;
    return emit_raised(in);
}

static Abstract infer_symbol(Infer *in) {
    if (in->at->symbol->kind == SYMBOL_MISSING) {
        emit_instruction(in, OP_RAISE_MISSING, NULL, NULL, 0)->text = in->at->symbol->name;
        return emit_raised(in);
    }
    Type pattern = {.kind = TYPE_SYMBOL, .symbol = in->at->symbol};
    return (Abstract){.type = type_intern(in->types, &pattern)};
}

static Abstract infer_string(Infer *in) {
    Type pattern = {
        .kind = TYPE_STRING, .text = in->at->text, .text_length = (int)in->at->immediate};
    return (Abstract){.type = type_intern(in->types, &pattern)};
}

static ValueId *boxed_operands(Infer *in) {
    ValueId *items = ARENA_ARRAY(in->arena, ValueId, in->at->operand_count + 1);
    for (int k = 0; k < in->at->operand_count; k++) {
        items[k] = box(in, operand(in, k));
    }
    return items;
}

/* Displays that only boxed code can hold: sets and dicts, and the parts of f-strings. */
static Abstract infer_boxed_items(Infer *in, Op op) {
    int count = in->at->operand_count;
    ValueId *items = boxed_operands(in);
    Instruction *made = emit_instruction(in, op, type_simple(in->types, TYPE_OBJECT), items, count);
    if (made == NULL) {
        return nothing();
    }
    made->immediate = in->at->immediate;
    return simple_leaf(in, TYPE_OBJECT, made->result);
}

static Abstract infer_aggregate(Infer *in, TypeKind kind) {
    Type pattern = {.kind = kind};
    return aggregate(in, &pattern, operands(in), in->at->operand_count);
}

static void infer_setattr(Infer *in) {
    if (operand(in, 0).type->kind == TYPE_ARRAY) {
        infer_refuse(in, "make a new array: reshape(), view() or astype()",
                     "assigning to the attribute '%s' of an array cannot be compiled",
                     in->at->text);
        return;
    }
    ValueId boxed[2] = {box(in, operand(in, 0)), box(in, operand(in, 1))};
    Instruction *store = emit_instruction(in, OP_OBJECT_SETATTR, NULL, boxed, 2);
    if (store != NULL) {
        store->text = in->at->text;
    }
}

static void infer_delitem(Infer *in) {
    ValueId boxed[2] = {box(in, operand(in, 0)), box(in, operand(in, 1))};
    emit_instruction(in, OP_OBJECT_DELITEM, NULL, boxed, 2);
}

static void infer_raise(Infer *in) {
    const ValueId *items = boxed_operands(in);
    emit_instruction(in, OP_RAISE_OBJECT, NULL, items, in->at->operand_count);
    emit_raised(in);
}

static Abstract infer_match(Infer *in) {
    const ValueId *values = boxed_operands(in);
    return simple_leaf(in, TYPE_BOOL,
                       emit(in, OP_EXCEPTION_MATCHES, TYPE_BOOL, 2, values[0], values[1]));
}

static void infer_reraise(Infer *in) {
    emit_typed(in, OP_EXCEPTION_AGAIN, NULL, 0, 2, operand(in, 0).leaves[0],
               operand(in, 1).leaves[0]);
    emit_raised(in);
}

static void infer_branch(Infer *in) {
    ValueId condition = truth(in, operand(in, 0));
    bool known;
    if (in->block == NULL) {
        return;
    }
    if (known_bool(in, condition, &known)) {
        leave_by(in, &in->at->edges[known ? 0 : 1]);
        return;
    }
    Block *then, *otherwise;
    emit_branch(in, condition, &then, &otherwise, false);
    in->block = then;
    leave_by(in, &in->at->edges[0]);
    in->block = otherwise;
    leave_by(in, &in->at->edges[1]);
}

static int result_index(Infer *in, const Type *type) {
    for (int k = 0; k < in->fn->results.count; k++) {
        if (in->fn->results.items[k] == type) {
            return k;
        }
    }
    ARENA_PUSH(in->arena, &in->fn->results, type);
    return in->fn->results.count - 1;
}

static bool returnable(const Type *type) {
    for (int k = 0; k < type->item_count; k++) {
        if (!returnable(type->items[k])) {
            return false;
        }
    }
    return type_is_leaf(type) || type->kind == TYPE_NONE || type->kind == TYPE_STRING ||
           type->kind == TYPE_TUPLE;
}

static void infer_return(Infer *in) {
    Abstract value = operand(in, 0);
    if (!returnable(value.type)) {
        value = simple_leaf(in, TYPE_OBJECT, box(in, value));
    }
    int index = result_index(in, value.type);
    Instruction *leave =
        emit_instruction(in, OP_RETURN, NULL, value.leaves, type_leaf_count(value.type));
    if (leave != NULL) {
        leave->immediate = index;
    }
    in->block = NULL;
}

/* Instructions without a result. Returns false when the operation is not one of them. */
static bool infer_effect(Infer *in) {
    switch (in->at->op) {
    case OP_PY_RERAISE: infer_reraise(in); return true;
    case OP_PY_SETATTR: infer_setattr(in); return true;
    case OP_PY_SETITEM:
        infer_setitem(in, operand(in, 0), operand(in, 1), operand(in, 2));
        return true;
    case OP_PY_DELITEM: infer_delitem(in); return true;
    case OP_PY_POLL: emit_instruction(in, OP_POLL, NULL, NULL, 0); return true;
    case OP_PY_NEXT: infer_next(in); return true;
    case OP_PY_BRANCH: infer_branch(in); return true;
    case OP_PY_JUMP: leave_by(in, &in->at->edges[0]); return true;
    case OP_PY_RETURN: infer_return(in); return true;
    case OP_PY_RAISE: infer_raise(in); return true;
    default: return false;
    }
}

static Abstract infer_result(Infer *in) {
    switch (in->at->op) {
    case OP_PY_EXCEPTION:
        return simple_leaf(in, TYPE_OBJECT, emit(in, OP_EXCEPTION_TAKE, TYPE_OBJECT, 0));
    case OP_PY_RAISED_LINE:
        return simple_leaf(in, TYPE_I64, emit(in, OP_EXCEPTION_LINE, TYPE_I64, 0));
    case OP_PY_MATCH: return infer_match(in);
    case OP_PY_CONST_NONE: return no_leaves(in, TYPE_NONE);
    case OP_PY_CONST_BOOL: return const_bool(in, in->at->immediate != 0);
    case OP_PY_CONST_INT: return infer_const_int(in);
    case OP_PY_CONST_FLOAT: return infer_const_float(in);
    case OP_PY_CONST_STRING: return infer_string(in);
    case OP_PY_SYMBOL: return infer_symbol(in);
    case OP_PY_LOAD: return infer_load(in);
    case OP_PY_MOVE: return operand(in, 0);
    case OP_PY_DELETE: return no_leaves(in, TYPE_UNBOUND);
    case OP_PY_UNARY: return infer_unary(in, (UnaryOperator)in->at->immediate, operand(in, 0));
    case OP_PY_BINARY:
    case OP_PY_INPLACE:
        return infer_binary(in, (BinaryOperator)in->at->immediate, operand(in, 0), operand(in, 1),
                            in->at->op == OP_PY_INPLACE);
    case OP_PY_COMPARE:
        return infer_compare(in, (CompareOperator)in->at->immediate, operand(in, 0),
                             operand(in, 1));
    case OP_PY_GETATTR: return infer_getattr(in, operand(in, 0), in->at->text);
    case OP_PY_GETITEM: return infer_getitem(in, operand(in, 0), operand(in, 1));
    case OP_PY_SLICE: return infer_slice(in, operands(in));
    case OP_PY_TUPLE: return infer_aggregate(in, TYPE_TUPLE);
    case OP_PY_DISPLAY: return infer_aggregate(in, TYPE_DISPLAY);
    case OP_PY_LIST: return infer_list(in, operands(in), in->at->operand_count);
    case OP_PY_SET: return infer_boxed_items(in, OP_BOX_SET);
    case OP_PY_DICT: return infer_boxed_items(in, OP_BOX_DICT);
    case OP_PY_FORMAT: return infer_boxed_items(in, OP_OBJECT_FORMAT);
    case OP_PY_JOIN: return infer_boxed_items(in, OP_OBJECT_JOIN);
    case OP_PY_CALL: return infer_call(in);
    case OP_PY_METHOD: return infer_method(in);
    case OP_PY_UNPACK: return infer_unpack(in, operand(in, 0), (int)in->at->immediate);
    case OP_PY_ITEM: return item_of(in, operand(in, 0), (int)in->at->immediate);
    case OP_PY_ITER: return infer_iter(in, operand(in, 0));
    default: return infer_refuse(in, NULL, "operation %s is not typed", op_infos[in->at->op].name);
    }
}

/* ---- driver ---- */

static void enter_version(Infer *in, const Version *version) {
    const LiveList *live = live_before(in->liveness, version->source, version->index);
    memset(in->environment, 0, sizeof *in->environment * (size_t)in->source->values.count);
    const ValueId *parameter = version->typed->parameters.items;
    for (int k = 0; k < live->count; k++) {
        Abstract *value = &in->environment[live->values[k]];
        value->type = version->types[k];
        int leaves = type_leaf_count(value->type);
        value->leaves = ARENA_ARRAY(in->arena, ValueId, leaves + 1);
        for (int leaf = 0; leaf < leaves; leaf++) {
            value->leaves[leaf] = *parameter++;
        }
    }
    in->block = version->typed;
}

static void infer_version(Infer *in, const Version *version) {
    enter_version(in, version);
    const Block *source = version->source;
    in->source_block = source;
    for (int k = version->index; k < source->instructions.count && in->block != NULL; k++) {
        in->source_index = k;
        in->at = source->instructions.items[k];
        if (!infer_effect(in)) {
            Abstract result = infer_result(in);
            in->environment[in->at->result] = result;
        }
        if (in->failed || in->restart) {
            return;
        }
    }
}

/* A local grows when it is assigned from arithmetic other than a step by a small constant, which
 * could not overflow in a lifetime. After an overflow all that grow become exact together: two
 * versions of a loop, not one for each combination. */
static void find_growing(Infer *in) {
    const Fn *fn = in->source;
    bool *arithmetic = ARENA_ARRAY(in->arena, bool, fn->values.count);
    bool *constant = ARENA_ARRAY(in->arena, bool, fn->values.count);
    for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < fn->blocks.count; b++) {
            const Block *block = fn->blocks.items[b];
            for (int k = 0; k < block->instructions.count; k++) {
                const Instruction *i = block->instructions.items[k];
                if (i->op == OP_PY_CONST_INT) {
                    constant[i->result] = strlen(i->text) < 10;
                } else if (i->op == OP_PY_BINARY || i->op == OP_PY_INPLACE) {
                    bool step = (i->immediate == BINARY_ADD || i->immediate == BINARY_SUBTRACT) &&
                                constant[i->operands[1]];
                    arithmetic[i->result] = !step;
                } else if (i->op == OP_PY_MOVE || i->op == OP_PY_LOAD) {
                    in->grows[i->result] |= arithmetic[i->operands[0]] || in->grows[i->operands[0]];
                }
            }
        }
    }
}

/* Inside the function a small int is an I64 like any other; ranges() knows the parameter's bounds.
 */
static const Type *entry_type(Infer *in, const Type *type) {
    if (type->kind == TYPE_SMALL) {
        return type_simple(in->types, TYPE_I64);
    }
    if (type->kind == TYPE_LIST) {
        const Type *list = list_type_of_site(in, type->position);
        return list != NULL ? list : type_simple(in->types, TYPE_OBJECT);
    }
    if (type->kind != TYPE_TUPLE) {
        return type;
    }
    const Type **items = ARENA_ARRAY(in->arena, const Type *, type->item_count + 1);
    for (int k = 0; k < type->item_count; k++) {
        items[k] = entry_type(in, type->items[k]);
    }
    return type_items(in->types, TYPE_TUPLE, items, type->item_count);
}

static void start(Infer *in, const Type *const *argument_types, int argument_count) {
    const Block *entry = in->source->blocks.items[0];
    for (int k = 0; k < argument_count; k++) {
        const Type *type = argument_types[k];
        ARENA_PUSH(in->arena, &in->fn->arguments,
                   type->kind == TYPE_LIST ? entry_type(in, type) : type);
    }
    Block *block = fn_block(in->fn, "entry");
    in->block = block;
    in->source_block = entry;
    in->at = entry->instructions.items[0];
    for (int k = 0; k < argument_count; k++) {
        Abstract *value = &in->environment[entry->parameters.items[k]];
        const char *name = in->source->values.items[entry->parameters.items[k]].name;
        value->type = entry_type(in, argument_types[k]);
        int leaves = type_leaf_count(value->type);
        const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, leaves + 1);
        type_leaves(value->type, leaf_types);
        value->leaves = ARENA_ARRAY(in->arena, ValueId, leaves + 1);
        for (int j = 0; j < leaves; j++) {
            value->leaves[j] = fn_parameter(in->fn, block, leaf_types[j], name);
        }
    }
    jump_to_version(in, entry, 0, false);
}

/* Lists that are arguments have the first sites, in their order. */
static void add_argument_sites(Infer *in, const Type *const *types, int count) {
    for (int k = 0; k < count; k++) {
        if (types[k]->kind == TYPE_LIST) {
            const Type *element = types[k]->element;
            ListSite site = {.element = element->kind == TYPE_UNTYPED ? NULL : element,
                             .same_as = in->sites->count};
            ARENA_PUSH(in->arena, in->sites, site);
        }
    }
}

/* Types that do not settle (a list that contains itself has none) leave list objects. */
static void give_up_on_lists(Infer *in) {
    for (int k = 0; k < in->sites->count; k++) {
        in->sites->items[k].boxed = true;
    }
}

static Version *take_work(Infer *in) {
    Version **work = in->hot_work != NULL ? &in->hot_work : &in->cold_work;
    Version *version = *work;
    if (version != NULL) {
        *work = version->next_work;
    }
    return version;
}

int infer(const Fn *untyped, const Type *const *argument_types, int argument_count, Fn **out,
          Error *error) {
    Arena *arena = untyped->arena;
    Liveness *liveness = liveness_create(arena, untyped);
    Infer first = {.source = untyped,
                   .arena = arena,
                   .types = untyped->types,
                   .error = error,
                   .liveness = liveness,
                   .grows = ARENA_ARRAY(arena, bool, untyped->values.count)};
    first.sites = arena_allocate(arena, sizeof *first.sites);
    find_growing(&first);
    add_argument_sites(&first, argument_types, argument_count);
    for (int attempt = 0; attempt < RESTART_LIMIT; attempt++) {
        if (attempt == RESTART_LIMIT / 2) {
            give_up_on_lists(&first);
        }
        Infer in = first;
        in.fn = fn_create(arena, in.types, untyped->name, untyped->file, untyped->line);
        in.fn->typed = true;
        in.environment = ARENA_ARRAY(arena, Abstract, untyped->values.count);
        in.versions = ARENA_ARRAY(arena, Version *, untyped->blocks.count);
        start(&in, argument_types, argument_count);
        for (Version *v; !in.failed && !in.restart && (v = take_work(&in)) != NULL;) {
            infer_version(&in, v);
        }
        if (in.failed) {
            return -1;
        }
        if (!in.restart) {
            *out = in.fn;
            return 0;
        }
    }
    error_set(error, STAGE_IR, "the types of this function's lists do not settle");
    error_place(error, untyped->file, untyped->line, 1);
    return -1;
}
