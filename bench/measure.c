/* Timing. Every arm is timed once in each round, in an order drawn anew for each round, so that
 * what changes slowly (clock frequency, other load) meets all arms alike and drops out of the
 * per-round ratios. docs/measuring.md gives the reasons for the numbers here. */
#include "measure.h"
#include "clock.h"
#include "copying.h"
#include "describe.h"
#include "waiting.h"
#include <bench/statistics.h>
#include <runtime/interpreter.h>
#include <stdlib.h>

enum {
    OVERHEAD_READINGS = 2001,
    SHORTEST_IN_OVERHEADS = 1000,    /* a timing is at least this many clock readings long */
    LONGEST_CALLS = 1 << 24,         /* in one timing, whatever the clock says */
    BATCH_BYTES = 256 * 1024 * 1024, /* of fresh arguments held at one time */
    BATCH_CALLS = 4096,
    LEAST_ROUNDS = 6,
};

/* In seconds: for so long another process may have the processor in the middle of a timing. */
static const double LONGEST_PAUSE = 0.05;

double clock_overhead(void) {
    static double readings[OVERHEAD_READINGS];
    int64_t before = clock_now();
    for (int i = 0; i < OVERHEAD_READINGS; i++) {
        int64_t now = clock_now();
        readings[i] = (double)(now - before) * 1e-9;
        before = now;
    }
    return median_of(readings, OVERHEAD_READINGS);
}

bool interrupt_taken(void) {
    if (!interrupt_seen()) {
        return false;
    }
    PyErr_Clear();
    if (PyErr_CheckSignals() < 0) {
        PyErr_Clear();
    }
    return true;
}

/* Called `calls` times, with a tuple of values each. Returns 0, or -1 when a call's outcome is not
 * the expected one (an exception is set if it raised). */
static int time_calls(const Caller *caller, PyObject *const *values, bool fresh, int calls,
                      bool raises, Timing *timing) {
    if (interrupt_seen()) { /* and perhaps swallowed by what came before */
        return -1;
    }
    double waited = seconds_waited();
    int64_t start = clock_now();
    for (int i = 0; i < calls; i++) {
        PyObject *result = caller->call(caller->data, values[fresh ? i : 0]);
        if ((result == NULL) != raises || interrupt_seen()) {
            Py_XDECREF(result);
            return -1;
        }
        if (result == NULL) {
            PyErr_Clear();
        } else {
            Py_DECREF(result);
        }
    }
    timing->seconds += clock_since(start);
    timing->waited += seconds_waited() - waited;
    return 0;
}

/* How many calls one batch of fresh arguments may serve. */
static int batch_calls(const MeasurePlan *plan) {
    size_t bytes = arguments_bytes(plan->values) + 1;
    size_t fitting = BATCH_BYTES / bytes;
    return fitting < 1 ? 1 : fitting > BATCH_CALLS ? BATCH_CALLS : (int)fitting;
}

/* As time_calls, with a copy of the arguments for each call: made before and dropped after the
 * clock runs. */
static int time_fresh_calls(const Caller *caller, const MeasurePlan *plan, int calls,
                            Timing *timing) {
    int status = 0;
    int capacity = batch_calls(plan);
    capacity = capacity < calls ? capacity : calls;
    PyObject **batch = calloc((size_t)capacity, sizeof(PyObject *));
    if (batch == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int done = 0; done < calls && status == 0;) {
        int count = 0;
        while (count < capacity && done + count < calls && status == 0) {
            batch[count] = arguments_copy(plan->values);
            if (batch[count] == NULL) {
                status = -1;
            } else {
                count++;
            }
        }
        if (status == 0) {
            status = time_calls(caller, batch, true, count, plan->raises, timing);
        }
        done += count;
        while (count > 0) {
            count--;
            Py_CLEAR(batch[count]);
        }
    }
    free(batch);
    return status;
}

/* One timing of one arm, of all calls together. */
static int time_arm(const Caller *caller, const MeasurePlan *plan, int calls, Timing *timing) {
    *timing = (Timing){0};
    PyGC_Collect();
    if (plan->fresh_arguments) {
        return time_fresh_calls(caller, plan, calls, timing);
    }
    return time_calls(caller, &plan->values, false, calls, plan->raises, timing);
}

/* Whether so many calls take `shortest` seconds: 1, 0, or -1 when a call went wrong. A short timing
 * counts only when it is so again: another process may have had the processor during the first. */
static int are_enough(const MeasuredArm *arm, const MeasurePlan *plan, int calls, double shortest) {
    Timing timing;
    for (int again = 0; again < 2; again++) {
        if (time_arm(arm->caller, plan, calls, &timing) < 0) {
            return -1;
        }
        if (timing.seconds < shortest || timing.seconds > LONGEST_PAUSE) {
            break;
        }
    }
    return timing.seconds >= shortest;
}

