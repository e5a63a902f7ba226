/* The JSON document: its fields, what JSON and pyperf cannot hold, and the way it gets to the disk.
 */
#include "report_fixture.h"
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <report/report.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static Arena *arena;
static char directory[] = "/tmp/npjit-json-XXXXXX";
static char path[64];

static int set_up(void **state) {
    (void)state;
    arena = arena_create();
    return arena ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    unlink(path);
    arena_destroy(arena);
    return 0;
}

static json_t *written(const RunResult *run) {
    Error error = {0};
    assert_int_equal(report_json(run, path, &error), 0);
    json_error_t reason;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &reason);
    if (!document)
        fail_msg("line %d: %s", reason.line, reason.text);
    return document;
}

static json_t *kernel_of(json_t *document, size_t index) {
    json_t *kernels = json_object_get(json_object_get(document, "npjit"), "kernels");
    return json_array_get(kernels, index);
}

static json_t *arm_of(json_t *document, size_t kernel, size_t arm) {
    return json_array_get(json_object_get(kernel_of(document, kernel), "arms"), arm);
}

static const char *string_at(json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

/* Every name of design.md section 8. */
static void test_contract(void **state) {
    (void)state;
    json_t *document = written(fixture_run(arena));
    assert_string_equal(string_at(document, "version"), "1.0");
    json_t *part = json_object_get(document, "npjit");
    assert_int_equal(json_integer_value(json_object_get(part, "schema")), 1);
    assert_true(json_is_object(json_object_get(part, "environment")));
    assert_true(json_is_object(json_object_get(part, "options")));
    json_t *kernel = kernel_of(document, FIXTURE_B3);
    assert_string_equal(string_at(kernel, "id"), "B3");
    assert_string_equal(string_at(kernel, "source"), "scenarios/x.py");
    assert_true(json_is_true(json_object_get(kernel, "equal")));
    assert_string_equal(string_at(kernel, "result"), "990000");
    assert_string_equal(string_at(kernel, "outcome"), "value");
    assert_true(json_is_string(json_object_get(kernel, "verdict")));
    json_t *band = json_object_get(kernel, "band");
    assert_float_equal(json_number_value(json_object_get(band, "low")), 10, 0);
    assert_float_equal(json_number_value(json_object_get(band, "high")), 15, 0);
    static const char *const phases[] = {"front", "generation", "inlining", "optimisation",
                                         "emission"};
    json_t *compile = json_object_get(kernel, "compile_seconds");
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        assert_true(json_is_real(json_object_get(compile, phases[i])));
    json_t *interp = arm_of(document, FIXTURE_B3, 0), *capi = arm_of(document, FIXTURE_B3, 1);
    assert_string_equal(string_at(interp, "route"), "interp");
    assert_true(json_is_null(json_object_get(interp, "inline")));
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(interp, "ffi_calls"), "np.array")),
        10000);
    assert_true(json_is_true(json_object_get(capi, "inline")));
    assert_true(json_is_true(json_object_get(capi, "identical")));
    json_t *speedup = json_object_get(capi, "speedup");
    assert_float_equal(json_number_value(json_object_get(speedup, "median")), 1.69, 0);
    assert_true(json_is_array(json_object_get(capi, "slower_route_ops")));
    assert_true(json_is_array(json_object_get(capi, "boxed_lines")));
    json_decref(document);
}

static void test_values_without_words(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    KernelResult *kernel = &run->kernels[FIXTURE_B3];
    kernel->arms[1].speedup.high = INFINITY;
    kernel->crossing_seconds.low = NAN;
    kernel->band_low = kernel->band_high = 0;
    kernel->turns = 0;
    kernel->result = "not \xff text";
    run->kernels[FIXTURE_A1].result = NULL;
    json_t *document = written(run);
    json_t *object = kernel_of(document, FIXTURE_B3);
    json_t *speedup = json_object_get(arm_of(document, FIXTURE_B3, 1), "speedup");
    assert_true(json_is_null(json_object_get(speedup, "high")));
    assert_true(json_is_null(json_object_get(json_object_get(object, "crossing_seconds"), "low")));
    assert_true(json_is_null(json_object_get(object, "band")));
    assert_true(json_is_null(json_object_get(object, "turns")));
    assert_string_equal(string_at(object, "result"), "not \uFFFD text");
    assert_true(json_is_null(json_object_get(kernel_of(document, FIXTURE_A1), "result")));
    assert_true(json_is_null(json_object_get(kernel_of(document, FIXTURE_A1), "break_even_calls")));
    json_decref(document);
}

