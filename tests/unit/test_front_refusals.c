/* What the front end refuses: the construct, its place, and the way out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

#include "front_fixture.h"

#include <Python.h>
#include <base/text.h>
#include <stdio.h>
#include <string.h>

static void constructs(void **state) {
    (void)state;
    static const struct {
        const char *source;
        int line, column;
        const char *message, *hint;
    } cases[] = {
        {"def f(a):\n    yield a\n", 2, 5, "yield cannot be compiled", "list"},
        {"def f(a):\n    x = yield from a\n", 2, 9, "yield from", "list"},
        {"async def f(a): pass\n", 1, 1, "an async function", "ordinary"},
        {"def f(a):\n    async def g(): pass\n", 2, 5, "an async function", "ordinary"},
        {"async def g(): pass\ndef f(a):\n    class C: pass\n", 3, 5, "a class body", "outside"},
        {"def f(a):\n    with a, (yield): pass\n", 2, 14, "yield cannot be compiled", "list"},
        {"def f(a):\n    int = a\n    match a:\n        case int(): pass\n", 4, 14,
         "the class pattern int()", "another name"},
        {"def f(a):\n    global g\n    g = a\n", 2, 5, "a global statement for g", "return"},
        {"g = 0\ndef h():\n    global g\n    g += 1\ndef f(a):\n    return h()\n", 4, 1,
         "h() changes the global g", "return"},
        {"g = 0\ndef f(a):\n    def h():\n        global g\n        del g\n    h()\n", 5, 1,
         "f() changes the global g", "return"},
        {"def f(a):\n    try: pass\n    except* ValueError: pass\n", 2, 5, "except*", "try"},
        {"def f(\xc3\xa4):\n    \xc3\xa4 = '\xc3\xa9'; yield\n", 2, 14, "yield", "list"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        assert_refused(cases[k].source, STAGE_FRONT, cases[k].line, cases[k].column,
                       cases[k].message, cases[k].hint);
    }
}

static void private_names_in_classes(void **state) {
    (void)state;
    FrontResult result = front_of(
        "class C:\n    def f(self): return __hidden\n    def g(self): return __name__\n", "C.f");
    assert_int_equal(result.status, -1);
    assert_non_null(strstr(result.error.message, "a private name"));
    front_result_free(&result);
    result = front_of("class C:\n    def g(self): return __name__\n", "C.g");
    assert_int_equal(result.status, 0);
    front_result_free(&result);
}

/* `head`, then `part` `count` times, then `tail`: f is converted, or refused as nested too deeply.
 */
static void assert_nesting(const char *head, const char *part, int count, const char *tail,
                           bool refused) {
    Text source = {0};
    text_add(&source, "%s", head);
    for (int k = 0; k < count; k++) {
        text_add(&source, "%s", part);
    }
    text_add(&source, "%s", tail);
    FrontResult result = front_of(text_string(&source), "f");
    assert_int_equal(result.status, refused ? -1 : 0);
    if (refused) {
        assert_int_equal(result.error.stage, STAGE_FRONT);
        assert_true(result.error.line > 0 && result.error.column > 0);
        assert_non_null(strstr(result.error.message, "nested more than 500 levels"));
        assert_non_null(strstr(result.error.hint, "several statements"));
    }
    front_result_free(&result);
    text_free(&source);
}

static void absurd_nesting(void **state) {
    (void)state;
    assert_nesting("def f(a): return ", "a + ", 450, "a\n", false);
    assert_nesting("def f(a): return ", "a + ", 600, "a\n", true);
    assert_nesting("def f(a):\n    if a: pass\n", "    elif a: pass\n", 600, "", true);
    /* Not nested, merely long. */
    assert_nesting("def f(a): return [", "a, ", 100000, "]\n", false);
    assert_nesting("def f(a):\n", "    a = 1\n", 20000, "", false);
}

static void a_changed_file(void **state) {
    (void)state;
    static const char *const changes[] = {
        "\n\ndef f(a):\n    return a\n", /* moved */
        "def g(a):\n    return a\n",     /* renamed */
        "def f(b):\n    return b\n",     /* other parameters */
        "def f(a, b):\n    return a\n",  /* one more */
        "def f(a):\n    return c\n",     /* a local is gone */
        "def f(a:\n",                    /* no Python any more */
        "",                              /* empty */
    };
    for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++) {
        FrontResult result =
            front_of_changed("def f(a):\n    c = a\n    return c\n", "f", changes[k]);
        assert_int_equal(result.status, -1);
        assert_int_equal(result.error.stage, STAGE_INPUT);
        assert_string_equal(result.error.file, result.path);
        front_result_free(&result);
    }
}

static void no_file(void **state) {
    (void)state;
    FrontResult result = front_of_changed("def f(a): return a\n", "f", NULL);
    assert_int_equal(result.status, -1);
    assert_int_equal(result.error.stage, STAGE_INPUT);
    assert_non_null(strstr(result.error.message, "No such file"));
    front_result_free(&result);
}

static void not_a_function(void **state) {
    (void)state;
    FrontResult result = front_of("f = len\n", "f");
    assert_int_equal(result.status, -1);
    assert_int_equal(result.error.stage, STAGE_INPUT);
    assert_non_null(strstr(result.error.message, "builtin_function_or_method"));
    front_result_free(&result);
}

static void ambiguous_lambdas(void **state) {
    (void)state;
    assert_refused("f, g = lambda x: x, lambda x: x + 1\n", STAGE_FRONT, 1, 0,
                   "2 lambdas with the same parameters", "use def");
}

static void empty_cells(void **state) {
    (void)state;
    assert_refused(
        "def make():\n    def inner(): return later\n    if 0: later = 1\n    return inner\n"
        "f = make()\n",
        STAGE_FRONT, 2, 25, "later", "assign it");
}

static void a_module_attribute_that_raises(void **state) {
    (void)state;
    assert_refused("import types\nm = types.ModuleType('m')\n"
                   "def g(name): raise OSError('no ' + name)\nm.__getattr__ = g\n"
                   "def f(): return m.x\n",
                   STAGE_FRONT, 5, 17, "no x", "");
}

static void references_are_balanced(void **state) {
    (void)state;
    FrontResult first = front_of("import numpy as np\ndef g(): yield\n"
                                 "def f(a): return [np.sum(x) for x in a], 12345, 'text', g\n",
                                 "f");
    assert_int_equal(first.status, 0);
    PyObject *function = first.object;
    Py_ssize_t before = Py_REFCNT(function);
    for (int k = 0; k < 3; k++) {
        Arena *arena = arena_create();
        FrontUnit *unit;
        const Function *tree;
        Error error = {0};
        assert_int_equal(front_parse(arena, function, &unit, &tree, &error), 0);
        front_release(unit);
        arena_destroy(arena);
    }
    assert_int_equal(Py_REFCNT(function), before);
    front_result_free(&first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constructs),
        cmocka_unit_test(private_names_in_classes),
        cmocka_unit_test(absurd_nesting),
        cmocka_unit_test(a_changed_file),
        cmocka_unit_test(no_file),
        cmocka_unit_test(not_a_function),
        cmocka_unit_test(ambiguous_lambdas),
        cmocka_unit_test(empty_cells),
        cmocka_unit_test(a_module_attribute_that_raises),
        cmocka_unit_test(references_are_balanced),
    };
    return cmocka_run_group_tests(tests, front_fixture_start, front_fixture_stop);
}
