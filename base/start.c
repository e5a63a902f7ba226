/* The time from the process's start to its first compiled call. Before main() the process has done
 * nothing but load libraries, so what it has computed until then is how long it has been running.
 */
#include <base/start.h>

#include <time.h>

static double began, seconds;

static double read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

__attribute__((constructor)) static void note_start(void) {
    began = read_clock(CLOCK_MONOTONIC) - read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void start_up_done(void) {
    if (seconds == 0)
        seconds = read_clock(CLOCK_MONOTONIC) - began;
}

double start_up_seconds(void) {
    return seconds;
}
