/* Waiting for a processor, see waiting.h: Linux counts it for each thread
 * (Documentation/scheduler/sched-stats.rst: time on the processor, time waiting, slices). */
#include "waiting.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double seconds_waited(void) {
    FILE *file = fopen("/proc/thread-self/schedstat", "re");
    char line[80] = "";
    bool read = file != NULL && fgets(line, sizeof line, file) != NULL;
    if (file != NULL) {
        fclose(file);
    }
    const char *second = strchr(line, ' ');
    return read && second != NULL ? (double)strtoull(second, NULL, 10) * 1e-9 : -1;
}
