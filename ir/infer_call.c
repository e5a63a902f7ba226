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

static Arguments arguments_of(Infer *in, const char *keywords) {
    int count = in->at->operand_count - 1;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count; k++) {
        items[k] = in->environment[in->at->operands[1 + k]];
    }
    Abstract callee = callee_of(in);
    return (Arguments){.items = items,
                       .positional = (int)in->at->immediate,
                       .count = count,
                       .keywords = keywords,
                       .callee = callee.type->kind == TYPE_SYMBOL ? callee.type->symbol : NULL};
}

/* Functions of these modules look at a list and let it go, but for those that keep it to iterate
 * over. */
static bool looks_only(const Type *callee) {
    static const char *const modules[] = {"builtins.", "numpy.", "math."};
    static const char *const keepers[] = {
        "builtins.iter",   "builtins.enumerate", "builtins.zip", "builtins.map",
        "builtins.filter", "builtins.reversed",  "builtins.id",  "builtins.setattr"};
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

static Abstract boxed(Infer *in, Op op, const char *text, const Type *guess) {
    int count = in->at->operand_count;
    ValueId *operands = ARENA_ARRAY(in->arena, ValueId, count);
    bool copies = looks_only(callee_of(in).type);
    for (int k = 0; k < count; k++) {
        Abstract operand = in->environment[in->at->operands[k]];
        operands[k] = k > 0 && copies ? box_copy(in, operand) : box(in, operand);
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
    return boxed(in, in->at->op == OP_PY_CALL ? OP_OBJECT_CALL : OP_OBJECT_METHOD, in->at->text,
                 guess);
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
    {"sum", OP_NP_SUM}, {"prod", OP_NP_PROD}, {"max", OP_NP_MAX},
    {"min", OP_NP_MIN}, {"mean", OP_NP_MEAN}, {"std", OP_NP_STD},
};

static Abstract array_method(Infer *in, Abstract array, const char *name, int count) {
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
    Abstract result = boxed_call(in, NULL, NULL);
    if (strcmp(name, "copy") == 0 && count == 0 && in->block != NULL) {
        const Type *copy = type_array(in->types, array.type->dtype, array.type->ndim, true);
        return unbox(in, result.leaves[0], copy);
    }
    return result;
}

Abstract infer_method(Infer *in) {
    Abstract receiver = callee_of(in);
    const char *name = in->at->text;
    if (strchr(name, '|') == NULL) {
        Arguments arguments = arguments_of(in, "");
        if (receiver.type->kind == TYPE_LIST) {
            return infer_list_method(in, receiver, name, arguments.items, arguments.count);
        }
        if (receiver.type->kind == TYPE_ARRAY) {
            return array_method(in, receiver, name, arguments.count);
        }
    }
    return boxed_call(in, NULL, NULL);
}
