/* Calls of thunks, by the binary interface that runtime/thunks.h states: parameters follow the
 * letters of the operation's signature. What a routed operation becomes is looked up by operation
 * and route. */
#include "lowering.h"
#include "thunks.h"

#include <string.h>

enum { PARAMETERS_MAX = 16 };

/* A call being put together. */
typedef struct Call {
    LLVMTypeRef types[PARAMETERS_MAX];
    LLVMValueRef values[PARAMETERS_MAX];
    int count;
    bool inlined;         /* it may be */
    LLVMValueRef v_items; /* slots for the operands of a '*', or NULL */
    int64_t item_count;
    unsigned items_index, out_index;  /* which parameters, 1-based; 0: none */
    const Instruction *stands_in_for; /* its result is handed back, or NULL */
    LLVMValueRef v_made;              /* an array for this call only, or NULL */
    LLVMValueRef v_out;               /* where a raising thunk stores its result, or NULL */
} Call;

/* The thunk of each routed operation on each route, without its prefix. NULL: no exact form there;
 * "": emitted without a thunk. */
static const char *const routed_thunks[OP_COUNT][ROUTE_COUNT] = {
#define ROUTED(op, python, capi, ufunc, native) [OP_##op] = {NULL, python, capi, ufunc, native},
#include <ir/routes.def>
#undef ROUTED
};

static void add_parameter(Call *call, LLVMTypeRef type, LLVMValueRef v_value) {
    call->types[call->count] = type;
    call->values[call->count] = v_value;
    call->count++;
}

/* The type of a parameter or result with this signature letter. */
static LLVMTypeRef letter_type(const Generator *g, char letter) {
    switch (letter) {
    case 'b': return g->int32_type;
    case 'd': return g->double_type;
    case 'a':
    case 'l':
    case 'o': return g->pointer_type;
    default: return g->int64_type;
    }
}

static LLVMValueRef to_parameter(Generator *g, LLVMValueRef v_value, LLVMTypeRef type) {
    if (type == g->int32_type)
        return LLVMBuildZExt(g->builder, v_value, type, "bool");
    return LLVMTypeOf(v_value) == type ? v_value : l_to_bits(g, v_value);
}

static LLVMValueRef from_result(Generator *g, LLVMValueRef v_result, const Type *type) {
    if (LLVMTypeOf(v_result) == g->int32_type)
        return LLVMBuildICmp(g->builder, LLVMIntNE, v_result, l_int32(g, 0), "truth");
    return LLVMTypeOf(v_result) == l_type(g, type) ? v_result : l_from_bits(g, v_result, type);
}

/* Stack slots for a call. One that may be inlined gets its own, with its life marked, so that they
 * can become registers; all others share `*shared`, which is cheaper to compile. */
static LLVMValueRef take_slots(Generator *g, const Call *call, LLVMValueRef *shared,
                               int64_t shared_count, int64_t count, const char *name) {
    if (call->inlined) {
        LLVMValueRef v_slots = l_stack_slots(g, count, name);
        l_alive(g, v_slots, count);
        return v_slots;
    }
    if (!*shared)
        *shared = l_stack_slots(g, shared_count, name);
    return *shared;
}

static LLVMValueRef described(Generator *g, ValueId value) {
    return is_local(g, value)       ? local_described(g, value)
           : is_held_view(g, value) ? view_described(g, value)
                                    : g->values[value];
}

/* Operands from `first` on as an array of slots and its length. */
static void add_items(Generator *g, Call *call, const Instruction *instruction, int first) {
    int64_t count = instruction->operand_count - first;
    call->v_items = LLVMConstNull(g->pointer_type);
    if (count > 0) {
        call->v_items = take_slots(g, call, &g->v_items, g->kernel->operands_max, count, "items");
        call->item_count = count;
        for (int i = 0; i < count; i++) {
            ValueId operand = instruction->operands[first + i];
            l_store_slot(g, described(g, operand), call->v_items, i);
        }
        call->items_index = (unsigned)call->count + 1;
    }
    add_parameter(call, g->pointer_type, call->v_items);
    add_parameter(call, g->int64_type, l_int64(g, count));
}

/* A view that registers hold is made an array for the call. */
static LLVMValueRef made_array(Generator *g, Call *call, const Instruction *instruction,
                               ValueId value) {
    LLVMValueRef v_described = view_described(g, value);
    call->v_made = l_call_runtime(g, "npjit_native_array", g->pointer_type, &v_described, 1);
    return l_check_made(g, instruction, call->v_made);
}

