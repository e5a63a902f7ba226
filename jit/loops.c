/* Whether code may execute something twice in a call: told from LLVM IR as it was generated, with
 * the thunks that are inlined, so that loops inside of one operation count, too. */
#include "loops.h"

#include <llvm-c/Core.h>
#include <stdlib.h>

typedef enum State { UNSEEN, OPEN, DONE } State;

typedef struct Walk {
    LLVMBasicBlockRef *blocks; /* sorted by address */
    unsigned count;
    State *states;
    unsigned *stack, *next; /* blocks on the way, and by block the edge to follow next */
} Walk;

static int compare_blocks(const void *left, const void *right) {
    const LLVMBasicBlockRef *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static unsigned place_of(const Walk *walk, LLVMBasicBlockRef block) {
    const LLVMBasicBlockRef *found =
        bsearch(&block, walk->blocks, walk->count, sizeof *walk->blocks, compare_blocks);
    return (unsigned)(found - walk->blocks);
}

/* Depth first; an edge to a block that is still open closes a loop. */
static bool walk_from(Walk *walk, unsigned first) {
    unsigned depth = 0;
    walk->stack[depth++] = first;
    walk->states[first] = OPEN;
    while (depth > 0) {
        unsigned at = walk->stack[depth - 1];
        LLVMValueRef terminator = LLVMGetBasicBlockTerminator(walk->blocks[at]);
        if (walk->next[at] == LLVMGetNumSuccessors(terminator)) {
            walk->states[at] = DONE;
            depth--;
            continue;
        }
        unsigned target = place_of(walk, LLVMGetSuccessor(terminator, walk->next[at]++));
        if (walk->states[target] == OPEN)
            return true;
        if (walk->states[target] == UNSEEN) {
            walk->states[target] = OPEN;
            walk->stack[depth++] = target;
        }
    }
    return false;
}

static bool function_repeats(Arena *arena, LLVMValueRef function) {
    unsigned count = LLVMCountBasicBlocks(function);
    if (count == 0)
        return false; /* defined elsewhere */
    Walk walk = {.blocks = ARENA_ARRAY(arena, LLVMBasicBlockRef, count),
                 .count = count,
                 .states = ARENA_ARRAY(arena, State, count),
                 .stack = ARENA_ARRAY(arena, unsigned, count),
                 .next = ARENA_ARRAY(arena, unsigned, count)};
    LLVMGetBasicBlocks(function, walk.blocks);
    qsort(walk.blocks, count, sizeof *walk.blocks, compare_blocks);
    return walk_from(&walk, place_of(&walk, LLVMGetEntryBasicBlock(function)));
}

bool module_repeats(Arena *arena, LLVMModuleRef module) {
    for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
         function = LLVMGetNextFunction(function))
        if (function_repeats(arena, function))
            return true;
    return false;
}
