/* Waiting for a processor, see waiting.h: Linux counts it for each thread
 * (Documentation/scheduler/sched-stats.rst: time on the processor, time waiting, slices). */
#include "waiting.h"

#include <inttypes.h>
#include <stdio.h>

double seconds_waited(void) {
    FILE *file = fopen("/proc/thread-self/schedstat", "re");
    uint64_t nanoseconds;
    int found = file == NULL ? 0 : fscanf(file, "%*u %" SCNu64, &nanoseconds);
    if (file != NULL) {
        fclose(file);
    }
    return found == 1 ? (double)nanoseconds * 1e-9 : -1;
}
