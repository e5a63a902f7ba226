/* Out of memory: each allocation of the runtime fails once, in every operation on exact ints and
 * lists. Each gives MemoryError, leaves nothing behind, and works when tried again. The linker puts
 * the functions below in the place of the runtime's malloc and realloc; CPython's and NumPy's are
 * not touched. */
#include "exact.h"
#include "list.h"
#include "runtime_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

static int allocations_left = -1; /* -1: no end */

void *__real_malloc(size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *block, size_t size);

static bool refused(void) {
    if (allocations_left < 0) {
        return false;
    }
    return allocations_left-- == 0;
}

void *__wrap_malloc(size_t size) {
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *block, size_t size) {
    return refused() ? NULL : __real_realloc(block, size);
}

/* ---- exact ints ---- */

typedef int (*Binary)(NpjitContext *, NpjitInt, NpjitInt, NpjitInt *);

static NpjitInt exact(const char *expression) {
    PyObject *object = python(expression);
    NpjitInt value = 0;
    assert_int_equal(exact_from_object(object, &value), 0);
    Py_DECREF(object);
    return value;
}

/* After a failed attempt. */
static void assert_out_of_memory(const RuntimeUsage *before) {
    PythonException exception;
    exception_take(&exception, NULL);
    assert_string_equal(exception.type, "MemoryError");
    RuntimeUsage now = runtime_usage();
    assert_memory_equal(&now, before, sizeof now);
}

/* Returns how many attempts failed. */
static int check_binary(Binary thunk, NpjitInt a, NpjitInt b) {
    RuntimeUsage before = runtime_usage();
    for (int failing = 0;; failing++) {
        NpjitInt result = 0;
        exact_memory_clear(); /* no kept blocks, so that every block is allocated */
        allocations_left = failing;
        int status = thunk(context, a, b, &result);
        bool reached = allocations_left < 0;
        allocations_left = -1;
        if (!reached) {
            assert_int_equal(status, 0);
            npjit_release_int(context, result);
            return failing;
        }
        assert_int_equal(status, -1);
        assert_out_of_memory(&before);
    }
}

static void test_arithmetic(void **state) {
    (void)state;
    static const Binary thunks[] = {npjit_int_add,      npjit_int_sub, npjit_int_mul,
                                    npjit_int_and,      npjit_int_or,  npjit_int_xor,
                                    npjit_int_floordiv, npjit_int_mod};
    static const char *const values[] = {"3**200", "-(7**150)", "3**5000", "2**400000 - 3",
                                         "7**200000"};
    enum { COUNT = sizeof values / sizeof *values };
    NpjitInt numbers[COUNT];
    int failures = 0;
    for (int i = 0; i < COUNT; i++) {
        numbers[i] = exact(values[i]);
    }
    for (size_t k = 0; k < sizeof thunks / sizeof *thunks; k++) {
        for (int i = 0; i < COUNT; i++) {
            for (int j = 0; j < COUNT; j++) {
                failures += check_binary(thunks[k], numbers[i], numbers[j]);
            }
        }
    }
    assert_true(failures > COUNT * COUNT * 8 / 2);
    for (int i = 0; i < COUNT; i++) {
        failures += check_binary(npjit_int_shl, numbers[i], 2 * 1000);
        failures += check_binary(npjit_int_shr, numbers[i], 2 * 3);
        failures += check_binary(npjit_int_pow, numbers[i], 2 * 3);
        npjit_release_int(context, numbers[i]);
    }
    check_binary(npjit_int_mul, EXACT_SMALL_MAX * 2, EXACT_SMALL_MAX * 2);
    check_binary(npjit_int_add, EXACT_SMALL_MAX * 2, EXACT_SMALL_MAX * 2);
}

static void test_conversion(void **state) {
    (void)state;
    PyObject *object = python("10**80");
    RuntimeUsage before = runtime_usage();
    NpjitInt value = 0;
    exact_memory_clear();
    allocations_left = 0;
    assert_int_equal(exact_from_object(object, &value), -1);
    assert_out_of_memory(&before);
    char *digits = calloc(5001, 1);
    memset(digits, '7', 5000);
    for (int failing = 0; failing < 2; failing++) {
        exact_memory_clear();
        allocations_left = failing;
        assert_int_equal(npjit_const_int(context, digits, &value), -1);
        assert_out_of_memory(&before);
    }
    allocations_left = -1;
    free(digits);
    Py_DECREF(object);
}

/* ---- lists ---- */

static void test_lists(void **state) {
    (void)state;
    NpjitList *list = NULL;
    RuntimeUsage before = runtime_usage();
    allocations_left = 0;
    assert_int_equal(npjit_list_new(context, LIST_INTS, &list), -1);
    assert_out_of_memory(&before);
    allocations_left = -1;
    assert_int_equal(npjit_list_new(context, LIST_INTS, &list), 0);
    NpjitInt big = exact("10**80");
    for (int i = 0; i < 100; i++) {
        before = runtime_usage();
        if (list->count == list->capacity) {
            allocations_left = 0;
            assert_int_equal(npjit_list_append(context, list, (uint64_t)big, LIST_INTS), -1);
            assert_out_of_memory(&before);
            allocations_left = -1;
        }
        assert_int_equal(npjit_list_append(context, list, (uint64_t)big, LIST_INTS), 0);
    }
    assert_int_equal(npjit_list_length(context, list), 100);
    npjit_release_list(context, list);
    npjit_release_int(context, big);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_conversion),
        cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests_name("runtime_memory", tests, runtime_setup, runtime_teardown);
}
