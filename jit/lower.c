/* A typed Fn -> one LLVM function: its frame, its blocks in an order in which definitions come
 * before uses, and the dispatch of each operation to its emitter. The emitters live in lower_*.c.
 */
#include "lowering.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/* ---- what emitters use of the driver ---- */

void l_fail(Generator *g, const Instruction *instruction, const char *format, ...) {
    if (g->error.stage != STAGE_NONE)
        return;
    char message[sizeof g->error.message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(&g->error, STAGE_JIT, "%s: %s", op_infos[instruction->op].name, message);
    error_place(&g->error, g->fn->file, instruction->line, instruction->column);
}

LLVMValueRef l_operand(const Generator *g, const Instruction *instruction, int index) {
    return g->values[instruction->operands[index]];
}

const Type *l_operand_type(const Generator *g, const Instruction *instruction, int index) {
    return fn_type(g->fn, instruction->operands[index]);
}

void l_define(Generator *g, const Instruction *instruction, LLVMValueRef v_value) {
    if (instruction->result)
        g->values[instruction->result] = v_value;
}

/* ---- the driver ---- */

static void make_types(Generator *g) {
    g->void_type = LLVMVoidTypeInContext(g->context);
    g->bool_type = LLVMInt1TypeInContext(g->context);
    g->int32_type = LLVMInt32TypeInContext(g->context);
    g->int64_type = LLVMInt64TypeInContext(g->context);
    g->float_type = LLVMFloatTypeInContext(g->context);
    g->double_type = LLVMDoubleTypeInContext(g->context);
    g->pointer_type = LLVMPointerTypeInContext(g->context, 0);
}

static LLVMValueRef make_weights(Generator *g, uint64_t first, uint64_t second) {
    static const char name[] = "branch_weights";
    LLVMMetadataRef parts[] = {
        LLVMMDStringInContext2(g->context, name, sizeof name - 1),
        LLVMValueAsMetadata(LLVMConstInt(g->int32_type, first, false)),
        LLVMValueAsMetadata(LLVMConstInt(g->int32_type, second, false)),
    };
    return LLVMMetadataAsValue(g->context, LLVMMDNodeInContext2(g->context, parts, 3));
}

/* The function with the signature of NpjitKernel. */
static void make_function(Generator *g) {
    LLVMTypeRef parameters[] = {g->pointer_type, g->pointer_type, g->pointer_type};
    LLVMTypeRef type = LLVMFunctionType(g->int32_type, parameters, 3, false);
    g->function = LLVMAddFunction(g->module, g->unit->name, type);
    l_attribute(g, g->function, LLVMAttributeFunctionIndex, "nounwind", 0);
    /* Stack traces of gdb and perf walk frame pointers. */
    LLVMAddTargetDependentFunctionAttr(g->function, "frame-pointer", "all");
    static const char *const names[] = {"context", "arguments", "results"};
    for (unsigned i = 0; i < 3; i++) {
        LLVMSetValueName2(LLVMGetParam(g->function, i), names[i], strlen(names[i]));
        l_attribute(g, g->function, i + 1, "nonnull", 0);
        l_attribute(g, g->function, i + 1, "noundef", 0);
    }
    /* The caller's buffers; nobody else writes them while the kernel runs. The context is not
     * noalias: signal handlers and thunks reach it too. */
    l_attribute(g, g->function, 2, "noalias", 0);
    l_attribute(g, g->function, 2, "readonly", 0);
    l_attribute(g, g->function, 3, "noalias", 0);
    l_attribute(g, g->function, 3, "writeonly", 0);
    g->v_context = LLVMGetParam(g->function, 0);
    g->v_arguments = LLVMGetParam(g->function, 1);
    g->v_results = LLVMGetParam(g->function, 2);
}

/* LLVM blocks named after the notes, with a phi for each parameter. */
static void make_blocks(Generator *g, const Block *const *order, int count) {
    for (int i = 0; i < count; i++) {
        const Block *block = order[i];
        g->blocks[block->id] = l_block(g, block->note ? block->note : "block");
        LLVMPositionBuilderAtEnd(g->builder, g->blocks[block->id]);
        for (int p = 0; p < block->parameters.count; p++) {
            ValueId value = block->parameters.items[p];
            const char *name = g->fn->values.items[value].name;
            LLVMTypeRef type = l_type(g, fn_type(g->fn, value));
            g->values[value] = LLVMBuildPhi(g->builder, type, name ? name : "value");
            if (is_held_view(g, value))
                g->views[value] = view_phis(g, fn_type(g->fn, value)->ndim);
        }
    }
}

static ArrayView *taken_over(Generator *g, ValueId view, LLVMValueRef v_described) {
    return view_taken_over(g, v_described, fn_type(g->fn, view)->ndim);
}

/* Loads the argument slots and goes to the first block. */
static void lower_entry(Generator *g, LLVMBasicBlockRef b_entry) {
    const Block *head = g->unit->head;
    int parameter_count = head->parameters.count;
    LLVMPositionBuilderAtEnd(g->builder, b_entry);
    debug_place(g, g->fn->line, 0);
    for (int i = 0; i < parameter_count; i++) {
        ValueId value = head->parameters.items[i];
        LLVMValueRef v_argument = l_load_slot(g, g->v_arguments, i, fn_type(g->fn, value));
        LLVMAddIncoming(g->values[value], &v_argument, &b_entry, 1);
        if (is_held_view(g, value))
            view_add_incoming(g->views[value], taken_over(g, value, v_argument), b_entry);
    }
    for (int i = 0; i < g->unit->live_count; i++) {
        ValueId value = g->unit->live[i];
        g->values[value] =
            l_load_slot(g, g->v_arguments, parameter_count + i, fn_type(g->fn, value));
        if (is_held_view(g, value))
            g->views[value] = taken_over(g, value, g->values[value]);
    }
    if (g->options->count_calls) {
        LLVMValueRef v_field =
            l_field(g, g->v_context, offsetof(NpjitContext, counters), "counters.field");
        g->v_counters = LLVMBuildLoad2(g->builder, g->pointer_type, v_field, "counters");
    }
    replay_begin(g);
    LLVMValueRef v_jump = LLVMBuildBr(g->builder, g->blocks[head->id]);
    LLVMPositionBuilderBefore(g->entry_builder, v_jump);
}

static Emitter find_emitter(Op op) {
    static const Emitter *const tables[] = {integer_emitters, float_emitters, scalar_emitters,
                                            native_emitters,  strip_emitters, control_emitters};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i][op])
            return tables[i][op];
    return NULL;
}

