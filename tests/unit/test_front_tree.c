/* The front end's tree: every construct that ast.h can represent, and where it is in the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

#include "front_fixture.h"

#include <string.h>

static void constants(void **state) {
    (void)state;
    assert_tree("def f(): return (None, True, False, 0, 7, 1.5, 'a' 'b', 1j, ..., b'x')\n",
                "(return (tuple None True False 0 7 0x1.8p+0f 'ab' <complex> <ellipsis> <bytes>))");
    assert_tree("def f(): return 123456789012345678901234567890\n",
                "(return 123456789012345678901234567890)");
    assert_tree("def f(): return 0xFF_FF\n", "(return 65535)");
    assert_tree("def f(): return '\\ud800'\n", "(return <str>)");
    assert_tree("def f(): return 'h\\u00e9'\n", "(return 'h\xc3\xa9')");
}

static void arithmetic_on_literals(void **state) {
    (void)state;
    assert_tree("def f(): return [-5, 2 + 3, -2**63 - 1, ~7, 1 << 62, 7 // -2, 2**-1]\n",
                "(return (list -5 5 -9223372036854775809 -8 4611686018427387904 -4 0x1p-1f))");
    assert_tree("def f(): return (-0.0, 1 / 4, 1e308 * 10, 2 * 3 + 0.5)\n",
                "(return (tuple -0x0p+0f 0x1p-2f inff 0x1.ap+2f))");
    /* What raises, grows or is no number of ours is left to run. */
    assert_tree("def f(): return (1 // 0, 1 << -1, 0.5**-1e9, (-1)**0.5)\n",
                "(return (tuple (// 1 0) (<< 1 -1) (** 0x1p-1f -0x1.dcd65p+29f) (** -1 0x1p-1f)))");
    assert_tree("def f(): return (2**129, 1 << 1000, -True, not 0)\n",
                "(return (tuple (** 2 129) (<< 1 1000) (- True) (not 0)))");
}

static void an_int_too_long_to_print_is_an_object(void **state) {
    (void)state;
    char source[6100] = "def f(): return 0x1";
    size_t at = strlen(source);
    memset(source + at, '0', 6000);
    memcpy(source + at + 6000, "\n", 2);
    assert_tree(source, "(return <int>)");
}

static void operators(void **state) {
    (void)state;
    assert_tree("def f(a, b): return [-a, +a, ~a, not a]\n",
                "(return (list (- a) (+ a) (~ a) (not a)))");
    assert_tree("def f(a, b): return a + b - a * b / a // b % a ** b\n",
                "(return (- (+ a b) (% (// (/ (* a b) a) b) (** a b))))");
    assert_tree("def f(a, b): return a << b >> a & b | a ^ b @ a\n",
                "(return (| (& (>> (<< a b) a) b) (^ a (@ b a))))");
    assert_tree("def f(a, b): return a < b <= a != b\n", "(return (a < b <= a != b))");
    assert_tree("def f(a, b): return a == b or a > b and b >= a\n",
                "(return (or (a == b) (and (a > b) (b >= a))))");
    assert_tree("def f(a, b): return a is b, a is not b, a in b, a not in b\n",
                "(return (tuple (a is b) (a is-not b) (a in b) (a not-in b)))");
    assert_tree("def f(a, b): return a if b else 0\n", "(return (if-else b a 0))");
    assert_tree("def f(a): return (b := a) + b\n", "(return (+ (:= b a) b))");
}

static void calls_and_subscripts(void **state) {
    (void)state;
    assert_tree("def f(g, a): return g(a, *a, k=1, **a)\n", "(return (call g a (* a) k=1 **=a))");
    assert_tree("def f(a): return a.b.c(1)\n", "(return (call (. (. a b) c) 1))");
    assert_tree("def f(a): return a[1], a[1:2], a[:], a[::3], a[0, 1:]\n",
                "(return (tuple (item a 1) (item a (slice 1 2 _)) (item a (slice _ _ _)) "
                "(item a (slice _ _ 3)) (item a (tuple 0 (slice 1 _ _)))))");
}

