/* infer(): calls. A callable the compiler knows has a row in builtin_calls or numpy_calls, whose
 * rule may decline; whatever has no rule is called boxed. */
#include "infer.h"

#include <string.h>

const Abstract *keyword(const Arguments *arguments, const char *name) {
    const char *at = arguments->keywords;
    size_t length = strlen(name);
    for (int k = arguments->positional; k < arguments->count; k++) {
        const char *end = strchr(at, ',');
        size_t here = end != NULL ? (size_t)(end - at) : strlen(at);
        if (here == length && strncmp(at, name, length) == 0) {
            return &arguments->items[k];
        }
        at += here + (end != NULL);
    }
    return NULL;
}

static Abstract callee_of(Infer *in) {
    return in->environment[in->at->operands[0]];
}

/* Before the arguments come the callee or receiver, and what py.lookup gave. */
static int first_argument(const Infer *in) {
    return in->at->op == OP_PY_CALL_METHOD ? 2 : 1;
}

static Arguments arguments_of(Infer *in, const char *keywords) {
    int first = first_argument(in), count = in->at->operand_count - first;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count; k++) {
        items[k] = in->environment[in->at->operands[first + k]];
    }
    Abstract callee = callee_of(in);
    return (Arguments){.items = items,
                       .positional = (int)in->at->immediate,
                       .count = count,
                       .keywords = keywords,
                       .callee = callee.type->kind == TYPE_SYMBOL ? callee.type->symbol : NULL};
}

static bool holds_nested_lists(const Type *type) {
    for (int k = 0; k < type->item_count; k++) {
        if (type->items[k]->kind == TYPE_LIST || holds_nested_lists(type->items[k])) {
            return true;
        }
    }
    return type->kind == TYPE_LIST && type->element->kind == TYPE_LIST;
}

/* Whether what the callee gives may have a list in it that is an item of an argument. */
static bool hands_items_on(const char *callee) {
    static const char *const others[] = {"builtins.sum",  "builtins.len",   "builtins.any",
                                         "builtins.all",  "builtins.print", "builtins.str",
                                         "builtins.repr", "builtins.bool"};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        if (strcmp(others[k], callee) == 0) {
            return false;
        }
    }
    return strncmp(callee, "builtins.", strlen("builtins.")) == 0;
}

/* Functions of these modules look at a list and let it go, but for those that keep it to iterate
 * over, or return it. */
static bool looks_only(const Type *callee) {
    static const char *const modules[] = {"builtins.", "numpy.", "math."};
    static const char *const keepers[] = {
        "builtins.iter",   "builtins.enumerate", "builtins.zip", "builtins.map",
        "builtins.filter", "builtins.reversed",  "builtins.id",  "builtins.setattr",
        "builtins.min",    "builtins.max"};
    if (callee->kind == TYPE_STRING || callee->kind == TYPE_ARRAY) {
        return true; /* methods of strings and arrays */
    }
    if (callee->kind != TYPE_SYMBOL || callee->symbol->qualified == NULL) {
        return false;
    }
    const char *name = callee->symbol->qualified;
    for (size_t k = 0; k < sizeof keepers / sizeof *keepers; k++) {
        if (strcmp(keepers[k], name) == 0) {
            return false;
        }
    }
    for (size_t k = 0; k < sizeof modules / sizeof *modules; k++) {
        if (strncmp(modules[k], name, strlen(modules[k])) == 0) {
            return true;
        }
    }
    return false;
}

/* All operands of the instruction from `from` on. */
static Abstract boxed(Infer *in, Op op, int from, const char *text, const Type *guess) {
    int count = in->at->operand_count - from;
    ValueId *operands = ARENA_ARRAY(in->arena, ValueId, count);
    const Type *callee = callee_of(in).type;
    bool copies = looks_only(callee);
    bool hands_on =
        callee->kind == TYPE_SYMBOL && copies && hands_items_on(callee->symbol->qualified);
    for (int k = 0; k < count; k++) {
        Abstract operand = in->environment[in->at->operands[from + k]];
        bool copied = from + k >= first_argument(in) && copies &&
                      !(hands_on && holds_nested_lists(operand.type));
        operands[k] = copied ? box_copy(in, operand) : box(in, operand);
    }
    Instruction *call =
        emit_instruction(in, op, type_simple(in->types, TYPE_OBJECT), operands, count);
    if (call == NULL) {
        return nothing();
    }
    call->text = text;
    call->immediate = in->at->immediate;
    return speculate(in, call->result, guess);
}

Abstract boxed_call(Infer *in, const Arguments *arguments, const Type *guess) {
    (void)arguments;
    Op op = in->at->op == OP_PY_CALL     ? OP_OBJECT_CALL
            : in->at->op == OP_PY_METHOD ? OP_OBJECT_METHOD
                                         : OP_OBJECT_CALL_METHOD;
    return boxed(in, op, 0, in->at->text, guess);
}

static const CallRow *find_row(const CallRow *rows, const char *qualified) {
    for (const CallRow *row = rows; row->qualified != NULL; row++) {
        if (strcmp(row->qualified, qualified) == 0) {
            return row;
        }
    }
    return NULL;
}

