/* Made-up runs for the reporters' tests. See report_fixture.h. */
#include "report_fixture.h"
#include <math.h>
#include <string.h>

enum { ROUNDS = 10, WARMUPS = 2 };

static void add_sample_times(Arena *arena, ArmResult *arm, double seconds, int rounds) {
    arm->samples = ARENA_ARRAY(arena, double, rounds);
    arm->warmups = ARENA_ARRAY(arena, double, WARMUPS);
    for (int i = 0; i < rounds; i++)
        arm->samples[i] = seconds * (1 + 0.002 * (i % 5 - 2));
    for (int i = 0; i < WARMUPS; i++)
        arm->warmups[i] = seconds * 1.3;
    arm->sample_count = rounds;
    arm->warmup_count = WARMUPS;
    arm->calls_per_sample = 1;
    arm->seconds = (Interval){seconds, seconds * 0.996, seconds * 1.004};
}

static ArmResult interpreted(Arena *arena, double seconds) {
    ArmResult arm = {
        .name = "interp", .route = "interp", .inlined = -1, .opt_level = -1, .identical = true};
    add_sample_times(arena, &arm, seconds, ROUNDS);
    return arm;
}

static ArmResult compiled(Arena *arena, const char *route, int inlined, double seconds,
                          double ratio) {
    ArmResult arm = {.name = inlined ? route : arena_format(arena, "%s/noinline", route),
                     .route = route,
                     .inlined = inlined,
                     .opt_level = 3,
                     .identical = true,
                     .front = 0.00041,
                     .generation = 0.00112,
                     .inlining = inlined ? 0.00093 : 0,
                     .optimisation = 0.00421,
                     .emission = 0.0032};
    add_sample_times(arena, &arm, seconds, ROUNDS);
    arm.speedup = (Interval){ratio, ratio * 0.994, ratio * 1.006};
    arm.break_even_calls = fabs(ratio - 1) <= 0.006 ? NAN : ratio > 1 ? 2 : -1;
    return arm;
}

static void add_calls(Arena *arena, ArmResult *arm, const CallCount *calls, int count) {
    arm->ffi_calls = ARENA_ARRAY(arena, CallCount, count);
    memcpy(arm->ffi_calls, calls, sizeof *calls * (size_t)count);
    arm->ffi_count = count;
}

static KernelResult *add_kernel(RunResult *run, const char *id, const char *title, int arms) {
    KernelResult *kernels = ARENA_ARRAY(run->arena, KernelResult, run->kernel_count + 1);
    if (run->kernel_count)
        memcpy(kernels, run->kernels, sizeof *kernels * (size_t)run->kernel_count);
    run->kernels = kernels;
    KernelResult *kernel = &kernels[run->kernel_count++];
    *kernel =
        (KernelResult){.id = id,
                       .title = title,
                       .shows = "What it shows, in one paragraph that is long enough to be wrapped "
                                "when it is printed on a terminal of eighty columns.",
                       .source = "scenarios/x.py",
                       .function = "kernel",
                       .line = 12,
                       .outcome = OUTCOME_VALUE,
                       .equal = true,
                       .calls_counted = true,
                       .arms = ARENA_ARRAY(run->arena, ArmResult, arms),
                       .arm_count = arms};
    return kernel;
}

static void add_environment(RunResult *run) {
    static EnvironmentEntry environment[] = {{"cpu", "AMD EPYC 7B13"},
                                             {"kernel", "Linux 6.1.0-28-amd64"},
                                             {"governor", "performance"},
                                             {"llvm", "19.1.7"},
                                             {"python", "3.11.2"},
                                             {"numpy", "2.4.6"},
                                             {"blas", "openblas 0.3.29, 2 threads"},
                                             {"npjit", "0.1.0"},
                                             {"revision", "1a2b3c4d5e6f"}};
    static EnvironmentEntry options[] = {{"iters", "10"}, {"warmup", "2"}};
    run->environment = environment;
    run->environment_count = sizeof environment / sizeof *environment;
    run->options = options;
    run->option_count = sizeof options / sizeof *options;
    run->clock_overhead = 23e-9;
    run->seed = 42;
}

