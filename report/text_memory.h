/* What --memory and --profile add to a kernel's report on the terminal. */
#ifndef NPJIT_REPORT_TEXT_MEMORY_H
#define NPJIT_REPORT_TEXT_MEMORY_H

#include "layout.h"

/* Nothing without --memory. */
void print_memory(const Printer *printer, const KernelResult *kernel);

/* Nothing without --profile. */
void print_profile(const Printer *printer, const KernelResult *kernel);

#endif
