/* infer(): comparisons, `is` and `in`. */
#include "infer.h"

static Abstract boolean(Infer *in, ValueId value) {
    return simple_leaf(in, TYPE_BOOL, value);
}

static CompareOperator mirrored(CompareOperator op) {
    switch (op) {
    case COMPARE_LESS: return COMPARE_GREATER;
    case COMPARE_LESS_EQUAL: return COMPARE_GREATER_EQUAL;
    case COMPARE_GREATER: return COMPARE_LESS;
    case COMPARE_GREATER_EQUAL: return COMPARE_LESS_EQUAL;
    default: return op;
    }
}

static Abstract compare_values(Infer *in, Op operation, CompareOperator op, ValueId a, ValueId b) {
    return boolean(in, emit_typed(in, operation, type_simple(in->types, TYPE_BOOL), op, 2, a, b));
}

/* An int against a float is compared exactly, not after rounding the int. */
static Abstract compare_numbers(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    bool float_a = a.type->kind == TYPE_FLOAT, float_b = b.type->kind == TYPE_FLOAT;
    if (float_a && float_b) {
        return compare_values(in, OP_FLOAT_COMPARE, op, a.leaves[0], b.leaves[0]);
    }
    if (float_b) {
        return compare_numbers(in, mirrored(op), b, a);
    }
    if (float_a) {
        if (b.type->kind == TYPE_INT) {
            return compare_values(in, OP_INT_COMPARE_FLOAT, mirrored(op), b.leaves[0], a.leaves[0]);
        }
        ValueId right = to_i64(in, b);
        return compare_values(in, OP_FLOAT_COMPARE_I64, op, a.leaves[0], right);
    }
    if (a.type->kind == TYPE_INT || b.type->kind == TYPE_INT) {
        ValueId left = to_exact(in, a), right = to_exact(in, b);
        return compare_values(in, OP_INT_COMPARE, op, left, right);
    }
    ValueId left = to_i64(in, a), right = to_i64(in, b);
    return compare_values(in, OP_I64_COMPARE, op, left, right);
}

/* Whether two values are known to be one object. */
static bool are_one(Abstract a, Abstract b) {
    return (is_python_number(a.type) || a.type->kind == TYPE_LIST) && a.type == b.type &&
           a.leaves[0] == b.leaves[0];
}

/* The right side, with the `object` that was made of the left one wherever it is that. */
static ValueId box_right(Infer *in, Abstract right, Abstract left, ValueId object) {
    bool tuple = right.type->kind == TYPE_TUPLE, display = right.type->kind == TYPE_DISPLAY;
    if (are_one(left, right)) {
        return object;
    }
    if (!tuple && !display) {
        return box_copy(in, right);
    }
    int count = right.type->item_count;
    ValueId *items = ARENA_ARRAY(in->arena, ValueId, count + 1);
    for (int k = 0; k < count; k++) {
        Abstract item = item_of(in, right, k);
        items[k] = are_one(left, item) ? object : box_copy(in, item);
    }
    Instruction *made = emit_instruction(in, tuple ? OP_BOX_TUPLE : OP_BOX_LIST,
                                         type_simple(in->types, TYPE_OBJECT), items, count);
    return made != NULL ? made->result : 0;
}

static Abstract boxed_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    bool identity = op == COMPARE_IS || op == COMPARE_IS_NOT;
    ValueId left = identity ? box(in, a) : box_copy(in, a);
    ValueId right = identity ? box(in, b) : box_right(in, b, a, left);
    ValueId outcome =
        emit_typed(in, OP_OBJECT_COMPARE, type_simple(in->types, TYPE_OBJECT), op, 2, left, right);
    if (op >= COMPARE_IS) { /* always a bool */
        return boolean(in, emit(in, OP_OBJECT_TRUTH, TYPE_BOOL, 1, outcome));
    }
    return speculate(in, outcome, type_simple(in->types, TYPE_BOOL));
}

/* Whether a value of the type can be None. */
static bool may_be_none(const Type *type) {
    return type->kind == TYPE_NONE || type->kind == TYPE_OBJECT;
}

/* Values that compiled code holds without the objects they came in, whose identity is lost. */
static bool is_held_by_value(const Type *type) {
    return is_python_number(type) || type->kind == TYPE_SCALAR || type->kind == TYPE_TUPLE ||
           type->kind == TYPE_DISPLAY;
}

/* Whether values of the two types can be one object: an int is held in two ways, a tuple too. */
static bool may_be_one(const Type *a, const Type *b) {
    bool tuple_a = a->kind == TYPE_TUPLE || a->kind == TYPE_DISPLAY;
    bool tuple_b = b->kind == TYPE_TUPLE || b->kind == TYPE_DISPLAY;
    bool int_a = a->kind == TYPE_I64 || a->kind == TYPE_INT;
    bool int_b = b->kind == TYPE_I64 || b->kind == TYPE_INT;
    return a->kind == b->kind || (tuple_a && tuple_b) || (int_a && int_b);
}