static void displays(void **state) {
    (void)state;
    assert_tree("def f(a): return [], (), [a, *a], {a, 1}, {a: 1, **a}, {}\n",
                "(return (tuple (list) (tuple) (list a (* a)) (set a 1) (dict a 1 _ a) (dict)))");
    assert_tree("def f(a): return f'{a}x{a!r:>{a}}'\n",
                "(return (f {a - _} 'x' {a r (f '>' {a - _})}))");
}

static void simple_statements(void **state) {
    (void)state;
    assert_tree("def f(a):\n"
                "    'text'\n"
                "    b = c = a\n"
                "    b += 1\n"
                "    a[0] -= 1\n"
                "    (x, [y, *z]) = a\n"
                "    del a[0], b\n"
                "    pass\n"
                "    return\n",
                "'text' (= b c a) (+= b 1) (-= (item a 0) 1) (= (tuple x (list y (* z))) a) "
                "(del (item a 0) b) pass (return)");
    assert_tree("def f(a):\n"
                "    assert a\n"
                "    assert a, 'no'\n"
                "    raise\n",
                "(assert a callable:builtins.AssertionError) "
                "(assert a 'no' callable:builtins.AssertionError) (raise)");
    assert_tree("def f(a, b): raise a from b\n", "(raise a b)");
    assert_tree("def f():\n    global max, min\n    max()\n",
                "global (call callable:builtins.max)");
}

static void annotations(void **state) {
    (void)state;
    assert_tree("def f(a):\n"
                "    x: int = 1\n"
                "    y: int\n"
                "    (z): int\n"
                "    a.b: int\n"
                "    a[x]: int\n"
                "    a[0]: int = 1\n",
                "(: x 1) (: y) pass a (tuple a x) (: (item a 0) 1)");
    FrontResult result = front_of("def f(a):\n    y: int\n    (z): int\n    (w): int = 1\n", "f");
    assert_string_equal(front_locals(&result), "a y w");
    front_result_free(&result);
}

static void compound_statements(void **state) {
    (void)state;
    assert_tree("def f(a):\n"
                "    if a:\n        pass\n    elif not a:\n        a()\n    else:\n        pass\n",
                "(if a do pass else (if (not a) do (call a) else pass))");
    assert_tree("def f(a):\n"
                "    while a:\n        break\n    else:\n        a()\n"
                "    for i, j in a:\n        continue\n    else:\n        pass\n",
                "(while a do break else (call a)) (for (tuple i j) a do continue else pass)");
    assert_tree("def f(a):\n"
                "    try:\n        a()\n"
                "    except ValueError as e:\n        pass\n"
                "    except:\n        raise\n"
                "    else:\n        b = 1\n"
                "    finally:\n        c = 2\n",
                "(try (call a) (except callable:builtins.ValueError as e pass) "
                "(except _ as _ (raise)) else (= b 1) finally (= c 2))");
}

static void with_statements(void **state) {
    (void)state;
    assert_tree(
        "def f(a):\n"
        "    with a:\n        return 1\n",
        "(with (tuple exit@with1 value@with1) (call object:entering a context a) (return 1) "
        "(except _ as exception@with1 "
        "(if (not (call object:leaving a context exit@with1 exception@with1)) "
        "do (raise))) finally (call exit@with1 None None None))");
    assert_tree("def f(a, b):\n"
                "    with a as c, b as (d, e):\n        pass\n",
                "(with (tuple exit@with1 value@with1) (call object:entering a context a) "
                "(= c value@with1) "
                "(with (tuple exit@with2 value@with2) (call object:entering a context b) "
                "(= (tuple d e) value@with2) pass "
                "(except _ as exception@with2 "
                "(if (not (call object:leaving a context exit@with2 exception@with2)) "
                "do (raise))) finally (call exit@with2 None None None)) "
                "(except _ as exception@with1 "
                "(if (not (call object:leaving a context exit@with1 exception@with1)) "
                "do (raise))) finally (call exit@with1 None None None))");
}

static void nested_functions(void **state) {
    (void)state;
    assert_tree(
        "def f(a):\n"
        "    def g(x, y=-1, *, z='s'):\n        return a + x\n"
        "    return g, lambda x=1: x + a\n",
        "(g (x y=-1 z='s') (return (+ a x))) (return (tuple g (lambda (x=1) (return (+ x a)))))");
}

