/* What strips of turns that are tried without checks have to undo: the items that they overwrite.
 * Between keeping and undoing nothing else runs, so that one copy serves all kernels. */
#include <runtime/thunks.h>
#include <string.h>

enum { ITEM_BYTES_MOST = 8 };

static char kept[NPJIT_STRIP_STORES][NPJIT_STRIP_TURNS * ITEM_BYTES_MOST];

/* The bytes from an item to the next; 0 where it is always the same. */
static int64_t step_of(const char *first, const char *last, int64_t turns) {
    return turns > 1 ? (last - first) / (turns - 1) : 0;
}

void npjit_strip_keep(NpjitContext *context, int64_t number, const void *first, const void *last,
                      int64_t turns, int64_t item_bytes) {
    (void)context;
    char *to = kept[number];
    const char *from = first;
    int64_t step = step_of(from, last, turns), count = step != 0 ? turns : 1;
    if (step == item_bytes) {
        memcpy(to, from, (size_t)(count * item_bytes));
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        memcpy(to + i * item_bytes, from + i * step, (size_t)item_bytes);
    }
}

void npjit_strip_undo(NpjitContext *context, int64_t number, void *first, void *last, int64_t turns,
                      int64_t item_bytes) {
    (void)context;
    const char *from = kept[number];
    char *to = first;
    int64_t step = step_of(to, last, turns), count = step != 0 ? turns : 1;
    for (int64_t i = 0; i < count; i++) {
        memcpy(to + i * step, from + i * item_bytes, (size_t)item_bytes);
    }
}