static Abstract identity(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    bool none = a.type->kind == TYPE_NONE || b.type->kind == TYPE_NONE;
    if (none && (!may_be_none(a.type) || !may_be_none(b.type))) {
        return const_bool(in, op == COMPARE_IS_NOT);
    }
    if (a.type->kind == TYPE_NONE && b.type->kind == TYPE_NONE) {
        return const_bool(in, op == COMPARE_IS);
    }
    if (a.type->kind == TYPE_BOOL && b.type->kind == TYPE_BOOL) {
        ValueId differ = emit(in, OP_BOOL_XOR, TYPE_BOOL, 2, a.leaves[0], b.leaves[0]);
        return boolean(in,
                       op == COMPARE_IS_NOT ? differ : emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, differ));
    }
    if (is_python_number(a.type) && are_one(a, b)) {
        return const_bool(in, op == COMPARE_IS);
    }
    if (is_held_by_value(a.type) && is_held_by_value(b.type)) {
        if (!may_be_one(a.type, b.type)) {
            return const_bool(in, op == COMPARE_IS_NOT);
        }
        return infer_refuse(in, "compare values with ==",
                            "whether two numbers or tuples are one object is not known here: "
                            "compiled code holds them without their objects");
    }
    if (is_held_by_value(a.type) != is_held_by_value(b.type) && a.type->kind != TYPE_BOOL &&
        b.type->kind != TYPE_BOOL) {
        bool first = is_held_by_value(a.type);
        ValueId made = box(in, first ? a : b), other = box(in, first ? b : a);
        ValueId one = emit(in, OP_OBJECT_IDENTITY, TYPE_BOOL, 2, made, other);
        return boolean(in, op == COMPARE_IS ? one : emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, one));
    }
    return boxed_compare(in, op, a, b);
}

/* Of raw ints: the interpreter's loop, without its objects. */
static Abstract found_in_list(Infer *in, CompareOperator op, Abstract a, Abstract list) {
    ValueId wanted = to_i64(in, a);
    ValueId place = emit(in, OP_LIST_FIND, TYPE_I64, 2, list.leaves[0], wanted);
    ValueId zero = const_i64(in, 0).leaves[0];
    return compare_values(in, OP_I64_COMPARE,
                          op == COMPARE_IN ? COMPARE_GREATER_EQUAL : COMPARE_LESS, place, zero);
}

/* x in (1, 2, 3): for ints, where identity and equality agree, a chain of comparisons. */
static Abstract membership(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    bool chain =
        (b.type->kind == TYPE_TUPLE || b.type->kind == TYPE_DISPLAY) && is_python_int(a.type);
    for (int k = 0; chain && k < b.type->item_count; k++) {
        chain = is_python_int(b.type->items[k]);
    }
    if (!chain && b.type->kind == TYPE_LIST && b.type->element->kind == TYPE_I64 &&
        (a.type->kind == TYPE_I64 || a.type->kind == TYPE_BOOL)) {
        return found_in_list(in, op, a, b);
    }
    if (!chain) {
        return boxed_compare(in, op, a, b);
    }
    Abstract found = const_bool(in, false);
    for (int k = 0; k < b.type->item_count; k++) {
        Abstract equal = compare_numbers(in, COMPARE_EQUAL, item_of(in, b, k), a);
        found = boolean(in, emit(in, OP_BOOL_OR, TYPE_BOOL, 2, found.leaves[0], equal.leaves[0]));
    }
    if (op == COMPARE_NOT_IN) {
        return boolean(in, emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, found.leaves[0]));
    }
    return found;
}

/* Of ints and of tuples of such, where identity and equality agree. */
static bool is_of_ints(const Type *type) {
    bool ints = is_python_int(type) || type->kind == TYPE_TUPLE;
    for (int k = 0; ints && k < type->item_count; k++) {
        ints = is_of_ints(type->items[k]);
    }
    return ints;
}

/* == of two tuples of ints. */
static Abstract equal_tuples(Infer *in, Abstract a, Abstract b) {
    Abstract equal = const_bool(in, a.type->item_count == b.type->item_count);
    for (int k = 0; a.type->item_count == b.type->item_count && k < a.type->item_count; k++) {
        Abstract left = item_of(in, a, k), right = item_of(in, b, k);
        bool tuples = left.type->kind == TYPE_TUPLE && right.type->kind == TYPE_TUPLE;
        Abstract same = tuples ? equal_tuples(in, left, right)
                        : left.type->kind == TYPE_TUPLE || right.type->kind == TYPE_TUPLE
                            ? const_bool(in, false)
                            : compare_numbers(in, COMPARE_EQUAL, left, right);
        equal = boolean(in, emit(in, OP_BOOL_AND, TYPE_BOOL, 2, equal.leaves[0], same.leaves[0]));
    }
    return equal;
}

static bool is_numpy(const Type *type) {
    return type->kind == TYPE_SCALAR || type->kind == TYPE_ARRAY;
}

Abstract infer_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    if (op == COMPARE_IS || op == COMPARE_IS_NOT) {
        return identity(in, op, a, b);
    }
    if (op == COMPARE_IN || op == COMPARE_NOT_IN) {
        return membership(in, op, a, b);
    }
    if (is_python_number(a.type) && is_python_number(b.type)) {
        return compare_numbers(in, op, a, b);
    }
    bool equality = op == COMPARE_EQUAL || op == COMPARE_NOT_EQUAL;
    if (equality && a.type->kind == TYPE_TUPLE && b.type->kind == TYPE_TUPLE &&
        is_of_ints(a.type) && is_of_ints(b.type)) {
        Abstract equal = equal_tuples(in, a, b);
        return op == COMPARE_EQUAL
                   ? equal
                   : boolean(in, emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, equal.leaves[0]));
    }
    if (is_numpy(a.type) || is_numpy(b.type)) {
        return infer_numpy_compare(in, op, a, b);
    }
    return boxed_compare(in, op, a, b);
}
