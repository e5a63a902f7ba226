/* What makes this machine noisy, and the proof of the method on it: the interpreter against itself
 * must not come out faster or slower than itself. See docs/measuring.md. */
#include "kernel.h"
#include "measure.h"
#include <bench/bench.h>
#include <bench/doctor.h>
#include <bench/statistics.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_SIZE = 8, TEST_ROUNDS = 10, MOST_WARNINGS = 8 };

typedef struct Warnings {
    Arena *arena;
    MachineWarning *items;
    int count;
} Warnings;

static void warn(Warnings *warnings, const char *what, const char *advice) {
    if (warnings->count < MOST_WARNINGS) {
        warnings->items[warnings->count++] = (MachineWarning){what, advice};
    }
}

/* The first line of a file of the kernel's, or "". */
static const char *setting(Arena *arena, const char *path) {
    char line[256] = "";
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        if (fgets(line, sizeof line, file) == NULL) {
            *line = '\0';
        }
        fclose(file);
    }
    return arena_copy_text(arena, line, strcspn(line, "\n"));
}

static void check_clock(Warnings *warnings) {
    Arena *arena = warnings->arena;
    const char *governor = setting(arena, "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    if (*governor != '\0' && strcmp(governor, "performance") != 0) {
        warn(warnings, arena_format(arena, "the frequency governor is '%s'", governor),
             "as root: cpupower frequency-set -g performance");
    }
    if (strcmp(setting(arena, "/sys/devices/system/cpu/intel_pstate/no_turbo"), "0") == 0) {
        warn(warnings, "turbo is on: the clock depends on temperature and on the other cores",
             "as root: echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo");
    }
    if (strcmp(setting(arena, "/sys/devices/system/cpu/cpufreq/boost"), "1") == 0) {
        warn(warnings, "boost is on: the clock depends on temperature and on the other cores",
             "as root: echo 0 > /sys/devices/system/cpu/cpufreq/boost");
    }
}

static void check_company(Warnings *warnings) {
    cpu_set_t usable;
    int cores = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
    double load[1];
    if (getloadavg(load, 1) == 1 && load[0] > 0.5 * cores) {
        warn(warnings,
             arena_format(warnings->arena, "the load is %.2f on %d core%s: others are at work",
                          load[0], cores, cores == 1 ? "" : "s"),
             "end them, or wait; more rounds (--iters) narrow the intervals only slowly");
    }
    if (cores == 1) {
        warn(warnings, "there is one core: everything else on the machine interrupts the kernel",
             "use a machine, or a container, with at least two");
    }
}

static bool is_virtual(void) {
    char *line = NULL;
    size_t capacity = 0;
    bool found = false;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file != NULL && !found && getline(&line, &capacity, file) >= 0) {
        found = strncmp(line, "flags", 5) == 0 && strstr(line, " hypervisor") != NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    free(line);
    return found;
}

void machine_warnings(Arena *arena, MachineWarning **out, int *count) {
    Warnings warnings = {arena, ARENA_ARRAY(arena, MachineWarning, MOST_WARNINGS), 0};
    check_clock(&warnings);
    check_company(&warnings);
    if (is_virtual()) {
        warn(&warnings, "this is a virtual machine: its host takes the processor away unseen",
             "measure on bare metal where figures are to be published");
    }
    *out = warnings.items;
    *count = warnings.count;
}

/* ---- A/A ---- */

bool aa_test_passed(const AaTest *test) {
    return test->conclusive * 20 <= test->repetitions;
}

/* One repetition; *reach gets how far the interval extends from its median. */
static int repeat(const Kernel *kernel, const Caller *caller, uint64_t seed, AaTest *test,
                  double *reach, double *call, Error *error) {
    double samples[2][TEST_ROUNDS], warmups[2][1];
    MeasuredArm arms[2] = {{.caller = caller, .samples = samples[0], .warmups = warmups[0]},
                           {.caller = caller, .samples = samples[1], .warmups = warmups[1]}};
    MeasurePlan plan = {
        .iterations = TEST_ROUNDS, .warmups = 1, .values = kernel->values, .seed = seed};
    Measurement measurement;
    if (measure(arms, 2, &plan, &measurement, error) != 0) {
        return -1;
    }
    test->interrupted = measurement.interrupted;
    if (measurement.interrupted) {
        return 0;
    }
    Interval ratio = ratio_interval(samples[0], samples[1], TEST_ROUNDS);
    test->conclusive += ratio.low > 1 || ratio.high < 1;
    *reach = fmax(ratio.high - ratio.median, ratio.median - ratio.low) / ratio.median;
    *call = median_of(samples[0], TEST_ROUNDS);
    return 0;
}

static int run_test(Kernel *kernel, const BenchOptions *options, int repetitions, AaTest *test,
                    Error *error) {
    Caller caller = {.name = "interp", .call = signature_call, .data = &kernel->signature};
    double *reaches = calloc((size_t)repetitions * 2, sizeof *reaches);
    if (reaches == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    double *calls = reaches + repetitions;
    uint64_t state = options->seed;
    int status = 0;
    while (test->repetitions < repetitions && status == 0 && !test->interrupted) {
        int done = test->repetitions;
        status =
            repeat(kernel, &caller, random_next(&state), test, &reaches[done], &calls[done], error);
        test->repetitions += status == 0 && !test->interrupted;
        if (options->progress != NULL) {
            options->progress(options->progress_data, "A/A", "the interpreter against itself",
                              done + 1, repetitions);
        }
    }
    test->typical = median_of(reaches, test->repetitions);
    test->call_median = median_of(calls, test->repetitions);
    free(reaches);
    return status;
}

int aa_test(const ScenarioList *scenarios, const BenchOptions *options, int repetitions,
            AaTest *out, Error *error) {
    *out = (AaTest){.rounds = TEST_ROUNDS};
    for (int i = 0; i < scenarios->count; i++) {
        Kernel kernel;
        if (strcmp(scenarios->items[i].id, "B3") != 0) {
            continue;
        }
        if (kernel_from_scenario(&kernel, &scenarios->items[i], TEST_SIZE, options->seed, error) !=
            0) {
            return -1;
        }
        int status = run_test(&kernel, options, repetitions, out, error);
        kernel_free(&kernel);
        return status;
    }
    return error_set(error, STAGE_INPUT, "there is no scenario 'B3' to test with");
}
