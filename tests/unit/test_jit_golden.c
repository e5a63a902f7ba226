/* LLVM IR as it is generated, against tests/golden/jit. NPJIT_UPDATE_GOLDEN=1 writes the files
 * anew; what changed is then to be read in git diff. */
#include "jit_harness.h"

static const char *read_file(Fixture *fixture, const char *name) {
    const char *path =
        arena_format(fixture->arena, "%s/tests/golden/jit/%s", NPJIT_SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return "";
    char buffer[32768];
    size_t length = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    assert_true(length < sizeof buffer);
    return arena_copy_text(fixture->arena, buffer, length);
}

static void write_file(Fixture *fixture, const char *name, const char *text) {
    FILE *file =
        fopen(arena_format(fixture->arena, "%s/tests/golden/jit/%s", NPJIT_SOURCE_DIR, name), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Without what depends on the machine. */
static const char *normalised(Fixture *fixture, const char *text) {
    char *out = arena_allocate(fixture->arena, strlen(text) + 1);
    char *end = out;
    while (*text) {
        size_t length = strcspn(text, "\n") + 1;
        if (strncmp(text, "target ", 7) != 0)
            end = mempcpy(end, text, length);
        text += length;
    }
    return out;
}

static void check_golden(Fixture *fixture, const char *name, JitOptions options) {
    const char *golden = arena_format(fixture->arena, "%s%s.ll.golden", name,
                                      options.inline_thunks ? ".inline" : "");
    options.keep_text = true;
    const char *source = read_file(fixture, arena_format(fixture->arena, "%s.kir", name));
    Error error = {0};
    JitCode *code;
    if (jit_compile(parse_or_fail(fixture, source), &options, &code, &error))
        fail_msg("%s: %s", name, error.message);
    const char *text = normalised(fixture, jit_dump(code, JIT_DUMP_LLVM));
    if (getenv("NPJIT_UPDATE_GOLDEN"))
        write_file(fixture, golden, text);
    if (strcmp(text, read_file(fixture, golden)) != 0)
        fail_msg("tests/golden/jit/%s differs; make golden writes it anew:\n%s", golden, text);
    jit_free(code);
}

static void test_division(void **state) {
    check_golden(*state, "division", (JitOptions){0});
}

static void test_unwinding(void **state) {
    check_golden(*state, "unwinding", (JitOptions){.opt_level = 2});
}

static void test_crossing(void **state) {
    check_golden(*state, "crossing", (JitOptions){.opt_level = 2, .count_calls = true});
}

static void test_crossing_inlined(void **state) {
    check_golden(*state, "crossing", (JitOptions){.opt_level = 2, .inline_thunks = true});
}

static void test_scalars(void **state) {
    check_golden(*state, "scalars", (JitOptions){.opt_level = 1});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_division, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unwinding, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_crossing, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_crossing_inlined, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalars, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