static void add_operands(Generator *g, Call *call, const Instruction *instruction) {
    const char *letters = op_infos[instruction->op].signature;
    int index = 0;
    for (; *letters != ':' && *letters != '*'; letters++, index++) {
        LLVMTypeRef type = letter_type(g, *letters);
        ValueId operand = instruction->operands[index];
        add_parameter(call, type,
                      is_held_view(g, operand)
                          ? made_array(g, call, instruction, operand)
                          : to_parameter(g, l_operand(g, instruction, index), type));
    }
    if (*letters == '*')
        add_items(g, call, instruction, index);
}

/* A str constant may hold NUL bytes; its immediate is the length. */
static LLVMValueRef text_parameter(Generator *g, const Instruction *instruction) {
    const char *text = instruction->text ? instruction->text : "";
    size_t length =
        instruction->op == OP_CONST_STRING ? (size_t)instruction->immediate : strlen(text);
    return l_text(g, text, length);
}

static void add_extras(Generator *g, Call *call, const Instruction *instruction) {
    unsigned flags = op_infos[instruction->op].flags;
    if (flags & OPF_IMMEDIATE)
        add_parameter(call, g->int64_type, l_int64(g, instruction->immediate));
    if (flags & OPF_TEXT)
        add_parameter(call, g->pointer_type, text_parameter(g, instruction));
    if (flags & OPF_SYMBOL)
        add_parameter(call, g->pointer_type, l_object(g, instruction->symbol));
}

/* What LLVM may assume of a thunk it cannot see into. */
static void describe_thunk(Generator *g, LLVMValueRef v_thunk, const OpInfo *info,
                           const Call *call) {
    enum { MEMORY_NONE = 0, MEMORY_READ = 0x15 }; /* llvm::MemoryEffects, two bits per location */
    if (info->flags & OPF_PURE) {
        bool numbers_only = strspn(info->signature, "bid:") == strlen(info->signature);
        l_attribute(g, v_thunk, LLVMAttributeFunctionIndex, "memory",
                    numbers_only ? MEMORY_NONE : MEMORY_READ);
        l_attribute(g, v_thunk, LLVMAttributeFunctionIndex, "willreturn", 0);
    }
    if (call->items_index) {
        l_attribute(g, v_thunk, call->items_index, "nocapture", 0);
        l_attribute(g, v_thunk, call->items_index, "readonly", 0);
    }
    if (call->out_index) {
        l_attribute(g, v_thunk, call->out_index, "nocapture", 0);
        l_attribute(g, v_thunk, call->out_index, "noalias", 0);
    }
}

/* The declaration of a function of the runtime; made at the first call. nonlazybind: calls go
 * through the address table straight away, without a stub in between. */
static LLVMValueRef declare(Generator *g, const char *name, LLVMTypeRef type, bool *is_new) {
    LLVMValueRef v_function = LLVMGetNamedFunction(g->module, name);
    *is_new = !v_function;
    if (!v_function) {
        v_function = LLVMAddFunction(g->module, name, type);
        l_attribute(g, v_function, LLVMAttributeFunctionIndex, "nounwind", 0);
        l_attribute(g, v_function, LLVMAttributeFunctionIndex, "nonlazybind", 0);
    }
    return v_function;
}

/* Calls that run once per call of the kernel, or hardly ever, stay calls: inlining them would cost
 * compile time and gain nothing. */
static LLVMValueRef build_call(Generator *g, LLVMValueRef v_function, LLVMTypeRef type,
                               Call *call) {
    bool is_void = LLVMGetReturnType(type) == g->void_type;
    LLVMValueRef v_call = LLVMBuildCall2(g->builder, type, v_function, call->values,
                                         (unsigned)call->count, is_void ? "" : "status");
    if (call->inlined)
        g->unit->inlines = true;
    else
        l_call_attribute(g, v_call, "noinline");
    return v_call;
}

static LLVMValueRef call_thunk(Generator *g, const char *name, const OpInfo *info,
                               LLVMTypeRef result, Call *call) {
    LLVMTypeRef type = LLVMFunctionType(result, call->types, (unsigned)call->count, false);
    bool is_new;
    LLVMValueRef v_thunk = declare(g, name, type, &is_new);
    if (is_new && call->stands_in_for)
        l_fill_stub(g, call->stands_in_for, v_thunk);
    else if (is_new)
        describe_thunk(g, v_thunk, info, call);
    return build_call(g, v_thunk, type, call);
}

static bool may_be_inlined(const Generator *g, const char *name) {
    return g->hot && g->options->inline_thunks && thunk_has_body(name);
}