static void test_failures(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    fixture_refused(run, "mine.py");
    fixture_differs(run);
    fixture_raises(run);
    json_t *document = written(run);
    json_t *refused = kernel_of(document, 3), *differs = kernel_of(document, 4);
    assert_string_equal(string_at(refused, "outcome"), "refused");
    assert_string_equal(string_at(refused, "result"),
                        "mine.py:3:9: a generator cannot be compiled");
    json_t *refusal = json_object_get(refused, "refusal");
    assert_int_equal(json_integer_value(json_object_get(refusal, "column")), 9);
    assert_string_equal(string_at(differs, "outcome"), "differs");
    assert_true(json_is_false(json_object_get(differs, "equal")));
    assert_true(json_is_null(json_object_get(arm_of(document, 4, 1), "speedup")));
    assert_string_equal(string_at(kernel_of(document, 5), "outcome"), "raises");
    json_decref(document);
}

/* What pyperf refuses: empty and many-line strings, values of zero, names that occur twice. */
static void test_pyperf_rules(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    EnvironmentEntry odd[] = {{"cpu", ""}, {"kernel", "two\nlines"}, {"tags", "x"}, {"loops", "x"}};
    run->environment = odd;
    run->environment_count = sizeof odd / sizeof *odd;
    run->kernels[FIXTURE_C3].id = "B3";
    run->kernels[FIXTURE_A1].arms[1].samples[0] = 0;
    json_t *document = written(run);
    json_t *metadata = json_object_get(document, "metadata");
    assert_null(json_object_get(metadata, "cpu_model_name"));
    assert_string_equal(string_at(metadata, "platform"), "two lines");
    assert_null(json_object_get(metadata, "tags"));
    assert_null(json_object_get(metadata, "loops"));
    static const char *const names[] = {"A1/interp",        "B3/interp",   "B3/capi",
                                        "B3/capi/noinline", "B3/interp#2", "B3/capi#2"};
    json_t *benchmarks = json_object_get(document, "benchmarks");
    assert_int_equal(json_array_size(benchmarks), sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(
            string_at(json_object_get(json_array_get(benchmarks, i), "metadata"), "name"),
            names[i]);
    json_decref(document);
}

static void test_pyperf_reads_it(void **state) {
    (void)state;
    static const char pyperf[] = NPJIT_SOURCE_DIR "/.venv/bin/pyperf";
    if (access(pyperf, X_OK))
        skip();
    RunResult *run = fixture_run(arena);
    fixture_refused(run, "mine.py");
    fixture_interrupted(run);
    json_decref(written(run));
    static const char *const commands[] = {"show", "stats", "hist", "metadata", "check"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *command = arena_format(arena, "'%s' %s '%s' >/dev/null", pyperf, commands[i], path);
        assert_int_equal(system(command), 0);
    }
}

static int count_files(void) {
    int count = 0;
    DIR *open = opendir(directory);
    assert_non_null(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count - 2; /* . and .. */
}

static void test_file(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    json_decref(written(run));
    assert_int_equal(count_files(), 1); /* no temporary file is left */
    assert_int_equal(chmod(path, 0640), 0);
    char *link = arena_format(arena, "%s/link", directory);
    assert_int_equal(symlink(path, link), 0);
    Error error = {0};
    assert_int_equal(report_json(run, link, &error), 0);
    struct stat info;
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode)); /* the file it names was replaced, not the link */
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    unlink(link);
}

static void test_unwritable(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    char *missing = arena_format(arena, "%s/no/file.json", directory);
    Error error = {0};
    assert_int_equal(report_json_check(missing, &error), -1);
    assert_int_equal(error.stage, STAGE_OUTPUT);
    assert_int_equal(report_json(run, missing, &error), -1);
    assert_non_null(strstr(error.message, "No such file or directory"));
    assert_int_equal(report_json(run, directory, &error), -1);
    assert_non_null(strstr(error.message, "is a directory"));
    assert_int_equal(report_json(run, "/dev/full", &error), -1);
    assert_non_null(strstr(error.message, "No space left"));
    assert_int_equal(report_json(run, "/dev/null", &error), 0);
    assert_int_equal(report_json_check(path, &error), 0);
    assert_int_equal(count_files(), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    if (!mkdtemp(directory))
        return 1;
    snprintf(path, sizeof path, "%s/run.json", directory);
    const struct CMUnitTest tests[] = {
        TEST(test_contract),     TEST(test_values_without_words), TEST(test_failures),
        TEST(test_pyperf_rules), TEST(test_pyperf_reads_it),      TEST(test_file),
        TEST(test_unwritable),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(directory);
    return failed;
}