static void lower_instruction(Generator *g, const Instruction *instruction) {
    debug_place(g, instruction->line, instruction->column);
    switch (op_infos[instruction->op].lowering) {
    case LOWER_NEVER:
        l_fail(g, instruction, "an operation of the untyped stage reached the JIT");
        break;
    case LOWER_CUSTOM: {
        Emitter emitter = find_emitter(instruction->op);
        if (emitter)
            emitter(g, instruction);
        else
            l_fail(g, instruction, "no emitter for this operation");
        break;
    }
    case LOWER_THUNK:
    case LOWER_ROUTED: l_thunk_operation(g, instruction); break;
    }
    bool goes_on =
        instruction->edge_count > 0 && !(op_infos[instruction->op].flags & OPF_TERMINATOR);
    if (goes_on && g->error.stage == STAGE_NONE)
        LLVMBuildBr(g->builder, l_edge(g, instruction, 0));
}

static void lower_block(Generator *g, const Block *block) {
    g->block = block;
    g->hot = g->is_hot[block->id];
    LLVMPositionBuilderAtEnd(g->builder, g->blocks[block->id]);
    int count = block->instructions.count;
    for (int i = 0; i < count && g->error.stage == STAGE_NONE; i++) {
        g->next = i + 1 < count ? block->instructions.items[i + 1] : NULL;
        lower_instruction(g, block->instructions.items[i]);
    }
}

static void make_module(Generator *g) {
    g->module = LLVMModuleCreateWithNameInContext(g->unit->name, g->context);
    LLVMSetSourceFileName(g->module, g->fn->file, strlen(g->fn->file));
    LLVMSetTarget(g->module, g->kernel->triple);
    LLVMSetModuleDataLayout(g->module, g->kernel->layout);
    make_types(g);
    make_function(g);
    g->unit->module = g->module;
    g->unit->function = g->function;
}

/* Whether the unit has loops that gain by being optimised. When a rare thing has happened, the
 * loops that it led to are what is left to do. */
static bool find_pays(const Kernel *kernel, const Unit *unit, const Block *const *order,
                      int count) {
    if (!unit->head->cold)
        return unit == kernel->units.items[0];
    for (int b = 0; b < count; b++)
        if (kernel->brisk[order[b]->id])
            return true;
    return false;
}

int lower(Kernel *kernel, Unit *unit, Error *error) {
    const Fn *fn = kernel->fn;
    Generator generator = {
        .kernel = kernel,
        .unit = unit,
        .fn = fn,
        .options = kernel->options,
        .arena = kernel->arena,
        .context = kernel->context,
        .builder = LLVMCreateBuilderInContext(kernel->context),
        .entry_builder = LLVMCreateBuilderInContext(kernel->context),
        .values = ARENA_ARRAY(kernel->arena, LLVMValueRef, fn->values.count),
        .headers = ARENA_ARRAY(kernel->arena, Header, fn->values.count),
        .views = ARENA_ARRAY(kernel->arena, ArrayView *, fn->values.count),
        .blocks = ARENA_ARRAY(kernel->arena, LLVMBasicBlockRef, fn->blocks.count),
        .latches = ARENA_ARRAY(kernel->arena, Latch, fn->blocks.count),
        .positions = ARENA_ARRAY(kernel->arena, int, fn->blocks.count),
        .weight_kind = LLVMGetMDKindIDInContext(kernel->context, "prof", 4),
    };
    Generator *g = &generator;
    make_module(g);
    g->first_unlikely = make_weights(g, 1, 2000);
    g->second_unlikely = make_weights(g, 2000, 1);
    debug_begin(g);

    const Block **order = ARENA_ARRAY(g->arena, const Block *, fn->blocks.count);
    int count = region_order(g->arena, fn, unit->head, kernel->continues, order);
    unit->pays = find_pays(kernel, unit, order, count);
    g->is_hot = unit->head->cold && unit->pays ? kernel->repeats : kernel->hot;
    LLVMBasicBlockRef b_entry = l_block(g, "entry");
    make_blocks(g, order, count);
    lower_entry(g, b_entry);
    loop_begin(g, order, count);
    for (int i = 0; i < count && g->error.stage == STAGE_NONE; i++)
        lower_block(g, order[i]);
    debug_end(g);
    LLVMDisposeBuilder(g->entry_builder);
    LLVMDisposeBuilder(g->builder);
    if (g->error.stage == STAGE_NONE)
        return 0;
    *error = g->error;
    return -1;
}
