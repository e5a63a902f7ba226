/* Prints a kernel's source with the facts about each line below it. What there is to be said is
 * ir/explain.c's. */
#include "explain.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int indentation(const char *line) {
    int count = 0;
    while (line[count] == ' ' || line[count] == '\t') {
        count++;
    }
    return count;
}

static bool is_blank(const char *line) {
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* Follows the function that begins at `first`: whether line `number` is of it. */
static bool is_in_function(const char *line, int number, int first, int *depth) {
    if (number < first || *depth == -2) {
        return false;
    }
    if (number == first) {
        *depth = indentation(line);
        return true;
    }
    /* A parameter list over several lines may end at the left. */
    bool ends = !is_blank(line) && indentation(line) <= *depth && strchr(")]}", *line) == NULL;
    if (ends) {
        *depth = -2;
    }
    return !ends;
}

static int print_facts(const Compiled *compiled, int line, FILE *out) {
    int printed = 0;
    for (int i = 0; i < compiled->fact_count; i++) {
        if (compiled->facts[i].line == line) {
            fprintf(out, "      = %s\n", compiled->facts[i].text);
            printed++;
        }
    }
    return printed;
}

static bool has_facts(const Compiled *compiled, int line) {
    for (int i = 0; i < compiled->fact_count; i++) {
        if (compiled->facts[i].line == line) {
            return true;
        }
    }
    return false;
}

void explain_source(const Kernel *kernel, const Compiled *compiled, Route route, FILE *out) {
    FILE *source = fopen(kernel->file.path, "re");
    char *line = NULL;
    size_t capacity = 0;
    int depth = -1, first = compiled->tree->line;
    fprintf(out, "%s in %s:%d, route %s\n", kernel->signature.name, kernel->file.path, first,
            route_names[route]);
    for (int number = 1; source != NULL && getline(&line, &capacity, source) >= 0; number++) {
        bool inside = is_in_function(line, number, first, &depth);
        if ((inside && !is_blank(line)) || has_facts(compiled, number)) {
            line[strcspn(line, "\r\n")] = '\0';
            fprintf(out, "%5d | %s\n", number, line);
            print_facts(compiled, number, out);
        }
    }
    for (int i = 0; source == NULL && i < compiled->fact_count; i++) {
        fprintf(out, "%5d | %s\n", compiled->facts[i].line, compiled->facts[i].text);
    }
    fputc('\n', out);
    free(line);
    if (source != NULL) {
        fclose(source);
    }
}
