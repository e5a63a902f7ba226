/* The log of recorded results: its order is checked, its end is known, it does not grow for ever.
 */
#include "../../jit/replay.h"
#include <jit/jit.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static NpjitContext context;

static JitLog *recorded(int64_t most) {
    JitLog *log = jit_log_create(most);
    assert_non_null(log);
    jit_log_rewind(log, true);
    assert_int_equal(npjit_jit_record(NULL, log, 4, 0, REPLAY_STAND_IN), 0);
    assert_int_equal(npjit_jit_record(NULL, log, 2, 70, REPLAY_BITS), 0);
    assert_int_equal(npjit_jit_record(NULL, log, 4, 0, REPLAY_STAND_IN), 0);
    return log;
}

static void test_same_order(void **state) {
    (void)state;
    JitLog *log = recorded(100);
    assert_int_equal(jit_log_calls(log), 3);
    for (int round = 0; round < 2; round++) {
        jit_log_rewind(log, false);
        assert_false(jit_log_at_end(log));
        assert_int_equal(npjit_jit_expect(&context, log, 4), 0);
        assert_int_equal(npjit_jit_expect(&context, log, 2), 0);
        assert_int_equal(log->next->i, 70);
        log->next++;                       /* as compiled code does */
        assert_false(jit_log_at_end(log)); /* one call is due */
        assert_int_equal(npjit_jit_expect(&context, log, 4), 0);
        assert_true(jit_log_at_end(log));
    }
    assert_int_equal(npjit_jit_expect(&context, log, 4), -1); /* one too many */
    assert_false(jit_log_at_end(log));
    jit_log_free(log);
}

static void test_other_order(void **state) {
    (void)state;
    JitLog *log = recorded(100);
    jit_log_rewind(log, false);
    assert_int_equal(npjit_jit_expect(&context, log, 2), -1);
    assert_int_equal(npjit_jit_expect(&context, log, 4), -1); /* once lost, always lost */
    jit_log_free(log);
}

static void test_it_is_cut(void **state) {
    (void)state;
    JitLog *log = recorded(3);
    assert_false(jit_log_is_cut(log));
    assert_int_equal(npjit_jit_record(NULL, log, 1, 1, REPLAY_OBJECT), 0); /* not kept */
    assert_true(jit_log_is_cut(log));
    assert_int_equal(jit_log_calls(log), 3);
    jit_log_rewind(log, true);
    assert_false(jit_log_is_cut(log));
    assert_int_equal(jit_log_calls(log), 0);
    jit_log_free(log);
}

static void test_objects(void **state) {
    (void)state;
    JitLog *log = recorded(100);
    int object;
    int64_t count;
    assert_int_equal(npjit_jit_record(NULL, log, 1, (int64_t)(intptr_t)&object, REPLAY_OBJECT), 1);
    assert_ptr_equal(jit_log_objects(log, &count)[0], &object);
    assert_int_equal(count, 1);
    jit_log_free(log);
    jit_log_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_order),
        cmocka_unit_test(test_other_order),
        cmocka_unit_test(test_it_is_cut),
        cmocka_unit_test(test_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
