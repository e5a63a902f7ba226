/* Starting LLVM beside something else. The first kernel of a process would pay for what LLVM does
 * once: relocating and paging in its code, setting up passes and target tables, reading the thunks.
 * None of that is the kernel's, and it can be done while the interpreter imports NumPy: trifles
 * are compiled here in a thread of their own, along the paths that kernels take. Memory and the
 * processor's caches are each thread's own: the one that compiles kernels begins with a trifle,
 * too.
 */
#include "prepare.h"
#include "seconds.h"

#include <pthread.h>
#include <signal.h>

/* A loop that calls NumPy, and one that is worth all of LLVM's effort; see effort.c. */
enum { CALLS, LOOP, TRIFLE_COUNT };

static const char *const trifles[] = {"fn trifle(i64) -> (i64, int) file \"trifle.py\" line 1 {\n"
                                      "b0.entry(%1:i64):\n"
                                      "    %2:i64 = const.i64 0\n"
                                      "    %3:i64 = const.i64 1\n"
                                      "    jump b1(%2, %2)\n"
                                      "b1.for.head(%5:i64, %6:i64):\n"
                                      "    poll\n"
                                      "    %7:bool = i64.compare less %5, %1\n"
                                      "    branch %7 -> b2, b4\n"
                                      "b2.then:\n"
                                      "    %8:i64 = const.i64 3\n"
                                      "    %9:i64 = i64.mod %5, %8\n"
                                      "    %10:i64 = i64.add %5, %3\n"
                                      "    %11:array(int64, 1) = np.array.capi int64 %5, %9\n"
                                      "    %12:np.int64 = np.sum.capi int64 %11 unwind(%11)\n"
                                      "    release %11\n"
                                      "    %13:i64 = scalar.to_i64 %12\n"
                                      "    %14:i64 = i64.add_checked %6, %13 -> b1(%10, %14), b3\n"
                                      "b3.overflow cold:\n"
                                      "    %15:int = i64.to_int %6\n"
                                      "    return 1 %15\n"
                                      "b4.else:\n"
                                      "    return 0 %6\n"
                                      "}\n",
                                      "fn trifle(i64) -> (i64, float) file \"trifle.py\" line 1 {\n"
                                      "b0.entry(%1:i64):\n"
                                      "    %2:i64 = const.i64 0\n"
                                      "    %3:i64 = const.i64 1\n"
                                      "    %4:list(i64) = list.new 0\n"
                                      "    jump b1(%2, %2)\n"
                                      "b1.for.head(%5:i64, %6:i64):\n"
                                      "    poll unwind(%4)\n"
                                      "    %7:bool = i64.compare less %5, %1\n"
                                      "    branch %7 -> b2, b4\n"
                                      "b2.then:\n"
                                      "    %8:i64 = i64.mul %5, %5\n"
                                      "    %10:i64 = i64.add %5, %3\n"
                                      "    list.append 0 %4, %8 unwind(%4)\n"
                                      "    %14:i64 = i64.add_checked %6, %8 -> b1(%10, %14), b3\n"
                                      "b3.overflow cold:\n"
                                      "    release %4\n"
                                      "    %15:float = i64.to_float %6\n"
                                      "    return 1 %15\n"
                                      "b4.else:\n"
                                      "    release %4\n"
                                      "    return 0 %6\n"
                                      "}\n"};

static struct {
    bool running;
    bool here; /* the thread that waits is yet to do its part */
    pthread_t thread;
    JitOptions options;
    double seconds;
} preparation;

/* A failure here will be met again, and reported, by the first kernel. */
static void compile_trifle(const char *trifle) {
    Error error;
    Arena *arena = arena_create();
    if (!arena)
        return;
    Fn *fn = fn_parse(arena, type_table_create(arena), trifle, &error);
    JitCode *code = NULL;
    if (fn && compile_fn(fn, &preparation.options, &code, &error) == 0)
        jit_free(code);
    arena_destroy(arena);
}

static void *prepare(void *data) {
    (void)data;
    double start = seconds_now();
    for (int i = 0; i < TRIFLE_COUNT; i++)
        compile_trifle(trifles[i]);
    preparation.seconds = seconds_now() - start;
    return NULL;
}

void jit_prepare(const JitOptions *options) {
    if (preparation.running)
        return;
    preparation.options =
        (JitOptions){.opt_level = options->opt_level, .inline_thunks = options->inline_thunks};
    /* Signals are the main thread's: a handler must find the interpreter there. */
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before))
        return;
    preparation.running = pthread_create(&preparation.thread, NULL, prepare, NULL) == 0;
    preparation.here = preparation.running;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void prepare_wait(void) {
    if (!preparation.running)
        return;
    pthread_join(preparation.thread, NULL);
    preparation.running = false;
}

void prepare_end(void) {
    prepare_wait();
    if (!preparation.here)
        return;
    preparation.here = false;
    double start = seconds_now();
    compile_trifle(trifles[LOOP]);
    preparation.seconds += seconds_now() - start;
}

double jit_start_seconds(void) {
    prepare_wait();
    return preparation.seconds;
}