void l_call_by_signature(Generator *g, const Instruction *instruction, const char *name) {
    const OpInfo *info = &op_infos[instruction->op];
    char letter = strchr(info->signature, ':')[1];
    bool raises = info->flags & OPF_RAISES;
    Call call = {.inlined = may_be_inlined(g, name)};
    if (replay_hands_back(g->kernel, instruction)) {
        call.inlined = false;
        call.stands_in_for = instruction;
    }
    add_parameter(&call, g->pointer_type, g->v_context);
    add_operands(g, &call, instruction);
    add_extras(g, &call, instruction);
    if (raises && letter) {
        call.v_out = take_slots(g, &call, &g->v_out, 1, 1, "out");
        call.out_index = (unsigned)call.count + 1;
        add_parameter(&call, g->pointer_type, call.v_out);
    }
    LLVMTypeRef result = raises ? g->int32_type : letter ? letter_type(g, letter) : g->void_type;
    LLVMValueRef v_result = call_thunk(g, name, info, result, &call);
    if (call.inlined && call.item_count)
        l_dead(g, call.v_items, call.item_count);
    if (call.v_made)
        l_call_runtime(g, "npjit_release_object", g->void_type, &call.v_made, 1);
    if (raises)
        l_check(g, instruction, v_result);
    if (call.v_out) {
        v_result = LLVMBuildLoad2(g->builder, letter_type(g, letter), call.v_out, "result");
        if (call.inlined)
            l_dead(g, call.v_out, 1);
    }
    if (letter && instruction->result)
        l_define(g, instruction, from_result(g, v_result, fn_type(g->fn, instruction->result)));
}

void l_define_or_call(Generator *g, const Instruction *instruction, LLVMValueRef v_fine,
                      LLVMValueRef v_result, const char *thunk) {
    LLVMBasicBlockRef b_from[] = {LLVMGetInsertBlock(g->builder), NULL};
    LLVMBasicBlockRef b_rare = l_block(g, "rare"), b_done = l_block(g, "done");
    bool hot = g->hot;
    l_branch(g, v_fine, b_done, b_rare, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_rare);
    g->hot = false;
    l_call_by_signature(g, instruction, thunk);
    g->hot = hot;
    b_from[1] = LLVMGetInsertBlock(g->builder);
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef values[] = {v_result, g->values[instruction->result]};
    LLVMValueRef v_phi = LLVMBuildPhi(g->builder, LLVMTypeOf(v_result), "result");
    LLVMAddIncoming(v_phi, values, b_from, 2);
    l_define(g, instruction, v_phi);
}

LLVMValueRef l_call_runtime(Generator *g, const char *name, LLVMTypeRef result,
                            const LLVMValueRef *arguments, int count) {
    Call call = {.inlined = may_be_inlined(g, name)};
    add_parameter(&call, g->pointer_type, g->v_context);
    for (int i = 0; i < count; i++)
        add_parameter(&call, LLVMTypeOf(arguments[i]), arguments[i]);
    LLVMTypeRef type = LLVMFunctionType(result, call.types, (unsigned)call.count, false);
    bool is_new;
    return build_call(g, declare(g, name, type, &is_new), type, &call);
}

/* ---- owners ---- */

static void change_owners(Generator *g, ValueId value, const char *on_int, const char *on_list,
                          const char *on_object) {
    const char *name;
    if (g->options->thunks >= JIT_THUNKS_CHECKED && g->kernel->borrowed[value])
        return;
    switch (fn_type(g->fn, value)->kind) {
    case TYPE_INT: name = on_int; break;
    case TYPE_LIST: name = on_list; break;
    case TYPE_ARRAY:
    case TYPE_OBJECT: name = on_object; break;
    default: return;
    }
    if (name != on_int || !exact_owners(g, value, name))
        l_call_runtime(g, name, g->void_type, &g->values[value], 1);
}

void l_retain(Generator *g, ValueId value) {
    if (is_held_view(g, value))
        return;
    change_owners(g, value, "npjit_retain_int", "npjit_retain_list", "npjit_retain_object");
}

/* An array of the `ufunc` route goes back to that route, which may use it again. */
static const char *object_release(const Generator *g, ValueId value) {
    const Instruction *definition = fn_definition(g->fn, value);
    bool is_ufunc_array = fn_type(g->fn, value)->kind == TYPE_ARRAY && definition &&
                          (definition->route == ROUTE_UFUNC || definition->op == OP_NATIVE_MAP);
    return is_ufunc_array ? "npjit_ufunc_release_array" : "npjit_release_object";
}

void l_release(Generator *g, ValueId value) {
    if (is_held_view(g, value) || local_release(g, value) || vector_release(g, value))
        return;
    change_owners(g, value, "npjit_release_int", "npjit_release_list", object_release(g, value));
}

/* ---- operations ---- */

