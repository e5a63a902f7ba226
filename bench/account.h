/* Where the interpreter's time goes, from the times of the ladder's rungs. Pure functions: samples
 * in, account out. */
#ifndef NPJIT_BENCH_ACCOUNT_H
#define NPJIT_BENCH_ACCOUNT_H

#include <bench/result.h>

/* Fills `account` from the samples and counted calls of the arms; arms[0] is the interpreter. Rungs
 * are the arms with inlined thunks, in the order of their routes; without inlined ones, the others.
 * Without samples or rungs there is no account. */
void account_make(const ArmResult *arms, int arm_count, Account *account);

/* Fills seconds_per_call of all arms, once calls were counted. */
void account_calls(ArmResult *arms, int arm_count);

/* The compiled arm that stands for a route in the ladder, or NULL. */
const ArmResult *account_rung(const ArmResult *arms, int arm_count, const char *route);

/* Calls into NumPy and CPython that a call of the kernel makes in this arm. */
int64_t calls_of(const ArmResult *arm);

#endif
