/* What a result depends on besides the kernel: machine, system, versions. */
#include "clock.h"
#include <base/version.h>
#include <bench/bench.h>
#include <jit/jit.h>
#include <runtime/interpreter.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

enum { MOST_ENTRIES = 24 };

static void add(RunResult *run, const char *key, const char *value) {
    if (value == NULL || *value == '\0' || run->environment_count == MOST_ENTRIES) {
        return;
    }
    run->environment[run->environment_count++] =
        (EnvironmentEntry){key, arena_copy_text(run->arena, value, strlen(value))};
}

/* The first line of a file without its line break, or "". */
static void first_line(const char *path, char *line, size_t size) {
    FILE *file = fopen(path, "r");
    *line = '\0';
    if (file != NULL && fgets(line, (int)size, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
    }
    if (file != NULL) {
        fclose(file);
    }
}

/* "model name" of /proc/cpuinfo; other processors have no such line. */
static void processor_name(char *name, size_t size) {
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "r");
    *name = '\0';
    while (file != NULL && *name == '\0' && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon != NULL) {
            colon += 1 + strspn(colon + 1, " \t");
            snprintf(name, size, "%.*s", (int)strcspn(colon, "\n"), colon);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
}

static void add_machine(RunResult *run) {
    char text[512];
    processor_name(text, sizeof text);
    add(run, "cpu", *text == '\0' ? jit_host_cpu() : text);
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
        add(run, "cores", arena_format(run->arena, "%d", CPU_COUNT(&usable)));
    }
    struct utsname system;
    if (uname(&system) == 0) {
        add(run, "kernel", arena_format(run->arena, "%s %s", system.sysname, system.release));
    }
    first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", text, sizeof text);
    add(run, "governor", text);
    double load[1];
    if (getloadavg(load, 1) == 1) {
        add(run, "load", arena_format(run->arena, "%.2f", load[0]));
    }
}

static void add_versions(RunResult *run) {
    const InterpreterVersions *versions = interpreter_versions();
    add(run, "llvm", jit_llvm_version());
    add(run, "target", jit_host_cpu());
    add(run, "python", versions->python);
    add(run, "numpy", versions->numpy);
    add(run, "blas", versions->blas);
    add(run, "executable", versions->executable);
    add(run, "compiler", __VERSION__);
    add(run, "npjit", NPJIT_VERSION);
    add(run, "revision", NPJIT_GIT_REVISION);
}

static void add_date(RunResult *run) {
    char text[64];
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) != 0) {
        add(run, "date", text);
    }
}

void environment_collect(RunResult *run) {
    run->environment = ARENA_ARRAY(run->arena, EnvironmentEntry, MOST_ENTRIES);
    run->environment_count = 0;
    run->clock_overhead = clock_overhead();
    add_machine(run);
    add_versions(run);
    add_date(run);
}
