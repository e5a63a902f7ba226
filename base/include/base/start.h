/* How long the process took from its start until it first called a compiled kernel. */
#ifndef NPJIT_BASE_START_H
#define NPJIT_BASE_START_H

/* Seconds; 0 before that call. */
double start_up_seconds(void);

/* A compiled kernel is about to be called. Counts the first time only. */
void start_up_done(void);

#endif
