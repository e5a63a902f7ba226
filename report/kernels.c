/* What becomes of the functions of a file: a line for each, or a JSON document a line. */
#include <report/report.h>

#include "unicode.h"
#include <inttypes.h>
#include <jansson.h>

enum { SHOWN_LINES = 8 };

static void show_boxed_lines(const ListedKernel *kernel, bool all, FILE *out) {
    int shown = all || kernel->line_count <= SHOWN_LINES ? kernel->line_count : SHOWN_LINES;
    fprintf(out, "boxed at line%s ", kernel->line_count == 1 ? "" : "s");
    for (int i = 0; i < shown; i++)
        fprintf(out, "%s%d (%s)", i ? ", " : "", kernel->lines[i].line, kernel->lines[i].operation);
    if (shown < kernel->line_count)
        fprintf(out, " and %d more", kernel->line_count - shown);
}

void report_listed_kernel(const ListedKernel *kernel, const TextOptions *options, FILE *out) {
    Arena *arena = arena_create();
    if (!arena)
        return;
    const Error *refusal = kernel->refusal;
    if (refusal && *refusal->file)
        fprintf(out, "%s:%d:%d: ", refusal->file, refusal->line, refusal->column);
    else
        fprintf(out, "%s:%d: ", kernel->source, kernel->line);
    fprintf(out, "%s(%s): ", kernel->function,
            printable(arena, kernel->parameters, options->unicode, false));
    switch (kernel->status) {
    case LISTED_FULL: fputs("compiles fully", out); break;
    case LISTED_BOXED: show_boxed_lines(kernel, options->verbose, out); break;
    case LISTED_REFUSED:
        fprintf(out, "refused: %s%s%s", printable(arena, refusal->message, options->unicode, false),
                *refusal->hint ? "; " : "",
                printable(arena, refusal->hint, options->unicode, false));
        break;
    default:
        fprintf(out,
                "nothing is known of %s: annotate, or write %s.cases = [(...)], or give --args",
                kernel->unknown, kernel->function);
    }
    fputc('\n', out);
    arena_destroy(arena);
}

void report_listing_summary(const ListingSummary *summary, FILE *out) {
    fprintf(out,
            "%" PRId64 " fully, %" PRId64 " with boxed lines, %" PRId64 " refused, %" PRId64
            " without types\n",
            summary->statuses[LISTED_FULL], summary->statuses[LISTED_BOXED],
            summary->statuses[LISTED_REFUSED], summary->statuses[LISTED_UNTYPED]);
}

/* One document a line; takes the document. */
static void print_document(json_t *document, FILE *out) {
    if (document && json_dumpf(document, out, JSON_COMPACT) == 0)
        fputc('\n', out);
    json_decref(document);
}

void report_listed_kernel_json(const ListedKernel *kernel, FILE *out) {
    json_t *document = json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s}", "kind", "kernel", "status",
                                 listed_status_names[kernel->status], "source", kernel->source,
                                 "function", kernel->function, "line", kernel->line, "parameters",
                                 kernel->parameters, "types_from", kernel->origin);
    json_t *lines = json_array();
    for (int i = 0; i < kernel->line_count; i++)
        json_array_append_new(lines, json_pack("{s:i, s:s}", "line", kernel->lines[i].line,
                                               "operation", kernel->lines[i].operation));
    if (document && kernel->unknown)
        json_object_set_new(document, "unknown", json_string(kernel->unknown));
    if (document && kernel->refusal)
        json_object_set_new(document, "refusal",
                            json_pack("{s:s, s:s, s:s, s:i, s:i}", "message",
                                      kernel->refusal->message, "hint", kernel->refusal->hint,
                                      "file", kernel->refusal->file, "line", kernel->refusal->line,
                                      "column", kernel->refusal->column));
    if (document)
        json_object_set(document, "boxed", lines);
    json_decref(lines);
    print_document(document, out);
}

void report_listing_summary_json(const ListingSummary *summary, FILE *out) {
    json_t *document = json_pack("{s:s}", "kind", "summary");
    for (int i = 0; document && i < LISTED_STATUS_COUNT; i++)
        json_object_set_new(document, listed_status_names[i],
                            json_integer((json_int_t)summary->statuses[i]));
    print_document(document, out);
}
