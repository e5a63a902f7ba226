/* Where the interpreter's time goes: the account as a table and a bar. */
#ifndef NPJIT_REPORT_TEXT_ACCOUNT_H
#define NPJIT_REPORT_TEXT_ACCOUNT_H

#include "layout.h"
#include <bench/result.h>

/* Prints nothing for a kernel without an account. */
void print_account(const Printer *printer, const KernelResult *kernel);

#endif
