/* infer(): appending typed instructions to the block that is being filled, and refusing what cannot
 * be typed. On a path that has ended nothing is appended and values are 0. */
#include "infer.h"

#include <stdarg.h>

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

Block *successor(Infer *in, const char *note, bool cold) {
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
