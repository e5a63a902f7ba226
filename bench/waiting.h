/* How long this thread stood ready to run while others had the processor. */
#ifndef NPJIT_BENCH_WAITING_H
#define NPJIT_BENCH_WAITING_H

/* Seconds since the thread began; a reading takes some microseconds. Negative where the system
 * does not count them. */
double seconds_waited(void);

#endif
