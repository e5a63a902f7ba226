/* State of the stand-in runtime and its table of thunks. */
#include "jit_fakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

FakeState npjit_fake;
uint64_t npjit_sum_seed = UINT64_C(1) << 63; /* -0.0 */
bool npjit_sums_whole = true;
bool npjit_weak_numbers = true;

void npjit_fake_reset(void) {
    memset(&npjit_fake, 0, sizeof npjit_fake);
}

void npjit_fake_log(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int room = (int)sizeof npjit_fake.log - npjit_fake.length;
    int length = vsnprintf(npjit_fake.log + npjit_fake.length, (size_t)room, format, arguments);
    va_end(arguments);
    npjit_fake.length += length < room ? length : room - 1;
}

bool npjit_fake_fails(void) {
    return ++npjit_fake.calls == npjit_fake.fail_at;
}

#define THUNKS(_)                                                                                  \
    _(retain_int)                                                                                  \
    _(release_int)                                                                                 \
    _(retain_object)                                                                               \
    _(release_object)                                                                              \
    _(retain_list)                                                                                 \
    _(release_list)                                                                                \
    _(poll_slow)                                                                                   \
    _(raised)                                                                                      \
    _(float_mod)                                                                                   \
    _(int_to_bool)                                                                                 \
    _(int_compare)                                                                                 \
    _(int_classify)                                                                                \
    _(float_pow)                                                                                   \
    _(int_add)                                                                                     \
    _(const_int)                                                                                   \
    _(const_string)                                                                                \
    _(const_object)                                                                                \
    _(box_i64)                                                                                     \
    _(box_bool)                                                                                    \
    _(unbox_bool)                                                                                  \
    _(object_next)                                                                                 \
    _(object_setattr)                                                                              \
    _(raise_unbound)                                                                               \
    _(scalar_add_float64)                                                                          \
    _(scalar_neg_float32)                                                                          \
    _(scalar_mul_int8)                                                                             \
    _(list_append)                                                                                 \
    _(list_get)                                                                                    \
    _(capi_array_from_scalars)                                                                     \
    _(capi_sum)                                                                                    \
    _(python_sum)                                                                                  \
    _(capi_unary)                                                                                  \
    _(list_pop)                                                                                    \
    _(i64_to_int)                                                                                  \
    _(scalar_mul_float64)

/* Only the addresses matter here, so that one type does for all but those that thunks.h declares.
 */
#define ADDRESS(name) {"npjit_" #name, (void *)(uintptr_t)fake_##name},
#define DECLARE(name) extern const char fake_##name[] __asm__("npjit_" #name);
THUNKS(DECLARE)

const NpjitThunkAddress npjit_thunk_addresses[] = {THUNKS(ADDRESS){NULL, NULL}};