static void parameters(void **state) {
    (void)state;
    FrontResult result =
        front_of("import numpy as np\n"
                 "def f(a, /, b: 'np.ndarray', c=[1], *, d: list[int] = -2.5, e):\n"
                 "    return a\n",
                 "f");
    const Function *function = result.function;
    assert_non_null(function);
    assert_string_equal(function->name, "f");
    assert_ptr_equal(function->object, result.object);
    assert_string_equal(function->file, result.path);
    assert_int_equal(function->line, 2);
    assert_int_equal(function->end_line, 3);
    assert_int_equal(function->parameter_count, 5);
    const Parameter *p = function->parameters;
    assert_true(p[0].positional_only && !p[0].keyword_only && p[0].fallback == NULL);
    assert_string_equal(p[1].annotation, "'np.ndarray'");
    assert_int_equal(p[1].line, 2);
    assert_int_equal(p[1].column, 13);
    assert_int_equal(p[2].fallback->kind, CONSTANT_OTHER);
    assert_non_null(p[2].fallback->object);
    assert_true(p[3].keyword_only);
    assert_int_equal(p[3].fallback->kind, CONSTANT_FLOAT);
    assert_true(p[3].fallback->number == -2.5);
    assert_string_equal(p[3].annotation, "list[int]");
    assert_true(p[4].keyword_only && p[4].fallback == NULL);
    front_result_free(&result);
}

static void places_count_characters(void **state) {
    (void)state;
    FrontResult result = front_of("def f(\xc3\xa4):\n"
                                  "    return '\xe2\x82\xac\xe2\x82\xac' + \xc3\xa4\n",
                                  "f");
    assert_non_null(result.function);
    const Expr *sum = result.function->body.items[0]->value;
    assert_int_equal(sum->line, 2);
    assert_int_equal(sum->column, 12);
    assert_int_equal(sum->right->column, 19);
    assert_int_equal(sum->right->end_column, 20);
    assert_string_equal(sum->right->name, "\xc3\xa4");
    front_result_free(&result);
}

static void declared_encodings_and_line_ends(void **state) {
    (void)state;
    FrontResult result =
        front_of("# -*- coding: latin-1 -*-\r\ndef f(a):\r\n    return '\xe9' + a\r\n", "f");
    assert_non_null(result.function);
    assert_string_equal(front_text(&result), "(return (+ '\xc3\xa9' a))");
    assert_int_equal(result.function->body.items[0]->value->right->column, 18);
    front_result_free(&result);
}

static void decorators_and_lambdas_are_found(void **state) {
    (void)state;
    const char *source =
        "def plain(g):\n    return g\n"
        "@plain\n@plain\ndef f(a):\n    return a\n"
        "class C:\n    def m(self):\n        return 1\n"
        "def outer():\n    if True:\n        def inner(): return 2\n    return inner\n"
        "one = lambda x: x + 1; two = lambda y: y + 2\n";
    static const char *const cases[][2] = {
        {"f", "(return a)"},         {"C.m", "(return 1)"},       {"outer()", "(return 2)"},
        {"one", "(return (+ x 1))"}, {"two", "(return (+ y 2))"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        FrontResult result = front_of(source, cases[k][0]);
        assert_int_equal(result.status, 0);
        assert_string_equal(front_text(&result), cases[k][1]);
        front_result_free(&result);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants),
        cmocka_unit_test(arithmetic_on_literals),
        cmocka_unit_test(an_int_too_long_to_print_is_an_object),
        cmocka_unit_test(operators),
        cmocka_unit_test(calls_and_subscripts),
        cmocka_unit_test(displays),
        cmocka_unit_test(simple_statements),
        cmocka_unit_test(annotations),
        cmocka_unit_test(compound_statements),
        cmocka_unit_test(with_statements),
        cmocka_unit_test(nested_functions),
        cmocka_unit_test(parameters),
        cmocka_unit_test(places_count_characters),
        cmocka_unit_test(declared_encodings_and_line_ends),
        cmocka_unit_test(decorators_and_lambdas_are_found),
    };
    return cmocka_run_group_tests(tests, front_fixture_start, front_fixture_stop);
}
