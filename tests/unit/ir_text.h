/* Helpers of the tests of ir/: functions from text and back, compared with expected text. */
#ifndef NPJIT_TESTS_IR_TEXT_H
#define NPJIT_TESTS_IR_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above. */
#include <cmocka.h>
#include <ir/fn.h>
#include <ir/passes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    Arena *arena;
    TypeTable *types;
} Fixture;

static inline int fixture_set_up(void **state) {
    Fixture *fixture = calloc(1, sizeof *fixture);
    if (!fixture)
        return -1;
    fixture->arena = arena_create();
    fixture->types = type_table_create(fixture->arena);
    *state = fixture;
    return 0;
}

static inline int fixture_tear_down(void **state) {
    Fixture *fixture = *state;
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static inline void assert_has(const char *text, const char *part) {
    if (!strstr(text, part))
        fail_msg("no '%s' in\n%s", part, text);
}

static inline void assert_lacks(const char *text, const char *part) {
    if (strstr(text, part))
        fail_msg("'%s' in\n%s", part, text);
}

static inline Fn *parse_or_fail(Fixture *fixture, const char *text) {
    Error error = {0};
    Fn *fn = fn_parse(fixture->arena, fixture->types, text, &error);
    if (!fn)
        fail_msg("%d:%d: %s", error.line, error.column, error.message);
    return fn;
}

/* Its text, in the fixture's arena. */
static inline const char *printed(Fixture *fixture, const Fn *fn) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fn_print(fn, out);
    fclose(out);
    const char *copy = arena_copy_text(fixture->arena, text, length);
    free(text);
    return copy;
}

/* Text with runs of blanks made one and positions ("@1:2"), comments and empty lines removed, so
 * that expectations can be laid out freely. */
static inline const char *condensed(Fixture *fixture, const char *text) {
    char *out = arena_allocate(fixture->arena, strlen(text) + 2);
    size_t length = 0;
    while (*text) {
        if (*text == ';' || *text == '@') {
            text += strcspn(text, "\n");
        } else if (*text == ' ') {
            text++;
            if (length && out[length - 1] != ' ' && out[length - 1] != '\n')
                out[length++] = ' ';
        } else if (*text == '\n') {
            text++;
            while (length && out[length - 1] == ' ')
                length--;
            if (length && out[length - 1] != '\n')
                out[length++] = '\n';
        } else {
            out[length++] = *text++;
        }
    }
    out[length] = '\0';
    return out;
}

/* The function prints as `expected`, up to layout. */
static inline void assert_prints(Fixture *fixture, const Fn *fn, const char *expected) {
    const char *actual = printed(fixture, fn);
    if (strcmp(condensed(fixture, actual), condensed(fixture, expected)) != 0)
        fail_msg("expected:\n%s\nactual:\n%s", expected, actual);
}

/* The text of the function after the passes, each of which must leave it right. */
static inline const char *after_passes(Fixture *fixture, const char *text,
                                       void (*const *passes)(Fn *), int count) {
    Error error = {0};
    Fn *fn = parse_or_fail(fixture, text);
    if (check(fn, false, &error))
        fail_msg("before: %s", error.message);
    for (int i = 0; i < count; i++) {
        passes[i](fn);
        if (check(fn, false, &error))
            fail_msg("after pass %d: %s\n%s", i, error.message, printed(fixture, fn));
    }
    return printed(fixture, fn);
}

#endif
