/* The result as one page for a browser: page.html with the JSON document in it, to which each arm's
 * samples and code are added. How it looks is page.html's. */
#include "json.h"
#include "listing.h"
#include "summary.h"
#include "unicode.h"
#include <base/text.h>
#include <report/report.h>
#include <stdlib.h>
#include <string.h>

extern const char npjit_report_page[]; /* page.html */

/* Bytes of listings; beyond that, routes are left out, so that a page stays below 3 MB. */
enum { MOST_CODE = 2500 * 1000 };

static json_t *listing_object(Arena *arena, const Listing *listing) {
    json_t *object = json_object(), *lines = json_array();
    for (int i = 0; i < listing->line_count; i++)
        json_array_append_new(lines, json_integer(listing->lines[i]));
    json_object_set_new(object, "text", json_string(valid_utf8(arena, listing->text)));
    json_object_set_new(object, "lines", lines);
    return object;
}

static json_t *code_object(Arena *arena, const CodeTexts *texts) {
    const struct {
        const char *key;
        Listing listing;
    } parts[] = {{"kir", listing_of_kir(arena, texts->kir)},
                 {"llvm", listing_of_llvm(arena, texts->llvm)},
                 {"llvm_optimised", listing_of_llvm(arena, texts->llvm_optimised)},
                 {"assembly", listing_of_assembly(arena, texts->assembly)},
                 {"remarks", listing_of_remarks(arena, texts->remarks ? texts->remarks : "")}};
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        json_object_set_new(object, parts[i].key, listing_object(arena, &parts[i].listing));
    }
    return object;
}

static void add_samples(json_t *object, const ArmResult *arm) {
    json_t *samples = json_array();
    for (int i = 0; i < arm->sample_count; i++)
        json_array_append_new(samples, json_real(arm->samples[i]));
    json_object_set_new(object, "samples", samples);
}

/* Leaves out the listings of one route, but for arms that stand for their kernel. */
static void drop_route(const RunResult *run, json_t *kernels, const char *route) {
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        json_t *arms = json_object_get(json_array_get(kernels, (size_t)k), "arms");
        for (int i = 0; i < kernel->arm_count; i++)
            if (strcmp(kernel->arms[i].route, route) == 0 &&
                &kernel->arms[i] != headline_arm(kernel))
                json_object_del(json_array_get(arms, (size_t)i), "code");
    }
}

static size_t code_bytes(const json_t *kernels) {
    size_t bytes = 0, k, i;
    const json_t *kernel, *arm;
    json_array_foreach(kernels, k, kernel) {
        json_array_foreach(json_object_get(kernel, "arms"), i, arm) {
            bytes += json_dumpb(json_object_get(arm, "code"), NULL, 0, JSON_COMPACT);
        }
    }
    return bytes;
}

static void add_details(const RunResult *run, json_t *kernels) {
    static const char *const dispensable[] = {"python", "ufunc", "capi"};
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        json_t *object = json_array_get(kernels, (size_t)k),
               *arms = json_object_get(object, "arms");
        if (kernel->source_text)
            json_object_set_new(object, "source_text",
                                json_string(valid_utf8(run->arena, kernel->source_text)));
        for (int i = 0; i < kernel->arm_count; i++) {
            json_t *arm = json_array_get(arms, (size_t)i);
            add_samples(arm, &kernel->arms[i]);
            if (kernel->arms[i].texts)
                json_object_set_new(arm, "code", code_object(run->arena, kernel->arms[i].texts));
        }
    }
    for (size_t i = 0; i < sizeof dispensable / sizeof *dispensable; i++)
        if (code_bytes(kernels) > MOST_CODE)
            drop_route(run, kernels, dispensable[i]);
}

/* JSON inside of a script element: nothing in it may look like the element's end. */
static void add_json(const char *json, Text *out) {
    for (size_t length; *json; json += length) {
        length = strcspn(json, "<");
        if (length)
            text_add_bytes(out, json, length);
        else {
            text_add(out, "\\u003c");
            length = 1;
        }
    }
}

int report_html(const RunResult *run, const char *path, Error *error) {
    static const char mark[] = "@DATA@";
    json_t *document = json_document(run), *own = json_object_get(document, "npjit");
    char *json = NULL;
    if (document) {
        add_details(run, json_object_get(own, "kernels"));
        json = json_dumps(own, JSON_COMPACT);
    }
    json_decref(document);
    Text page = {0};
    const char *place = strstr(npjit_report_page, mark);
    if (json && place) {
        text_add_bytes(&page, npjit_report_page, (size_t)(place - npjit_report_page));
        add_json(json, &page);
        text_add(&page, "%s", place + sizeof mark - 1);
    }
    int status = !page.length || page.failed
                     ? error_set(error, STAGE_MEMORY, "out of memory while writing %s", path)
                     : write_result(path, text_string(&page), error);
    free(json);
    text_free(&page);
    return status;
}
