/* Kernels on their whole way, from source to result, with the real compiler. */
#include "bench_fixture.h"

#include <bench/bench.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static BenchOptions options_for_tests(void) {
    return (BenchOptions){.iterations = 2,
                          .warmups = 0,
                          .inlining = INLINE_ON | INLINE_OFF,
                          .routes = 1u << ROUTE_PYTHON | 1u << ROUTE_CAPI,
                          .opt_level = 1};
}

static RunResult new_run(void) {
    return (RunResult){.arena = arena_create()};
}

static void load_scenarios(ScenarioList *list) {
    Error error = {0};
    assert_int_equal(setenv("NPJIT_SCENARIOS", NPJIT_SOURCE_DIR "/scenarios", 1), 0);
    if (scenarios_load(list, &error) != 0) {
        fail_msg("%s", error.message);
    }
}

static void test_scenarios_are_described(void **state) {
    (void)state;
    static const char *const ids[] = {"A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "C3m"};
    ScenarioList list;
    load_scenarios(&list);
    assert_int_equal(list.count, 10);
    for (int i = 0; i < list.count; i++) {
        const Scenario *scenario = &list.items[i];
        assert_string_equal(scenario->id, ids[i]);
        assert_memory_equal(scenario->group, scenario->id, 1);
        assert_int_equal(strlen(scenario->group), 1);
        assert_true(scenario->size > 0);
        assert_true(scenario->band_low >= 1 && scenario->band_high >= scenario->band_low);
        assert_true(strlen(scenario->title) > 10 && strlen(scenario->shows) > 100);
        assert_null(strchr(scenario->shows, '\n'));
    }
    scenarios_free(&list);
}

static void test_no_scenarios(void **state) {
    (void)state;
    Error error = {0};
    ScenarioList list;
    setenv("NPJIT_SCENARIOS", "/no/such/folder", 1);
    assert_int_equal(scenarios_load(&list, &error), -1);
    assert_contains(error.message, "NPJIT_SCENARIOS is no folder: /no/such/folder");
}

static void test_scenarios_are_identical(void **state) {
    (void)state;
    static const int64_t sizes[] = {1, 3, 40};
    BenchOptions options = options_for_tests();
    ScenarioList list;
    load_scenarios(&list);
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        RunResult run = new_run();
        Error error = {0};
        options.size = sizes[size];
        for (int i = 0; i < list.count; i++) {
            if (bench_run(&list, &list.items[i].id, 1, &options, &run, &error) != 0) {
                fail_msg("%s: %s", list.items[i].id, error.message);
            }
            const KernelResult *kernel = &run.kernels[i];
            if (!kernel->equal) {
                fail_msg("%s: %s", kernel->id, kernel->difference);
            }
            assert_int_equal(kernel->arm_count, 5);
            assert_string_equal(kernel->arms[4].name, "capi/noinline");
            assert_int_equal(kernel->arms[4].sample_count, 2);
            assert_int_equal(kernel->size, sizes[size]);
            assert_non_null(kernel->verdict);
        }
        assert_int_equal(run.exit_code, 0);
        arena_destroy(run.arena);
    }
    scenarios_free(&list);
}

/* ---- people's kernels ---- */

/* Runs a kernel `f` of this source. */
static const KernelResult *run_source(RunResult *run, const char *source, const char *arguments,
                                      const BenchOptions *options) {
    static int number;
    char name[32];
    Error error = {0};
    snprintf(name, sizeof name, "user%d.py", ++number);
    KernelRequest request = {
        .path = kernel_file(name, source), .function = "f", .arguments = arguments};
    if (bench_run_kernel(&request, options, run, &error) != 0) {
        fail_msg("%s with %s: %s", source, arguments, error.message);
    }
    return &run->kernels[run->kernel_count - 1];
}

static void assert_runs(const char *source, const char *arguments, const char *result,
                        const char *type) {
    BenchOptions options = options_for_tests();
    RunResult run = new_run();
    const KernelResult *kernel = run_source(&run, source, arguments, &options);
    if (kernel->outcome == OUTCOME_REFUSED || !kernel->equal) {
        fail_msg("%s with %s: %s", source, arguments,
                 kernel->equal ? kernel->result : kernel->difference);
    }
    assert_string_equal(kernel->result, result);
    assert_string_equal(kernel->result_type, type);
    assert_int_equal(run.exit_code, 0);
    arena_destroy(run.arena);
}

