/* The log of recorded results, as compiled code and replay.c share it. */
#ifndef NPJIT_JIT_REPLAY_H
#define NPJIT_JIT_REPLAY_H

#include <jit/jit.h>

struct JitLog {
    NpjitSlot *next;   /* replaying: the result to be handed back; compiled code knows its place */
    int64_t next_site; /* checking: the call that is due */
    bool differs;      /* checking: another call came */
    bool cut;
    int64_t most;
    struct {
        NpjitSlot *items;
        int64_t count, capacity;
    } slots; /* of calls whose result is no stand-in */
    struct {
        int32_t *items;
        int64_t count, capacity;
    } sites; /* of all calls */
    struct {
        void **items;
        int64_t count, capacity;
    } objects;
};

typedef enum ReplayKind {
    REPLAY_BITS,
    REPLAY_OBJECT,
    REPLAY_STAND_IN, /* an array that nobody looks at */
} ReplayKind;

ReplayKind replay_kind(const Fn *fn, const Instruction *instruction);

/* Called by compiled code. The first returns 1 when the log is now an owner of the object. */
int32_t npjit_jit_record(NpjitContext *context, JitLog *log, int64_t site, int64_t bits,
                         int64_t kind);
int npjit_jit_expect(NpjitContext *context, JitLog *log, int64_t site);

#endif