Abstract infer_call(Infer *in) {
    Arguments arguments = arguments_of(in, in->at->text);
    const Symbol *symbol = arguments.callee;
    if (symbol != NULL && symbol->kind == SYMBOL_CALLABLE && symbol->qualified != NULL) {
        const CallRow *row = find_row(builtin_calls, symbol->qualified);
        if (row == NULL) {
            row = find_row(math_calls, symbol->qualified);
        }
        if (row == NULL) {
            row = find_row(numpy_calls, symbol->qualified);
        }
        if (row != NULL) {
            return row->rule(in, &arguments, row->parameter);
        }
    }
    return boxed_call(in, &arguments, NULL);
}

/* ---- methods ---- */

static const struct {
    const char *name;
    Op op;
} array_reductions[] = {
    {"sum", OP_NP_SUM},       {"prod", OP_NP_PROD},     {"max", OP_NP_MAX}, {"min", OP_NP_MIN},
    {"mean", OP_NP_MEAN},     {"std", OP_NP_STD},       {"any", OP_NP_ANY}, {"all", OP_NP_ALL},
    {"argmax", OP_NP_ARGMAX}, {"argmin", OP_NP_ARGMIN},
};

/* A new array of the items in C's order, or in the one they have: nothing else is known of it where
 * that is another. */
static Abstract converted_array(Infer *in, Abstract array, Dtype dtype, bool in_order) {
    Abstract result = boxed_call(in, NULL, NULL);
    bool contiguous = in_order || array.type->contiguous || array.type->ndim == 1;
    return in->block == NULL ? result
                             : unbox(in, result.leaves[0],
                                     type_array(in->types, dtype, array.type->ndim, contiguous));
}

static Abstract array_method(Infer *in, Abstract array, const char *name,
                             const Arguments *arguments) {
    int count = arguments->count;
    for (size_t k = 0; k < sizeof array_reductions / sizeof *array_reductions; k++) {
        if (count == 0 && strcmp(array_reductions[k].name, name) == 0 &&
            reduction_type(in, array_reductions[k].op, array.type) != NULL) {
            return infer_reduction(in, array_reductions[k].op, array);
        }
    }
    if (strcmp(name, "resize") == 0 || strcmp(name, "setflags") == 0) {
        return infer_refuse(in, "make a new array", "changing an array by %s() cannot be compiled",
                            name);
    }
    if (strcmp(name, "copy") == 0 && count == 0) {
        return converted_array(in, array, array.type->dtype, true);
    }
    if (strcmp(name, "astype") == 0 && count == 1 && array.type->ndim > 0) {
        Dtype dtype = dtype_argument(&arguments->items[0], DTYPE_COUNT);
        if (dtype != DTYPE_COUNT && dtype != DTYPE_OBJECT) {
            return converted_array(in, array, dtype, false);
        }
    }
    return boxed_call(in, NULL, NULL);
}

static bool is_array_method(const char *name) {
    bool found = strcmp(name, "copy") == 0 || strcmp(name, "astype") == 0 ||
                 strcmp(name, "resize") == 0 || strcmp(name, "setflags") == 0;
    for (size_t k = 0; k < sizeof array_reductions / sizeof *array_reductions; k++) {
        found |= strcmp(array_reductions[k].name, name) == 0;
    }
    return found;
}

Abstract infer_lookup(Infer *in, Abstract receiver, const char *name) {
    TypeKind kind = receiver.type->kind;
    if (kind == TYPE_LIST && !is_list_method(name)) {
        demote(in, receiver.type);
        return nothing();
    }
    if (kind == TYPE_LIST || (kind == TYPE_ARRAY && is_array_method(name))) {
        return no_leaves(in, TYPE_NONE);
    }
    /* What is typed now is called by what is found: see infer_method(). */
    Op op = kind == TYPE_OBJECT ? OP_OBJECT_LOOKUP : OP_OBJECT_GETATTR;
    ValueId object = box(in, receiver);
    Instruction *found = emit_instruction(in, op, type_simple(in->types, TYPE_OBJECT), &object, 1);
    if (found == NULL) {
        return nothing();
    }
    found->text = name;
    return simple_leaf(in, TYPE_OBJECT, found->result);
}

Abstract infer_method(Infer *in) {
    Abstract receiver = callee_of(in);
    const char *name = in->at->text, *keywords = strchr(name, '|');
    if (keywords == NULL) {
        Arguments arguments = arguments_of(in, "");
        if (receiver.type->kind == TYPE_LIST) {
            return infer_list_method(in, receiver, name, arguments.items, arguments.count);
        }
        if (receiver.type->kind == TYPE_ARRAY) {
            return array_method(in, receiver, name, &arguments);
        }
    }
    bool typed = receiver.type->kind != TYPE_OBJECT;
    if (typed && in->at->op == OP_PY_CALL_METHOD &&
        in->environment[in->at->operands[1]].type->kind == TYPE_OBJECT) {
        return boxed(in, OP_OBJECT_CALL, 1, keywords == NULL ? "" : keywords + 1, NULL);
    }
    return boxed_call(in, NULL, NULL);
}
