/* Small arrays that kernels make: their inlined reductions against the thunks for any array, and
 * their memory, which is used again. */
#include "runtime_fixture.h"
#include "state.h"

#include <string.h>
#include <thunk_prototypes.h>

/* The reduction of a vector by the thunk for any array. */
static uint64_t reduced(NpjitLoop loop, void *array, int64_t dtype) {
    uint64_t bits = 0;
    int status = 0;
    switch (loop) {
    case LOOP_ADD: status = npjit_capi_sum(context, array, dtype, &bits); break;
    case LOOP_MULTIPLY: status = npjit_capi_prod(context, array, dtype, &bits); break;
    case LOOP_MAXIMUM: status = npjit_capi_max(context, array, dtype, &bits); break;
    default: status = npjit_capi_min(context, array, dtype, &bits); break;
    }
    assert_int_equal(status, 0);
    return bits;
}

/* The reductions that are inlined give what those for any array give. */
static void check_vector(int64_t length, int64_t dtype, const char *items) {
    void *array = npjit_capi_vector_new(context, dtype, length);
    assert_non_null(array);
    char *data = PyArray_BYTES((PyArrayObject *)array);
    memcpy(data, items, (size_t)length * sizeof(int64_t));
    for (NpjitLoop loop = 0; loop < LOOP_COUNT; loop++) {
        uint64_t bits = 0;
        uint64_t expected = reduced(loop, array, dtype);
        assert_int_equal(npjit_capi_vector_reduce(context, array, dtype, loop, &bits), 0);
        assert_int_equal(bits, expected);
        bool is_float = dtype == DTYPE_FLOAT64;
        if (is_float && loop == LOOP_ADD) {
            assert_int_equal(npjit_ufunc_vector_sum(context, data, length, dtype), expected);
        } else if (!is_float || loop != LOOP_MULTIPLY) {
            assert_int_equal(npjit_ufunc_vector_reduce(context, data, length, dtype, loop),
                             expected);
        }
    }
    Py_DECREF((PyObject *)array);
}

static void test_vectors(void **state) {
    (void)state;
    const int64_t ints[] = {3, -7, INT64_MAX, INT64_MIN, 2, 0, 5, 1, 9, -2, 4, 4, 8, 6, 7, 11};
    double floats[16];
    for (int i = 0; i < 16; i++) {
        floats[i] = i % 3 == 0 ? -0.0 : 0.1 * i;
    }
    for (int64_t length = 1; length < NPJIT_VECTOR_LENGTHS; length++) {
        check_vector(length, DTYPE_INT64, (const char *)ints);
        check_vector(length, DTYPE_FLOAT64, (const char *)floats);
    }
    uint64_t bits = 0;
    void *array = npjit_capi_vector_new(context, DTYPE_INT64, 2);
    assert_non_null(array);
    memcpy(PyArray_BYTES((PyArrayObject *)array), ints, 2 * sizeof *ints);
    assert_int_equal(npjit_capi_vector_reduce(context, array, DTYPE_FLOAT64, LOOP_ADD, &bits), 0);
    assert_true(((NpjitSlot){.bits = bits}).d == -4.0);
    Py_DECREF((PyObject *)array);
}

/* However many vectors are released, the last one comes back first, and no trace of the pool is
 * left in one that does. */
static void test_vectors_come_back(void **state) {
    (void)state;
    void *kept[20];
    for (int i = 0; i < 20; i++) {
        assert_non_null(kept[i] = npjit_ufunc_vector_new(context, DTYPE_INT64, 3));
    }
    for (int i = 0; i < 20; i++) {
        npjit_ufunc_vector_release(context, kept[i], DTYPE_INT64, 3);
    }
    for (int i = 19; i >= 0; i--) {
        void *again = npjit_ufunc_vector_new(context, DTYPE_INT64, 3);
        assert_ptr_equal(again, kept[i]);
        assert_null(PyArray_BASE((PyArrayObject *)again));
        assert_int_equal(Py_REFCNT((PyObject *)again), 1);
    }
    for (int i = 0; i < 20; i++) {
        Py_DECREF((PyObject *)kept[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_vectors_come_back),
    };
    return cmocka_run_group_tests_name("runtime_vector", tests, runtime_setup, runtime_teardown);
}