/* 21.4 ms in three parts: one negative, one that may be nothing. */
static void add_account(KernelResult *kernel) {
    kernel->account =
        (Account){.slices = {{.layers = 1U << LAYER_INTERPRETATION | 1U << LAYER_WRAPPERS,
                              .from = "interp",
                              .to = "capi",
                              .seconds = {0.00874, 0.0086, 0.0089},
                              .significant = true},
                             {.layers = 1U << LAYER_DISPATCH,
                              .from = "capi",
                              .to = "ufunc",
                              .seconds = {-0.00034, -0.0004, -0.0003},
                              .significant = true},
                             {.layers = 1U << LAYER_ALLOCATION | 1U << LAYER_LOOP,
                              .from = "ufunc",
                              .seconds = {0.013, -0.001, 0.014}}},
                  .slice_count = 3,
                  .total = 0.0214,
                  .crossing = {0.00035, 0.0003, 0.0004},
                  .crossing_route = "capi",
                  .crossing_calls = 15000};
    kernel->meaning = "What costs most is allocation.";
    kernel->isolation = (Isolation){.route = "capi",
                                    .calls = 15000,
                                    .inlined = {12e-6, 11e-6, 13e-6},
                                    .called = {39e-6, 38e-6, 40e-6},
                                    .rung = "native",
                                    .ratio = {2.1, 2.0, 2.2},
                                    .explanation = "reading memory takes longer"};
}

static void fill_b3(Arena *arena, KernelResult *kernel) {
    static const CallCount python_calls[] = {{.name = "np.array", .calls = 10000},
                                             {.name = "np.sum", .calls = 5000}};
    static const CallCount thunk_calls[] = {{.name = "array_from_scalars", .calls = 10000},
                                            {.name = "sum", .calls = 5000}};
    kernel->size = 100;
    kernel->turns = 10000;
    kernel->result = "990000";
    kernel->result_type = "int";
    kernel->arms[0] = interpreted(arena, 0.0214);
    kernel->arms[1] = compiled(arena, "capi", 1, 0.01266, 1.69);
    kernel->arms[2] = compiled(arena, "capi", 0, 0.01301, 1.645);
    add_calls(arena, &kernel->arms[0], python_calls, 2);
    add_calls(arena, &kernel->arms[1], thunk_calls, 2);
    add_calls(arena, &kernel->arms[2], thunk_calls, 2);
    add_account(kernel);
    kernel->has_crossing = true;
    kernel->crossing_seconds = (Interval){23.3e-9, 21e-9, 25.8e-9};
    kernel->break_even_calls = 1.12;
    kernel->band_low = 10;
    kernel->band_high = 15;
    kernel->verdict =
        "Below 3x: NumPy's own work dominates. Making and freeing 10,000 arrays and summing 5,000 "
        "of them through the C API takes 11.9 of the 12.7 ms that are left.";
}

static void fill_c3(Arena *arena, KernelResult *kernel) {
    static const CallCount python_calls[] = {{.name = "np.array", .calls = 1000},
                                             {.name = "np.sum", .calls = 1000}};
    char digits[2091];
    for (size_t i = 0; i < sizeof digits - 1; i++)
        digits[i] = (char)('0' + (i * 7 + 3) % 10);
    digits[sizeof digits - 1] = '\0';
    kernel->size = kernel->turns = 10000;
    kernel->result = arena_copy_text(arena, digits, strlen(digits));
    kernel->result_type = "int";
    kernel->arms[0] = interpreted(arena, 0.0095);
    kernel->arms[1] = compiled(arena, "capi", 1, 0.00263, 3.61);
    add_calls(arena, &kernel->arms[0], python_calls, 2);
    add_calls(arena, &kernel->arms[1], python_calls, 2);
    static const char *slower[] = {"np.sum at line 21: capi has no exact form for objects, python"};
    static int boxed[] = {17, 21};
    kernel->arms[1].slower_route_ops = slower;
    kernel->arms[1].slower_count = 1;
    kernel->arms[1].boxed_lines = boxed;
    kernel->arms[1].boxed_count = 2;
    kernel->break_even_calls = 2;
    kernel->band_low = 35;
    kernel->band_high = 42;
    kernel->verdict =
        "Most of the time is addition of integers of up to 2090 digits, which compiling cannot "
        "make cheaper.";
}

RunResult *fixture_run(Arena *arena) {
    RunResult *run = ARENA_NEW(arena, RunResult);
    run->arena = arena;
    add_environment(run);
    KernelResult *a1 = add_kernel(run, "A1", "one matrix product and its sum", 2);
    a1->size = 500;
    a1->result = "31268203.557512958";
    a1->result_type = "numpy.float64";
    a1->arms[0] = interpreted(arena, 0.00321);
    a1->arms[1] = compiled(arena, "capi", 1, 0.00322, 0.997);
    static const CallCount calls[] = {{.name = "np.matmul", .calls = 1},
                                      {.name = "np.sum", .calls = 1}};
    add_calls(arena, &a1->arms[0], calls, 2);
    add_calls(arena, &a1->arms[1], calls, 2);
    a1->break_even_calls = -1;
    a1->band_low = a1->band_high = 1;
    a1->verdict = "As expected: all the time is inside NumPy.";
    fill_b3(arena, add_kernel(run, "B3", "nested loops over small arrays", 3));
    fill_c3(arena, add_kernel(run, "C3", "Fibonacci numbers, a sum of two every tenth turn", 2));
    return run;
}

