/* Thunks of the stand-in runtime: compiled into the test and to bitcode, as the real ones are. */
#include "jit_fakes.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Called by compiled code only; the declaration keeps the compiler content. */
#define THUNK(result, name, ...)                                                                   \
    result name(NpjitContext *context, ##__VA_ARGS__);                                             \
    result name(NpjitContext *context, ##__VA_ARGS__)

/* ---- owners, polls, errors ---- */

void npjit_retain_int(NpjitContext *context, NpjitInt value) {
    (void)context;
    npjit_fake_log("retain_int(%lld) ", (long long)value);
}

void npjit_release_int(NpjitContext *context, NpjitInt value) {
    (void)context;
    npjit_fake_log("release_int(%lld) ", (long long)value);
}

void npjit_retain_object(NpjitContext *context, void *object) {
    (void)context;
    npjit_fake_log("retain_object(%s) ", (const char *)object);
}

void npjit_release_object(NpjitContext *context, void *object) {
    (void)context;
    npjit_fake_log("release_object(%s) ", (const char *)object);
}

void npjit_retain_list(NpjitContext *context, NpjitList *list) {
    (void)context;
    npjit_fake_log("retain_list(%s) ", (const char *)list);
}

void npjit_release_list(NpjitContext *context, NpjitList *list) {
    (void)context;
    npjit_fake_log("release_list(%s) ", (const char *)list);
}

int npjit_poll_slow(NpjitContext *context) {
    npjit_fake_log("poll ");
    context->interrupted = 0;
    return npjit_fake_fails() ? -1 : 0;
}

int npjit_raised(NpjitContext *context) {
    (void)context;
    npjit_fake_log("raised ");
    return -1;
}

/* ---- pure ---- */

THUNK(double, npjit_float_mod, double left, double right) {
    (void)context;
    return fmod(left, right);
}

THUNK(int32_t, npjit_int_to_bool, NpjitInt value) {
    (void)context;
    return value != 0;
}

THUNK(int32_t, npjit_int_compare, NpjitInt left, NpjitInt right, int64_t comparison) {
    (void)context;
    return comparison == 2 ? left < right : left == right;
}

THUNK(int64_t, npjit_int_classify, const NpjitSlot *items, int64_t count) {
    (void)context;
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += items[i].n;
    return sum;
}

/* pow must stay a call: pow(x, 2.0) is not x * x to the last bit everywhere. */
THUNK(int, npjit_float_pow, double base, double exponent, double *out) {
    (void)context;
    *out = pow(base, exponent);
    return 0;
}

/* ---- raising ---- */

THUNK(int, npjit_int_add, NpjitInt left, NpjitInt right, NpjitInt *out) {
    (void)context;
    if (npjit_fake_fails())
        return -1;
    *out = left + right;
    return 0;
}

THUNK(int, npjit_i64_to_int, int64_t value, NpjitInt *out) {
    (void)context;
    *out = value;
    return 0;
}

THUNK(int, npjit_const_int, const char *text, NpjitInt *out) {
    (void)context;
    npjit_fake_log("const_int(%s) ", text);
    if (npjit_fake_fails())
        return -1;
    *out = (NpjitInt)strlen(text);
    return 0;
}

THUNK(int, npjit_const_string, int64_t length, const char *text, void **out) {
    (void)context;
    npjit_fake_log("const_string(%lld,%d) ", (long long)length, text[length - 1]);
    *out = FAKE_OBJECT("string");
    return 0;
}

THUNK(int, npjit_const_object, void *object, void **out) {
    (void)context;
    npjit_fake_log("const_object(%s) ", object ? (const char *)object : "NULL");
    *out = object;
    return 0;
}

THUNK(int, npjit_box_i64, int64_t value, void **out) {
    (void)context;
    npjit_fake_log("box_i64(%lld) ", (long long)value);
    if (npjit_fake_fails())
        return -1;
    *out = FAKE_OBJECT("boxed");
    return 0;
}

THUNK(int, npjit_box_bool, int32_t value, void **out) {
    (void)context;
    npjit_fake_log("box_bool(%d) ", value);
    *out = FAKE_OBJECT("truth");
    return 0;
}

THUNK(int, npjit_unbox_bool, void *object, int32_t *out) {
    (void)context;
    npjit_fake_log("unbox_bool(%s) ", (const char *)object);
    *out = 1;
    return 0;
}

THUNK(int, npjit_object_next, void *iterator, void **out) {
    (void)context;
    npjit_fake_log("next(%s) ", (const char *)iterator);
    if (npjit_fake_fails())
        return -1;
    *out = npjit_fake.items-- > 0 ? FAKE_OBJECT("item") : NULL;
    return 0;
}

THUNK(int, npjit_object_setattr, void *object, void *value, const char *name) {
    (void)context;
    npjit_fake_log("setattr(%s,%s,%s) ", (const char *)object, (const char *)value, name);
    return npjit_fake_fails() ? -1 : 0;
}

THUNK(int, npjit_raise_unbound, const char *name) {
    (void)context;
    npjit_fake_log("unbound(%s) ", name);
    return -1;
}

/* ---- scalars, lists, NumPy ---- */

THUNK(int, npjit_scalar_add_float64, uint64_t left, uint64_t right, uint64_t *out) {
    (void)context;
    double a, b, sum;
    memcpy(&a, &left, sizeof a);
    memcpy(&b, &right, sizeof b);
    sum = a + b;
    memcpy(out, &sum, sizeof sum);
    return 0;
}

THUNK(int, npjit_scalar_mul_float64, uint64_t left, uint64_t right, uint64_t *out) {
    (void)context;
    double a, b, product;
    memcpy(&a, &left, sizeof a);
    memcpy(&b, &right, sizeof b);
    product = a * b;
    memcpy(out, &product, sizeof product);
    return 0;
}

THUNK(int, npjit_scalar_neg_float32, uint64_t bits, uint64_t *out) {
    (void)context;
    *out = bits ^ 0x80000000u;
    return 0;
}

THUNK(int, npjit_scalar_mul_int8, uint64_t left, uint64_t right, uint64_t *out) {
    (void)context;
    *out = (uint64_t)(int64_t)(int8_t)((int64_t)left * (int64_t)right);
    return 0;
}

THUNK(int, npjit_list_append, NpjitList *list, uint64_t bits, int64_t immediate) {
    (void)context;
    npjit_fake_log("append(%s,%llx,%lld) ", (const char *)list, (unsigned long long)bits,
                   (long long)immediate);
    return npjit_fake_fails() ? -1 : 0;
}

THUNK(int, npjit_list_get, NpjitList *list, int64_t index, int64_t immediate, uint64_t *out) {
    (void)context;
    npjit_fake_log("get(%s,%lld,%lld) ", (const char *)list, (long long)index,
                   (long long)immediate);
    if (npjit_fake_fails())
        return -1;
    double value = 2.5;
    memcpy(out, &value, sizeof value);
    return 0;
}

THUNK(int, npjit_list_pop, NpjitList *list, int64_t index, int64_t immediate, uint64_t *out) {
    (void)context;
    npjit_fake_log("pop(%s,%lld,%lld) ", (const char *)list, (long long)index,
                   (long long)immediate);
    *out = 0;
    return 0;
}

THUNK(int, npjit_capi_array_from_scalars, const NpjitSlot *items, int64_t count, int64_t dtype,
      void **out) {
    (void)context;
    npjit_fake_log("array(%lld:", (long long)dtype);
    for (int64_t i = 0; i < count; i++)
        npjit_fake_log("%s%llx", i ? "," : "", (unsigned long long)items[i].bits);
    npjit_fake_log(") ");
    if (npjit_fake_fails())
        return -1;
    /* Compiled code reads where an array's items, shape and strides are. */
    static const char array[NPJIT_ARRAY_FLAGS + 8] = "array";
    *out = FAKE_OBJECT(array);
    return 0;
}

THUNK(int, npjit_capi_sum, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    npjit_fake_log("sum(%s,%lld) ", (const char *)array, (long long)dtype);
    if (npjit_fake_fails())
        return -1;
    *out = 6;
    return 0;
}

THUNK(int, npjit_python_sum, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    npjit_fake_log("python_sum(%s,%lld) ", (const char *)array, (long long)dtype);
    *out = 7;
    return 0;
}

THUNK(int, npjit_capi_unary, void *array, int64_t immediate, const char *name, void **out) {
    (void)context;
    npjit_fake_log("unary(%s,%lld,%s) ", (const char *)array, (long long)immediate, name);
    *out = FAKE_OBJECT("array2");
    return 0;
}
