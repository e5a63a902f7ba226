/* Names: what is local, what is renamed, and what a global name turns out to mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

#include "front_fixture.h"

#include <stdio.h>

#include <string.h>

static void assert_locals(const char *source, const char *expected) {
    FrontResult result = front_of(source, "f");
    assert_int_equal(result.status, 0);
    assert_string_equal(front_locals(&result), expected);
    front_result_free(&result);
}

static void whatever_is_bound_is_local(void **state) {
    (void)state;
    assert_locals("def f(p, /, q, *, r):\n"
                  "    a = 1\n"
                  "    b += 1\n"
                  "    for c, (d, *e) in p: pass\n"
                  "    try: pass\n"
                  "    except ValueError as g: pass\n"
                  "    if (h := p): pass\n"
                  "    del i\n"
                  "    def j(): local = 1\n"
                  "    k: int = 1\n"
                  "    p.attribute = 1; p[l := 0] = 2\n"
                  "    return lambda m: m\n",
                  "p q r a b c d e g h i j k l");
}

static void a_local_hides_the_global_before_its_assignment(void **state) {
    (void)state;
    assert_tree("x = 1\ndef f():\n    y = x\n    x = 2\n    return y\n",
                "(= y x) (= x 2) (return y)");
}

static void comprehensions_have_names_of_their_own(void **state) {
    (void)state;
    assert_tree("def f(x): return [x for x in x if x]\n",
                "(return (list x@1 for x@1 in x if x@1))");
    assert_locals("def f(x): return [x for x in x]\n", "x x@1");
    assert_tree("def f(a): return {k: v for k, v in a for w in k if w}, (z for z in a)\n",
                "(return (tuple (dict k@1:v@1 for (tuple k@1 v@1) in a for w@1 in k@1 if w@1) "
                "(generator z@2 for z@2 in a)))");
    /* The inner comprehension's first iterable is evaluated in the outer comprehension. */
    assert_tree("def f(a): return [[x for x in x] for x in a]\n",
                "(return (list (list x@2 for x@2 in x@1) for x@1 in a))");
    /* The second iterable sees the comprehension's names. */
    assert_tree("y = 3\ndef f(a): return {y for x in a for y in y}\n",
                "(return (set y@1 for x@1 in a for y@1 in y@1))");
}

static void walrus_in_a_comprehension_binds_outside(void **state) {
    (void)state;
    assert_tree("def f(a): return [(y := x) for x in a], y\n",
                "(return (tuple (list (:= y x@1) for x@1 in a) y))");
    assert_locals("def f(a): return [[(y := x) for x in z] for z in a]\n", "a y z@1 x@2");
}

static void a_lambda_in_a_comprehension_sees_its_names(void **state) {
    (void)state;
    assert_tree("def f(a): return [lambda y: x + y for x in a]\n",
                "(return (list (lambda (y) (return (+ x@1 y))) for x@1 in a))");
}

static void nested_functions_see_the_enclosing_locals(void **state) {
    (void)state;
    assert_tree(
        "z = 1\n"
        "def f(a):\n"
        "    def g(b):\n"
        "        def h(): return a + b + c + z\n"
        "        return [a for a in h]\n"
        "    c = 1\n",
        "(g (b) (h () (return (+ (+ (+ a b) c) constant:1))) (return (list a@1 for a@1 in h))) "
        "(= c 1)");
}

static const char *const imports = "import math, numpy, numpy as np\n"
                                   "from numpy import sum as s\n"
                                   "from math import *\n";

static void assert_symbol(const char *expression, const char *expected) {
    char source[512], wanted[256];
    (void)snprintf(source, sizeof source, "%sdef f(): return %s\n", imports, expression);
    (void)snprintf(wanted, sizeof wanted, "(return %s)", expected);
    assert_tree(source, wanted);
}

static void callables_are_known_by_identity(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"np", "module:numpy"},
        {"np.linalg", "module:numpy.linalg"},
        {"s", "callable:numpy.sum"},
        {"np.sum", "callable:numpy.sum"},
        {"np.max", "callable:numpy.max"},
        {"np.min", "callable:numpy.min"},
        {"np.round", "callable:numpy.round"},
        {"np.abs", "callable:numpy.absolute"},
        {"np.add", "callable:numpy.add"},
        {"np.array", "callable:numpy.array"},
        {"np.int64", "callable:numpy.int64"},
        {"np.float64", "callable:numpy.float64"},
        {"np.bool_", "callable:numpy.bool_"},
        {"np.linalg.norm", "callable:numpy.linalg.norm"},
        {"np.pi", "constant:0x1.921fb54442d18p+1f"},
        {"np.newaxis", "constant:None"},
        {"math.sqrt", "callable:math.sqrt"},
        {"sqrt", "callable:math.sqrt"},
        {"math.inf", "constant:inff"},
        {"int", "callable:builtins.int"},
        {"len", "callable:builtins.len"},
        {"range", "callable:builtins.range"},
        {"ValueError", "callable:builtins.ValueError"},
        {"np.no_such_thing", "(. module:numpy no_such_thing)"},
        {"no_such_thing", "missing:no_such_thing"},
        {"np.add.reduce", "(. callable:numpy.add reduce)"},
        {"__debug__", "constant:True"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        assert_symbol(cases[k][0], cases[k][1]);
    }
}