/* Adds to a counter of the call site. */
static void add_to_counter(Generator *g, int site, int which, LLVMValueRef v_amount) {
    int64_t index = g->options->time_calls ? 2 * (int64_t)site + which : site;
    LLVMValueRef v_counter = l_field(g, g->v_counters, index * (int64_t)sizeof(int64_t), "counter");
    LLVMValueRef v_count = LLVMBuildLoad2(g->builder, g->int64_type, v_counter, "count");
    LLVMBuildStore(g->builder, LLVMBuildAdd(g->builder, v_count, v_amount, "count"), v_counter);
}

static LLVMValueRef read_clock(Generator *g) {
    return l_call_runtime(g, "npjit_clock", g->int64_type, NULL, 0);
}

/* Notes where compiled code crosses over, and counts it when asked to. */
static void count_call(Generator *g, const Instruction *instruction, const char *thunk) {
    JitCallSite site = {
        .name = op_infos[instruction->op].name,
        .thunk = arena_copy_text(g->arena, thunk, strlen(thunk)),
        .line = instruction->line,
        .column = instruction->column,
    };
    if (g->options->count_calls)
        add_to_counter(g, g->kernel->call_sites.count, 0, l_int64(g, 1));
    ARENA_PUSH(g->arena, &g->kernel->call_sites, site);
}

#ifdef NPJIT_TEST_FAULTS
/* Flips the lowest bit of the number that the thunk `break_thunk` gives, to see that the comparison
 * with the interpreter finds it. */
static void plant_fault(Generator *g, const Instruction *instruction, const char *thunk) {
    const char *wanted = g->options->break_thunk;
    if (!wanted || strcmp(wanted, thunk) != 0 || !instruction->result)
        return;
    const Type *type = fn_type(g->fn, instruction->result);
    if (type_is_counted(type))
        return;
    LLVMValueRef v_bits = l_to_bits(g, g->values[instruction->result]);
    v_bits = LLVMBuildXor(g->builder, v_bits, l_int64(g, 1), "fault");
    l_define(g, instruction, l_from_bits(g, v_bits, type));
}
#endif

/* Its result comes from the log: at once, or by a call like the thunk's. Code lives in one name
 * space and each stub knows its log, so their names are numbered. */
static void replay(Generator *g, const Instruction *instruction, int site, const char *name) {
    if (g->options->thunks == JIT_THUNKS_CHECKED)
        l_expect(g, instruction, site);
    if (g->options->inline_thunks) {
        l_hand_back(g, instruction);
        return;
    }
    static unsigned serial;
    if (!g->unit->stubs)
        g->unit->stubs = ++serial;
    const char *kind = type_is_counted(fn_type(g->fn, instruction->result)) ? "counted" : "bits";
    l_call_by_signature(g, instruction,
                        arena_format(g->arena, "replay.%s.%s.%u", name, kind, g->unit->stubs));
}

void l_thunk_operation(Generator *g, const Instruction *instruction) {
    const OpInfo *info = &op_infos[instruction->op];
    const char *thunk, *name;
    if (info->lowering == LOWER_ROUTED) {
        thunk = routed_thunks[instruction->op][instruction->route];
        if (!thunk || !*thunk) {
            l_fail(g, instruction, "nothing to call on route %s", route_names[instruction->route]);
            return;
        }
        name = arena_format(g->arena, "npjit_%s_%s", route_names[instruction->route], thunk);
    } else {
        char *underscored = arena_copy_text(g->arena, info->name, strlen(info->name));
        for (char *dot = underscored; (dot = strchr(dot, '.'));)
            *dot = '_';
        thunk = underscored;
        name = arena_format(g->arena, "npjit_%s", thunk);
    }
    int site = g->kernel->call_sites.count;
    bool is_call = info->flags & OPF_FFI &&
                   (instruction->route != ROUTE_NATIVE ||
                    (!local_wanted(g, instruction) && !is_held_view(g, instruction->result)));
    bool is_timed = is_call && g->options->time_calls;
    if (is_call)
        count_call(g, instruction, thunk);
    LLVMValueRef v_start = is_timed ? read_clock(g) : NULL;
    if (replay_hands_back(g->kernel, instruction))
        replay(g, instruction, site, name);
    else if (!local_operation(g, instruction, name) && !private_operation(g, instruction, name) &&
             !exact_operation(g, instruction, name) && !power_operation(g, instruction, name) &&
             !vector_operation(g, instruction, name) && !items_operation(g, instruction, name) &&
             !view_operation(g, instruction, name) && !native_operation(g, instruction))
        l_call_by_signature(g, instruction, name);
    if (is_timed)
        add_to_counter(g, site, 1, LLVMBuildSub(g->builder, read_clock(g), v_start, "elapsed"));
    if (instruction->result)
        private_begin(g, instruction);
    if (g->options->thunks == JIT_THUNKS_RECORDED)
        l_record(g, instruction, site);
#ifdef NPJIT_TEST_FAULTS
    plant_fault(g, instruction, thunk);
#endif
}