/* How many calls make a timing of this arm long enough: doubled until they do. Each arm has its own
 * number, or a kernel that compiling makes ten thousand times faster would take ten thousand times
 * as long to measure. */
static int calibrate(MeasuredArm *arm, const MeasurePlan *plan) {
    double shortest = clock_overhead() * SHORTEST_IN_OVERHEADS;
    int enough = 0;
    for (int calls = 1; calls <= LONGEST_CALLS && enough == 0; calls *= 2) {
        arm->calls_per_sample = calls;
        enough = are_enough(arm, plan, calls, shortest);
    }
    return enough < 0 ? -1 : 0;
}

/* The arms' order in a round: for two arms AB BA BA AB …, which cancels a steady drift; else any.
 */
static void choose_order(int *order, int arm_count, int round, uint64_t *state) {
    if (arm_count == 2) {
        order[0] = round % 4 == 1 || round % 4 == 2;
        order[1] = !order[0];
    } else {
        random_order(order, arm_count, state);
    }
}

/* Six rounds are the fewest that give a 95% interval. */
static bool is_spent(const MeasurePlan *plan, int64_t start, int done) {
    return plan->budget > 0 && done >= LEAST_ROUNDS && clock_since(start) >= plan->budget;
}

/* `rounds` rounds; *done counts the complete ones. Returns -1 when a call went wrong. */
static int run_rounds(MeasuredArm *arms, int arm_count, const MeasurePlan *plan, bool warming,
                      uint64_t *state, int *order, int *done, Timing *total) {
    int rounds = warming ? plan->warmups : plan->iterations;
    int64_t start = clock_now();
    for (int round = 0; round < rounds; round++) {
        choose_order(order, arm_count, round, state);
        for (int i = 0; i < arm_count; i++) {
            MeasuredArm *arm = &arms[order[i]];
            Timing timing;
            if (time_arm(arm->caller, plan, arm->calls_per_sample, &timing) < 0) {
                return -1;
            }
            (warming ? arm->warmups : arm->samples)[round] = timing.seconds / arm->calls_per_sample;
            total->seconds += timing.seconds;
            total->waited += timing.waited;
        }
        *done = round + 1;
        if (!warming && is_spent(plan, start, *done)) {
            break;
        }
        if (plan->progress != NULL && !warming) {
            plan->progress(plan->progress_data, *done, rounds);
        }
    }
    return 0;
}

/* Objects that exist now are not walked by the collections before each timing, which then cost next
 * to nothing; what the kernel makes is collected as ever. */
static int collect_and_freeze(bool freeze) {
    PyObject *module = PyImport_ImportModule("gc");
    PyObject *done = module == NULL ? NULL : PyObject_CallMethod(module, "collect", NULL);
    if (done != NULL) {
        Py_SETREF(done, PyObject_CallMethod(module, freeze ? "freeze" : "unfreeze", NULL));
    }
    int status = done == NULL ? -1 : 0;
    Py_XDECREF(done);
    Py_XDECREF(module);
    return status;
}

static int measure_in(MeasuredArm *arms, int arm_count, const MeasurePlan *plan, Measurement *out) {
    uint64_t state = plan->seed;
    int *order = calloc((size_t)arm_count, sizeof *order);
    if (order == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = 0;
    for (int i = 0; i < arm_count && status == 0; i++) {
        status = calibrate(&arms[i], plan);
    }
    if (status == 0) {
        status = run_rounds(arms, arm_count, plan, true, &state, order, &out->warmups, &out->total);
    }
    if (status == 0) {
        status =
            run_rounds(arms, arm_count, plan, false, &state, order, &out->samples, &out->total);
    }
    free(order);
    return status;
}

int measure(MeasuredArm *arms, int arm_count, const MeasurePlan *plan, Measurement *out,
            Error *error) {
    Surroundings surroundings;
    *out = (Measurement){0};
    if (surroundings_enter(&surroundings, false) < 0) {
        return error_from_python(error, STAGE_MEASURE, NULL, "measuring cannot begin");
    }
    int status = collect_and_freeze(true);
    if (status == 0) {
        status = measure_in(arms, arm_count, plan, out);
    }
    if (interrupt_taken()) {
        out->interrupted = true;
        status = 0;
    } else if (status != 0) {
        error_from_python(error, STAGE_MEASURE, NULL,
                          "a timed call did not end as the checked one did");
    }
    if (collect_and_freeze(false) < 0) {
        PyErr_Clear();
    }
    surroundings_leave(&surroundings);
    return status;
}