RunResult *fixture_ladder(Arena *arena) {
    static const struct {
        const char *route;
        double ratio;
    } rungs[] = {{"python", 0.93}, {"capi", 1.69}, {"ufunc", 16.7}, {"native", 1783}};
    enum { RUNGS = sizeof rungs / sizeof *rungs };
    RunResult *run = ARENA_NEW(arena, RunResult);
    run->arena = arena;
    add_environment(run);
    static const char *const ids[] = {"A1", "B1", "B2", "B3", "C1", "C2", "C3", "C3m"};
    for (int k = 0; k < (int)(sizeof ids / sizeof *ids); k++) {
        KernelResult *kernel =
            add_kernel(run, ids[k], "nested loops over small arrays", 1 + 2 * RUNGS);
        kernel->turns = 10000;
        kernel->result = "990000";
        kernel->result_type = "int";
        kernel->band_low = ids[k][0] == 'A' ? 1 : ids[k][0] == 'B' ? 10 : 30;
        kernel->band_high = ids[k][0] == 'A' ? 1 : ids[k][0] == 'B' ? 15 : 40;
        kernel->break_even_calls = 1;
        kernel->arms[0] = interpreted(arena, 0.0214);
        for (int i = 0; i < RUNGS; i++) {
            double ratio = ids[k][0] == 'A' ? 1 : 1 + (rungs[i].ratio - 1) * (k + 1) / 8;
            kernel->arms[1 + 2 * i] = compiled(arena, rungs[i].route, 1, 0.0214 / ratio, ratio);
            kernel->arms[2 + 2 * i] =
                compiled(arena, rungs[i].route, 0, 0.0215 / ratio, ratio * 0.99);
        }
    }
    return run;
}

KernelResult *fixture_refused(RunResult *run, const char *source) {
    KernelResult *kernel = add_kernel(run, "mine", "a function of the user's", 0);
    Error *refusal = ARENA_NEW(run->arena, Error);
    error_set(refusal, STAGE_FRONT, "a generator cannot be compiled");
    error_place(refusal, source, 3, 9);
    error_hint(refusal, "append to a list and return it");
    kernel->outcome = OUTCOME_REFUSED;
    kernel->equal = false;
    kernel->refusal = refusal;
    kernel->result = arena_format(run->arena, "%s:3:9: %s", source, refusal->message);
    return kernel;
}

KernelResult *fixture_differs(RunResult *run) {
    KernelResult *kernel = add_kernel(run, "B2", "an accumulator over small arrays", 2);
    kernel->outcome = OUTCOME_DIFFERS;
    kernel->equal = false;
    kernel->result = "24995000";
    kernel->result_type = "int";
    kernel->difference =
        "capi: the value differs\ninterpreter: 24995000 (int)\ncompiled:    24995001 (int)";
    kernel->arms[0] = interpreted(run->arena, 0.01);
    kernel->arms[1] = compiled(run->arena, "capi", 1, 0.005, 2);
    kernel->arms[1].identical = false;
    kernel->band_low = 8;
    kernel->band_high = 12;
    return kernel;
}

KernelResult *fixture_raises(RunResult *run) {
    KernelResult *kernel = add_kernel(run, "divides", "a function that raises", 2);
    kernel->outcome = OUTCOME_RAISES;
    kernel->result = "ZeroDivisionError: integer division or modulo by zero";
    kernel->arms[0] = interpreted(run->arena, 1.2e-6);
    kernel->arms[1] = compiled(run->arena, "capi", 1, 0.4e-6, 3);
    kernel->arms[1].speedup = (Interval){1.02, 0.97, 1.08};
    return kernel;
}

KernelResult *fixture_interrupted(RunResult *run) {
    KernelResult *kernel = add_kernel(run, "long", "a run that Ctrl-C ended", 2);
    kernel->interrupted = true;
    kernel->calls_counted = false;
    kernel->result = "\033[31mred\033[0m\ttext";
    kernel->result_type = "str";
    kernel->arms[0] = interpreted(run->arena, 0.5);
    kernel->arms[1] = compiled(run->arena, "capi", 1, 0.25, 2);
    kernel->arms[0].sample_count = kernel->arms[1].sample_count = 3;
    run->interrupted = true;
    run->exit_code = 130;
    return kernel;
}