/* Every kind of argument and of result. */
static void test_values(void **state) {
    (void)state;
    static const char same[] = "def f(x): return x\n";
    assert_runs(same, "(None,)", "None", "NoneType");
    assert_runs(same, "(True,)", "True", "bool");
    assert_runs(same, "(-5,)", "-5", "int");
    assert_runs(same, "(2**62,)", "4611686018427387904", "int");
    assert_runs(same, "(-2**63,)", "-9223372036854775808", "int");
    assert_runs(same, "(2**63,)", "9223372036854775808", "int");
    assert_runs(same, "(-10**30,)", "-1000000000000000000000000000000", "int");
    assert_runs(same, "(-0.0,)", "-0.0", "float");
    assert_runs(same, "(float('nan'),)", "nan", "float");
    assert_runs(same, "(1j,)", "1j", "complex");
    assert_runs(same, "('text',)", "text", "str");
    assert_runs(same, "(np.int8(-3),)", "-3", "numpy.int8");
    assert_runs(same, "(np.uint64(2**64 - 1),)", "18446744073709551615", "numpy.uint64");
    assert_runs(same, "(np.float32(0.1),)", "0.1", "numpy.float32");
    assert_runs(same, "(np.float64(0.1),)", "0.1", "numpy.float64");
    assert_runs(same, "(np.arange(3),)", "[0 1 2]", "numpy.ndarray");
    assert_runs(same, "(np.arange(6.0).reshape(2, 3)[:, ::2],)", "[[0. 2.] [3. 5.]]",
                "numpy.ndarray");
    assert_runs(same, "(np.array(['a']),)", "['a']", "numpy.ndarray");
    assert_runs(same, "([1, 'x'],)", "[1, 'x']", "list");
    assert_runs(same, "((1, (2.5, None), 10**20),)", "(1, (2.5, None), 100000000000000000000)",
                "tuple");
    assert_runs(same, "((),)", "()", "tuple");
}

static void test_results(void **state) {
    (void)state;
    assert_runs("def f(): pass", "()", "None", "NoneType");
    assert_runs("def f(): return 'text'", "()", "text", "str");
    assert_runs("def f(n): return n, (n * 2.0, None), True", "(3,)", "(3, (6.0, None), True)",
                "tuple");
    assert_runs("def f(n): return [n, n + 1]", "(3,)", "[3, 4]", "list");
    assert_runs(
        "def f(n):\n    x = []\n    for i in range(n):\n        x.append(i * i)\n    return x",
        "(4,)", "[0, 1, 4, 9]", "list");
    assert_runs(
        "def f(n):\n    x = []\n    for i in range(n):\n        x.append(0.5 * i)\n    return x",
        "(4,)", "[0.0, 0.5, 1.0, 1.5]", "list");
    assert_runs(
        "def f(n):\n    x = []\n    for i in range(n):\n        x.append(10**i)\n    return x",
        "(3,)", "[1, 10, 100]", "list");
    assert_runs("def f(n): return range(1, n, 2)", "(9,)", "range(1, 9, 2)", "range");
    assert_runs("def f(a, b=2, *, c=3): return a + b * c", "(1,)", "7", "int");
    assert_runs("def f(a, b=2, *, c=3): return a + b * c", "dict(a=1, c=10)", "21", "int");
}

static void test_raising(void **state) {
    (void)state;
    BenchOptions options = options_for_tests();
    RunResult run = new_run();
    const KernelResult *kernel =
        run_source(&run, "def f(a, i):\n    return a[i]\n", "(np.zeros(3), 5)", &options);
    assert_true(kernel->equal);
    assert_int_equal(kernel->outcome, OUTCOME_RAISES);
    assert_string_equal(kernel->result,
                        "IndexError: index 5 is out of bounds for axis 0 with size 3");
    assert_int_equal(kernel->arms[1].sample_count, 2);
    arena_destroy(run.arena);
}

static void test_mutating(void **state) {
    (void)state;
    assert_runs("def f(a):\n    for i in range(len(a)):\n        a[i] += 1.0\n    return a[0]\n",
                "(np.arange(20.0),)", "1.0", "numpy.float64");
    assert_runs("def f(x):\n    x.append(len(x))\n    return x\n", "([],)", "[0]", "list");
}

static void test_refused(void **state) {
    (void)state;
    BenchOptions options = options_for_tests();
    RunResult run = new_run();
    const KernelResult *kernel = run_source(&run, "def f(n):\n    yield n\n", "(1,)", &options);
    assert_int_equal(kernel->outcome, OUTCOME_REFUSED);
    assert_int_equal(kernel->arm_count, 0);
    assert_int_equal(run.exit_code, 3);
    assert_non_null(kernel->refusal);
    assert_int_equal(kernel->refusal->line, 2);
    assert_contains(kernel->result, ".py:2:5: ");
    arena_destroy(run.arena);
}

/* A kernel that cannot be compared is reported as different, with its place. Compiled code is
 * called before the interpreter. */
static void test_different(void **state) {
    (void)state;
    BenchOptions options = options_for_tests();
    RunResult run = new_run();
    options.routes = 1u << ROUTE_CAPI;
    options.inlining = INLINE_ON;
    const KernelResult *kernel =
        run_source(&run, "seen = []\ndef f(n):\n    seen.append(n)\n    return n, len(seen)\n",
                   "(1,)", &options);
    assert_int_equal(kernel->outcome, OUTCOME_DIFFERS);
    assert_false(kernel->equal);
    assert_int_equal(run.exit_code, 4);
    assert_contains(kernel->difference, "result[1]: interpreter int 2, capi int 1");
    assert_contains(kernel->difference,
                    "the interpreter's second call differs from its first as well");
    assert_int_equal(kernel->arms[0].sample_count, 0);
    assert_null(kernel->verdict);
    arena_destroy(run.arena);
}