static void other_globals(void **state) {
    (void)state;
    assert_tree(
        "N = 10\nT = (1, 2)\nclass C: pass\nsum = C\nnothing = None\nyes = True\ntext = 's'\n"
        "def f(): return N, T, C, sum, nothing, yes, text\n",
        "(return (tuple constant:10 object:T object:C object:sum constant:None constant:True "
        "constant:'s'))");
    assert_tree("from textwrap import dedent\ndef f(): return dedent\n", "(return object:dedent)");
    assert_tree("import numpy as np\ndef f(): np.x = 1\n", "(= (. module:numpy x) 1)");
}

static void the_same_name_is_the_same_symbol(void **state) {
    (void)state;
    FrontResult result = front_of("import numpy as np\n"
                                  "def g(): return np.sum\n"
                                  "def f(): return np.sum, np.sum, g\n",
                                  "f");
    assert_int_equal(result.status, 0);
    Expr **items = result.function->body.items[0]->value->items.items;
    assert_ptr_equal(items[0]->symbol, items[1]->symbol);
    assert_int_equal(items[2]->symbol->kind, SYMBOL_FUNCTION);
    const Function *g = items[2]->symbol->function;
    assert_ptr_equal(g->body.items[0]->value->symbol, items[0]->symbol);
    front_result_free(&result);
}

static void functions_of_the_file_come_along(void **state) {
    (void)state;
    FrontResult result = front_of("def odd(n): return n != 0 and even(n - 1)\n"
                                  "def even(n): return n == 0 or odd(n - 1)\n"
                                  "def lazy(n): yield n\n"
                                  "def f(n): return f, odd(n), lazy(n)\n",
                                  "f");
    assert_int_equal(result.status, 0);
    assert_int_equal(result.error.stage, STAGE_NONE);
    Expr **items = result.function->body.items[0]->value->items.items;
    assert_ptr_equal(items[0]->symbol->function, result.function);
    const Function *odd = items[1]->left->symbol->function;
    assert_string_equal(odd->name, "odd");
    const Expr *call = odd->body.items[0]->value->items.items[1];
    const Function *even = call->left->symbol->function;
    assert_string_equal(even->name, "even");
    assert_ptr_equal(even->body.items[0]->value->items.items[1]->left->symbol->function, odd);
    assert_int_equal(items[2]->left->symbol->kind, SYMBOL_FUNCTION);
    assert_null(items[2]->left->symbol->function); /* refused: a generator */
    front_result_free(&result);
}

static void closures_are_constants(void **state) {
    (void)state;
    FrontResult result = front_of("def make(n, table):\n"
                                  "    def inner(x): return x + n, table\n"
                                  "    return inner\n"
                                  "n = 'the global'\n",
                                  "make(5, [1])");
    assert_int_equal(result.status, 0);
    assert_string_equal(front_text(&result), "(return (tuple (+ x constant:5) object:table))");
    front_result_free(&result);
}

static void symbols_keep_their_objects(void **state) {
    (void)state;
    /* The namespace is gone by the time the tree is read: only the unit holds T. */
    FrontResult result =
        front_of("def make():\n    T = (1, 2)\n    def f(): return T\n    return f\n", "make()");
    assert_int_equal(result.status, 0);
    assert_non_null(result.function->body.items[0]->value->symbol->object);
    front_result_free(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_bound_is_local),
        cmocka_unit_test(a_local_hides_the_global_before_its_assignment),
        cmocka_unit_test(comprehensions_have_names_of_their_own),
        cmocka_unit_test(walrus_in_a_comprehension_binds_outside),
        cmocka_unit_test(a_lambda_in_a_comprehension_sees_its_names),
        cmocka_unit_test(nested_functions_see_the_enclosing_locals),
        cmocka_unit_test(callables_are_known_by_identity),
        cmocka_unit_test(other_globals),
        cmocka_unit_test(the_same_name_is_the_same_symbol),
        cmocka_unit_test(functions_of_the_file_come_along),
        cmocka_unit_test(closures_are_constants),
        cmocka_unit_test(symbols_keep_their_objects),
    };
    return cmocka_run_group_tests(tests, front_fixture_start, front_fixture_stop);
}
