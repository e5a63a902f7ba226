/* What checking a file found: a line for each finding as a compiler prints it, or a JSON document a
 * line. */
#include <report/report.h>

#include "unicode.h"
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

void report_check_finding(const CheckFinding *finding, const TextOptions *options, FILE *out) {
    Arena *arena = arena_create();
    if (!arena)
        return;
    if (finding->refusal && *finding->refusal->file)
        fprintf(out, "%s:%d:%d: ", finding->refusal->file, finding->refusal->line,
                finding->refusal->column);
    else
        fprintf(out, "%s:%d: ", finding->source, finding->line);
    fprintf(out, "%s: %s", check_kind_names[finding->kind],
            printable(arena, finding->call, options->unicode, false));
    if (!finding->refusal)
        fprintf(out, " [%s]", finding->configuration);
    fprintf(out, ": %s", printable(arena, finding->text, options->unicode, false));
    if (finding->kind == CHECK_BOXED)
        fprintf(out, ", %" PRId64 " times", finding->calls);
    fputc('\n', out);
    arena_destroy(arena);
}

void report_check_summary(const CheckSummary *summary, FILE *out) {
    fprintf(
        out,
        "%" PRId64 " comparisons of %" PRId64 " cases of %" PRId64 " functions: %" PRId64
        " differ, %" PRId64 " leak, %" PRId64 " refused%s\n",
        summary->comparisons, summary->cases, summary->functions, summary->findings[CHECK_DIFFERS],
        summary->findings[CHECK_LEAKS], summary->findings[CHECK_REFUSED],
        summary->findings[CHECK_REFUSED] && !summary->unexpected_refusals ? " as they may be" : "");
}

/* One document a line; takes the document. */
static void print_document(json_t *document, FILE *out) {
    if (document && json_dumpf(document, out, JSON_COMPACT) == 0)
        fputc('\n', out);
    json_decref(document);
    fflush(out);
}

void report_check_file_json(const char *path, FILE *out) {
    print_document(json_pack("{s:s, s:s}", "kind", "file", "source", path), out);
}

void report_check_finding_json(const CheckFinding *finding, FILE *out) {
    const Error *refusal = finding->refusal;
    json_t *text = json_stringn_nocheck(finding->text, strlen(finding->text));
    json_t *document = json_pack("{s:s, s:s, s:s, s:i, s:i, s:s, s:s, s:o, s:b}", "kind",
                                 check_kind_names[finding->kind], "source", finding->source,
                                 "function", finding->function, "line", finding->line, "case",
                                 finding->case_index, "call", finding->call, "configuration",
                                 finding->configuration, "text", text, "allowed", finding->allowed);
    if (document && refusal)
        json_object_set_new(document, "refusal",
                            json_pack("{s:s, s:s, s:i, s:i}", "stage",
                                      error_stage_name(refusal->stage), "file", refusal->file,
                                      "line", refusal->line, "column", refusal->column));
    if (document && finding->kind == CHECK_BOXED)
        json_object_set_new(document, "calls", json_integer(finding->calls));
    print_document(document, out);
}

void report_check_summary_json(const CheckSummary *summary, FILE *out) {
    print_document(json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "kind",
                             "summary", "functions", (json_int_t)summary->functions, "cases",
                             (json_int_t)summary->cases, "compared", (json_int_t)summary->compared,
                             "comparisons", (json_int_t)summary->comparisons, "differs",
                             (json_int_t)summary->findings[CHECK_DIFFERS], "leaks",
                             (json_int_t)summary->findings[CHECK_LEAKS], "refused",
                             (json_int_t)summary->findings[CHECK_REFUSED], "unexpected_refusals",
                             (json_int_t)summary->unexpected_refusals, "repeats",
                             (json_int_t)summary->repeats, "failed_allocations",
                             (json_int_t)summary->failed_allocations, "interrupted",
                             summary->interrupted),
                   out);
}