static void test_counts(void **state) {
    (void)state;
    BenchOptions options = options_for_tests();
    RunResult run = new_run();
    options.routes = 1u << ROUTE_CAPI;
    const KernelResult *kernel = run_source(&run,
                                            "import numpy as np\n"
                                            "def f(n):\n"
                                            "    t = 0\n"
                                            "    for i in range(n):\n"
                                            "        t += int(np.sum(np.array([i, i])))\n"
                                            "    return t\n",
                                            "(50,)", &options);
    assert_true(kernel->equal);
    assert_int_equal(kernel->arms[0].ffi_count, 2);
    assert_int_equal(kernel->arms[0].ffi_calls[0].calls, 50);
    for (int arm = 1; arm < 3; arm++) {
        assert_int_equal(kernel->arms[arm].ffi_count, 2);
        assert_int_equal(kernel->arms[arm].ffi_calls[0].calls, 50);
        assert_int_equal(kernel->arms[arm].ffi_lines[0].line, 5);
        assert_int_equal(kernel->arms[arm].boxed_count, 0);
    }
    assert_true(kernel->has_crossing);
    arena_destroy(run.arena);
}

static void test_save_results(void **state) {
    (void)state;
    char folder[] = "/tmp/npjit-saved-XXXXXX", path[96];
    assert_non_null(mkdtemp(folder));
    BenchOptions options = options_for_tests();
    options.routes = 1u << ROUTE_CAPI;
    options.save_results = folder;
    RunResult run = new_run();
    run_source(&run, "def f(a, k=1):\n    a[0] = 5.0\n    return 1 // (k - 1)\n", "(np.zeros(2),)",
               &options);
    static const char *const names[] = {"f.interp.pickle", "f.capi.pickle",
                                        "f.capi-noinline.pickle"};
    for (int i = 0; i < 3; i++) {
        char source[512];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(source, sizeof source,
                 "import pickle; r = pickle.load(open('%s', 'rb'))\n"
                 "assert r['outcome'] == 'raises' and r['value'] is None, r\n"
                 "assert r['exception'][0] == 'ZeroDivisionError', r\n"
                 "assert len(r['args']) == 1 and r['args'][0][0] == 5.0, r\n",
                 path);
        python_run(source);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
    arena_destroy(run.arena);
}

static void test_dumps(void **state) {
    (void)state;
    BenchOptions options = options_for_tests();
    ScenarioList list;
    load_scenarios(&list);
    const char *id = "B3";
    static const struct {
        DumpKind kind;
        const char *pass, *part;
    } rows[] = {{DUMP_KIR, NULL, "np.array.capi"},     {DUMP_KIR, "build", "py.call"},
                {DUMP_KIR, "all", "; after ranges"},   {DUMP_LLVM, NULL, "define"},
                {DUMP_LLVM_OPTIMISED, NULL, "define"}, {DUMP_ASSEMBLY, NULL, "ret"}};
    options.routes = 1u << ROUTE_CAPI;
    options.inlining = INLINE_ON;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        RunResult run = new_run();
        Error error = {0};
        char *text = NULL;
        size_t size;
        options.dump = rows[i].kind;
        options.dump_pass = rows[i].pass;
        options.dump_file = open_memstream(&text, &size);
        assert_int_equal(bench_run(&list, &id, 1, &options, &run, &error), 0);
        assert_int_equal(fclose(options.dump_file), 0);
        assert_contains(text, rows[i].part);
        assert_int_equal(run.kernel_count, 0);
        free(text);
        arena_destroy(run.arena);
    }
    scenarios_free(&list);
}

static void test_environment(void **state) {
    (void)state;
    RunResult run = new_run();
    environment_collect(&run);
    static const char *const keys[] = {"cpu",    "cores", "kernel", "llvm",
                                       "python", "numpy", "npjit",  "date"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int found = 0;
        for (int entry = 0; entry < run.environment_count; entry++) {
            found += strcmp(run.environment[entry].key, keys[i]) == 0 &&
                     *run.environment[entry].value != '\0';
        }
        assert_int_equal(found, 1);
    }
    assert_true(run.clock_overhead > 0);
    arena_destroy(run.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios_are_described),
        cmocka_unit_test(test_no_scenarios),
        cmocka_unit_test(test_scenarios_are_identical),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_raising),
        cmocka_unit_test(test_mutating),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_different),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_save_results),
        cmocka_unit_test(test_dumps),
        cmocka_unit_test(test_environment),
    };
    return cmocka_run_group_tests(tests, bench_setup, bench_teardown);
}
