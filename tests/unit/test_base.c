/* base: arena, error value, text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above. */
#include <base/arena.h>
#include <base/error.h>
#include <base/text.h>
#include <cmocka.h>
#include <stdalign.h>
#include <string.h>

/* ---- arena ---- */

static void test_arena_memory(void **state) {
    (void)state;
    static const unsigned char zeros[70000];
    Arena *arena = arena_create();
    assert_non_null(arena);
    assert_int_equal(arena_used(arena), 0);
    size_t sum = 0;
    for (size_t size = 0; size < 70000; size += 1 + size / 3) {
        unsigned char *bytes = arena_allocate(arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        assert_memory_equal(bytes, zeros, size);
        memset(bytes, 0xff, size);
        sum += size;
    }
    assert_true(arena_used(arena) >= sum);
    arena_destroy(arena);
    arena_destroy(NULL);
}

static void test_arena_text(void **state) {
    (void)state;
    Arena *arena = arena_create();
    assert_string_equal(arena_copy_text(arena, "kernel", 3), "ker");
    assert_string_equal(arena_copy_text(arena, NULL, 0), "");
    assert_string_equal(arena_format(arena, "%s line %d", "b3.py", 12), "b3.py line 12");
    assert_string_equal(arena_format(arena, "%s", ""), "");
    char *padded = arena_format(arena, "%5000d", 7);
    assert_int_equal(strlen(padded), 5000);
    arena_destroy(arena);
}

static void test_arena_vectors(void **state) {
    (void)state;
    Arena *arena = arena_create();
    struct {
        int *items;
        int count, capacity;
    } numbers = {0};
    for (int i = 0; i < 10000; i++)
        ARENA_PUSH(arena, &numbers, i * i);
    assert_int_equal(numbers.count, 10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(numbers.items[i], i * i);
    arena_destroy(arena);
}

static void test_arena_failure(void **state) {
    (void)state;
    Arena *arena = arena_create();
    jmp_buf jump;
    volatile int jumps = 0;
    arena_set_failure_jump(arena, &jump);
    if (setjmp(jump) == 0) {
        arena_allocate(arena, SIZE_MAX - 4);
        fail();
    }
    jumps++;
    if (jumps == 1) {
        arena_allocate(arena, SIZE_MAX - 40);
        fail();
    }
    assert_int_equal(jumps, 2);
    assert_string_equal(arena_format(arena, "still %s", "usable"), "still usable");
    arena_destroy(arena);
}

/* ---- error ---- */

static void test_error(void **state) {
    (void)state;
    Error error = {0};
    assert_int_equal(error_set(&error, STAGE_FRONT, "%s is not compiled", "yield"), -1);
    error_place(&error, "my.py", 3, 5);
    error_hint(&error, "return a list of %d items instead", 2);
    assert_int_equal(error.stage, STAGE_FRONT);
    assert_string_equal(error.message, "yield is not compiled");
    assert_string_equal(error.file, "my.py");
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 5);
    assert_string_equal(error.hint, "return a list of 2 items instead");
    assert_int_equal(error_set(&error, STAGE_IR, "inside: %s", error.message), -1);
    assert_string_equal(error.message, "inside: yield is not compiled");
    assert_string_equal(error.file, "");
    assert_string_equal(error.hint, "");
    assert_int_equal(error.line, 0);
    error_place(&error, NULL, 1, 0);
    assert_string_equal(error.file, "");
    assert_int_equal(error_set(NULL, STAGE_IR, "nobody listens"), -1);
    error_place(NULL, "x", 1, 1);
    error_hint(NULL, "x");
}

static void test_error_is_cut(void **state) {
    (void)state;
    Error error = {0};
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_set(&error, STAGE_IR, "%s", text);
    error_place(&error, text, 1, 1);
    error_hint(&error, "%s", text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_int_equal(strlen(error.file), sizeof error.file - 1);
    assert_int_equal(strlen(error.hint), sizeof error.hint - 1);
}

static void test_stage_names(void **state) {
    (void)state;
    for (int stage = STAGE_NONE; stage <= STAGE_MEMORY; stage++)
        assert_string_not_equal(error_stage_name((ErrorStage)stage), "unknown");
    assert_string_equal(error_stage_name((ErrorStage)99), "unknown");
}

/* ---- text ---- */

static void test_text(void **state) {
    (void)state;
    Text text = {0};
    assert_string_equal(text_string(&text), "");
    text_add_bytes(&text, "", 0);
    text_add(&text, "%d", 1);
    text_add_bytes(&text, "a\0b", 3);
    assert_int_equal(text.length, 4);
    assert_memory_equal(text.data, "1a\0b", 5);
    for (int i = 0; i < 3000; i++)
        text_add(&text, "%s", "abc");
    assert_int_equal(text.length, 4 + 9000);
    assert_int_equal(strlen(text.data + 4), 9000);
    assert_false(text.failed);
    text_free(&text);
    assert_null(text.data);
    text_free(&text);
}

static void test_text_after_failure(void **state) {
    (void)state;
    Text text = {0};
    text_add(&text, "kept");
    text_add_bytes(&text, "", SIZE_MAX / 2 + 1);
    assert_true(text.failed);
    text_add(&text, "lost");
    assert_string_equal(text_string(&text), "kept");
    text_free(&text);
}

static void test_distance(void **state) {
    (void)state;
    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("abc", ""), 3);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("--iter", "--iters"), 1);
    assert_int_equal(text_distance("inlnie", "inline"), 1);
    assert_int_equal(text_distance("ca", "abc"), 3);
    char longer[300];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(text_distance(longer, longer), 0);
    assert_true(text_distance(longer, "a") > 20);
}

static void test_nearest(void **state) {
    (void)state;
    static const char *const options[] = {"scenario", "iters", "inline", "seed", "size", NULL};
    static const char *const scenarios[] = {"A1", "B3", "C3", "C3m", NULL};
    assert_string_equal(text_nearest("scenaro", options), "scenario");
    assert_string_equal(text_nearest("ITERS", options), "iters");
    assert_string_equal(text_nearest("sede", options), "seed");
    assert_null(text_nearest("frobnicate", options));
    assert_null(text_nearest("", options));
    assert_null(text_nearest("x", options));
    assert_string_equal(text_nearest("b3", scenarios), "B3");
    assert_string_equal(text_nearest("c3M", scenarios), "C3m");
    assert_null(text_nearest("Z9", scenarios));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_memory),
        cmocka_unit_test(test_arena_text),
        cmocka_unit_test(test_arena_vectors),
        cmocka_unit_test(test_arena_failure),
        cmocka_unit_test(test_error),
        cmocka_unit_test(test_error_is_cut),
        cmocka_unit_test(test_stage_names),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_text_after_failure),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
