/* Reporters read a RunResult and write; they never measure. */
#ifndef NPJIT_REPORT_REPORT_H
#define NPJIT_REPORT_REPORT_H

#include <base/error.h>
#include <bench/check.h>
#include <bench/compare.h>
#include <bench/doctor.h>
#include <bench/listing.h>
#include <bench/result.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct TextOptions {
    int width;    /* columns */
    bool color;   /* ANSI colours */
    bool unicode; /* else plain ASCII */
    bool quiet;   /* one line a kernel */
    bool verbose;
} TextOptions;

/* The arm that stands for the kernel in one figure: the fastest route by design, thunks inlined
 * before not. It is chosen by what it is, never by what was measured. NULL when no speedup may be
 * shown. */
const ArmResult *headline_arm(const KernelResult *kernel);

/* The terminal report of one kernel, and of the whole run (profile, environment). */
void report_text_kernel(const RunResult *run, const KernelResult *kernel,
                        const TextOptions *options, FILE *out);
void report_text_run(const RunResult *run, const TextOptions *options, FILE *out);

/* An error as a compiler prints it: "file:line:column: error: message", the source line with a
 * caret where the file can be read, and the hint. Without a place: "npjit: message". */
void report_diagnostic(const Error *error, const TextOptions *options, FILE *out);

/* What stopped or spoiled this kernel, for those who do not see its report: the refusal as a
 * diagnostic, or where the results differ. Writes nothing when neither is the case. */
void report_text_failure(const RunResult *run, const KernelResult *kernel,
                         const TextOptions *options, FILE *out);

/* Writes the JSON document of docs/results.md to `path` ("-": stdout), by way of a temporary file,
 * fsync and rename. Returns 0, or -1 with `error` (STAGE_OUTPUT). */
int report_json(const RunResult *run, const char *path, Error *error);

/* Writes one page for a browser that needs nothing else, in the same way: everything measured, and
 * the code where bench kept it. */
int report_html(const RunResult *run, const char *path, Error *error);

/* Whether `path` can probably be written, before anything is measured for it. Returns as
 * report_json. */
int report_json_check(const char *path, Error *error);

/* What other programs and documents read, of a complete run. */
typedef enum ReportFormat {
    FORMAT_TEXT, /* report_text_kernel and report_text_run; report_formatted writes nothing */
    FORMAT_MARKDOWN,
    FORMAT_CSV,
    FORMAT_GOOGLEBENCH, /* Google Benchmark's JSON, for its compare.py and what reads its files */
    FORMAT_COUNT,
} ReportFormat;
extern const char *const report_format_names[FORMAT_COUNT + 1]; /* "text", …, NULL */
void report_formatted(const RunResult *run, ReportFormat format, FILE *out);

/* Reads what comparing needs from the JSON document of an earlier run into `out`, in `arena`.
 * Returns 0, or -1 with `error` (STAGE_INPUT) and its place in the file. */
int report_read_baseline(const char *path, Arena *arena, RunResult *out, Error *error);

/* How the times of `new` have changed since `old`. */
void report_text_comparison(const RunResult *old, const RunResult *new,
                            const Comparison *comparison, const TextOptions *options, FILE *out);

/* `npjit doctor`: environment, warnings, and the test of the interpreter against itself. */
void report_doctor(const RunResult *run, const MachineWarning *warnings, int count,
                   const AaTest *test, const TextOptions *options, FILE *out);

/* What checking a file found: each finding as a line of text or of JSON, and the sum at the end. */
void report_check_finding(const CheckFinding *finding, const TextOptions *options, FILE *out);
void report_check_summary(const CheckSummary *summary, FILE *out);
void report_check_file_json(const char *path, FILE *out);
void report_check_finding_json(const CheckFinding *finding, FILE *out);
void report_check_summary_json(const CheckSummary *summary, FILE *out);

/* What becomes of the functions of a file, likewise. */
void report_listed_kernel(const ListedKernel *kernel, const TextOptions *options, FILE *out);
void report_listing_summary(const ListingSummary *summary, FILE *out);
void report_listed_kernel_json(const ListedKernel *kernel, FILE *out);
void report_listing_summary_json(const ListingSummary *summary, FILE *out);

#endif
