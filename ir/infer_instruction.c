/* infer(): what each untyped instruction becomes. Operators, calls, containers, iterators and NumPy
 * have files of their own. */
#include "infer.h"

#include <stdlib.h>
#include <string.h>

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
    const char *name = in->source->values.items[in->at->operands[0]].name;
    bool is_free = in->at->immediate != 0;
    int length = (int)strcspn(name, "@"); /* "x@1": the target of a comprehension */
    raise->text = arena_format(in->arena, "%s%.*s", is_free ? "." : "", length, name);
    return emit_raised(in);
}

static Abstract symbol_value(Infer *in, const Symbol *symbol) {
    Type pattern = {.kind = TYPE_SYMBOL, .symbol = symbol};
    return (Abstract){.type = type_intern(in->types, &pattern)};
}

static Abstract infer_capture(Infer *in) {
    Abstract value = operand(in, 0);
    bool bound = value.type != NULL && value.type->kind != TYPE_UNBOUND;
    return bound ? value : symbol_value(in, in->at->symbol);
}

static Abstract infer_symbol(Infer *in) {
    if (in->at->symbol->kind == SYMBOL_MISSING) {
        emit_instruction(in, OP_RAISE_MISSING, NULL, NULL, 0)->text = in->at->symbol->name;
        return emit_raised(in);
    }
    return symbol_value(in, in->at->symbol);
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

static void infer_delattr(Infer *in) {
    ValueId boxed = box(in, operand(in, 0));
    Instruction *deletion = emit_instruction(in, OP_OBJECT_DELATTR, NULL, &boxed, 1);
    if (deletion != NULL) {
        deletion->text = in->at->text;
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

static void infer_place(Infer *in) {
    const ValueId values[2] = {operand(in, 0).leaves[0], operand(in, 1).leaves[0]};
    Instruction *place = emit_instruction(in, OP_EXCEPTION_PLACE, NULL, values, 2);
    if (place != NULL) {
        place->symbol = in->at->symbol;
    }
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
    int index = result_index(in, plain_type(in, value.type));
    Instruction *leave =
        emit_instruction(in, OP_RETURN, NULL, value.leaves, type_leaf_count(value.type));
    if (leave != NULL) {
        leave->immediate = index;
    }
    in->block = NULL;
}

/* Instructions without a result. Returns false when the operation is not one of them. */
bool infer_effect(Infer *in) {
    switch (in->at->op) {
    case OP_PY_PLACE: infer_place(in); return true;
    case OP_PY_RERAISE: infer_reraise(in); return true;
    case OP_PY_SETATTR: infer_setattr(in); return true;
    case OP_PY_SETITEM:
        infer_setitem(in, operand(in, 0), operand(in, 1), operand(in, 2));
        return true;
    case OP_PY_DELATTR: infer_delattr(in); return true;
    case OP_PY_DELITEM: infer_delitem(in); return true;
    case OP_PY_ROOM: infer_room(in, operand(in, 0), operand(in, 1), operand(in, 2)); return true;
    case OP_PY_POLL: emit_instruction(in, OP_POLL, NULL, NULL, 0); return true;
    case OP_PY_NEXT: infer_next(in); return true;
    case OP_PY_BRANCH: infer_branch(in); return true;
    case OP_PY_JUMP: leave_by(in, &in->at->edges[0]); return true;
    case OP_PY_RETURN: infer_return(in); return true;
    case OP_PY_RAISE: infer_raise(in); return true;
    default: return false;
    }
}

Abstract infer_result(Infer *in) {
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
    case OP_PY_CAPTURE: return infer_capture(in);
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
    case OP_PY_LOOKUP: return infer_lookup(in, operand(in, 0), in->at->text);
    case OP_PY_METHOD:
    case OP_PY_CALL_METHOD: return infer_method(in);
    case OP_PY_UNPACK: return infer_unpack(in, operand(in, 0), (int)in->at->immediate);
    case OP_PY_ITEM: return item_of(in, operand(in, 0), (int)in->at->immediate);
    case OP_PY_ITER: return infer_iter(in, operand(in, 0));
    default: return infer_refuse(in, NULL, "operation %s is not typed", op_infos[in->at->op].name);
    }
}
