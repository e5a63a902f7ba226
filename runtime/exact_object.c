/* Conversion between exact ints and CPython's int objects, digit by digit, and operations handed
 * over to CPython. The object's layout is the only thing here that depends on CPython's version. */
#include "exact_object.h"

#include <math.h>
#include <string.h>
#include <thunk_prototypes.h>

_Static_assert(PyLong_SHIFT == 30, "digits of CPython's ints have 30 bits");

/* ---- layout ---- */

#if PY_VERSION_HEX >= 0x030C0000
static int64_t digits_of(PyObject *object, const digit **out) {
    const PyLongObject *number = (PyLongObject *)object;
    *out = number->long_value.ob_digit;
    int64_t count = (int64_t)(number->long_value.lv_tag >> 3);
    return (number->long_value.lv_tag & 3) == 2 ? -count : count;
}

static digit *new_digits(PyLongObject *number, int64_t size) {
    number->long_value.lv_tag = (uintptr_t)(size < 0 ? -size : size) << 3 | (size < 0 ? 2 : 0);
    return number->long_value.ob_digit;
}
#else
static int64_t digits_of(PyObject *object, const digit **out) {
    *out = ((PyLongObject *)object)->ob_digit;
    return Py_SIZE(object);
}

static digit *new_digits(PyLongObject *number, int64_t size) {
    Py_SET_SIZE(number, size);
    return number->ob_digit;
}
#endif

/* ---- conversion ---- */

/* Four digits are 15 bytes exactly, so that every fourth digit starts at a byte and each of the
 * others lies within 64 bits from one: no digit depends on the one before it. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "limbs are read as bytes");
enum { GROUP_DIGITS = 4, GROUP_BYTES = 15 };

static uint64_t load_word(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The magnitude of `limbs` limbs as `count` digits. */
static void write_digits(const mp_limb_t *limbs, int64_t limb_count, digit *digits, int64_t count) {
    const char *bytes = (const char *)limbs;
    const char *last = bytes + limb_count * (int64_t)sizeof *limbs - (GROUP_BYTES + sizeof *limbs);
    int64_t i = 0;
    for (; bytes <= last; i += GROUP_DIGITS, bytes += GROUP_BYTES) {
        digits[i] = (digit)load_word(bytes) & PyLong_MASK;
        digits[i + 1] = (digit)(load_word(bytes + 3) >> 6) & PyLong_MASK;
        digits[i + 2] = (digit)(load_word(bytes + 7) >> 4) & PyLong_MASK;
        digits[i + 3] = (digit)(load_word(bytes + 11) >> 2) & PyLong_MASK;
    }
    for (; i < count; i++) {
        int64_t position = i * PyLong_SHIFT;
        int64_t limb = position >> 6;
        unsigned shift = (unsigned)position & 63;
        uint64_t word = limbs[limb] >> shift;
        if (shift > 64 - PyLong_SHIFT && limb + 1 < limb_count) {
            word |= limbs[limb + 1] << (64 - shift);
        }
        digits[i] = (digit)word & PyLong_MASK;
    }
}

/* `count` digits as the magnitude of `limb_count` limbs, all of which are written. */
static void read_digits(const digit *digits, int64_t count, mp_limb_t *limbs, int64_t limb_count) {
    char *bytes = (char *)limbs;
    const char *end = bytes + limb_count * (int64_t)sizeof *limbs;
    int64_t i = 0;
    for (; i + GROUP_DIGITS <= count && bytes + 2 * sizeof *limbs <= end;
         i += GROUP_DIGITS, bytes += GROUP_BYTES) {
        uint64_t low = digits[i] | (uint64_t)digits[i + 1] << 30 | (uint64_t)digits[i + 2] << 60;
        uint64_t high = digits[i + 2] >> 4 | (uint64_t)digits[i + 3] << 26;
        memcpy(bytes, &low, sizeof low);
        memcpy(bytes + sizeof low, &high, sizeof high); /* a byte more than the digits have: 0 */
    }
    unsigned __int128 buffer = 0;
    unsigned filled = 0;
    for (; bytes < end; i++) {
        buffer |= (unsigned __int128)(i < count ? digits[i] : 0) << filled;
        for (filled += PyLong_SHIFT; filled >= 8 && bytes < end; filled -= 8, buffer >>= 8) {
            *bytes++ = (char)buffer;
        }
    }
}

void *exact_to_object(NpjitInt value) {
    if (exact_is_small(value)) {
        return PyLong_FromLongLong(exact_small(value));
    }
    const ExactBig *big = exact_big(value);
    int64_t limbs = big->size < 0 ? -big->size : big->size;
    int64_t bits = limbs * 64 - __builtin_clzll(big->limbs[limbs - 1]);
    int64_t count = (bits + PyLong_SHIFT - 1) / PyLong_SHIFT;
    PyLongObject *number = _PyLong_New(count);
    if (number) {
        write_digits(big->limbs, limbs, new_digits(number, big->size < 0 ? -count : count), count);
    }
    return number;
}

static int from_digits(const digit *digits, int64_t size, NpjitInt *out) {
    int64_t count = size < 0 ? -size : size;
    int64_t limbs = (count * PyLong_SHIFT + 63) / 64;
    ExactBig *big = exact_allocate(limbs);
    if (!big) {
        return -1;
    }
    read_digits(digits, count, big->limbs, limbs);
    *out = exact_finish(big, size < 0 ? -limbs : limbs);
    return 0;
}

int exact_from_object(void *object, NpjitInt *out) {
    if (!PyLong_Check((PyObject *)object)) {
        PyErr_Format(PyExc_SystemError, "compiled code expected an int, not %.100s",
                     Py_TYPE(object)->tp_name);
        return -1;
    }
    int64_t value;
    if (exact_short_object(object, &value)) {
        *out = (NpjitInt)((uint64_t)value << 1);
        return 0;
    }
    const digit *digits;
    int64_t size = digits_of(object, &digits);
    return from_digits(digits, size, out);
}

/* ---- handing over ---- */

/* Takes the result, which may be NULL. */
static int take_result(PyObject *result, NpjitInt *out) {
    int status = result ? exact_from_object(result, out) : -1;
    Py_XDECREF(result);
    return status;
}

int exact_through_python(PyObject *(*operation)(PyObject *, PyObject *), NpjitInt a, NpjitInt b,
                         NpjitInt *out) {
    PyObject *left = exact_to_object(a);
    PyObject *right = left ? exact_to_object(b) : NULL;
    int status = right ? take_result(operation(left, right), out) : -1;
    Py_XDECREF(right);
    Py_XDECREF(left);
    return status;
}

static PyObject *power(PyObject *base, PyObject *exponent) {
    return PyNumber_Power(base, exponent, Py_None);
}

int exact_power_through_python(NpjitInt a, NpjitInt b, NpjitInt *out) {
    return exact_through_python(power, a, b, out);
}

/* ---- thunks that end in CPython anyway ---- */

typedef struct Literal {
    mpz_t value;
    const char *text;
    int status;
} Literal;

static void read_literal(void *data) {
    Literal *literal = data;
    literal->status = mpz_init_set_str(literal->value, literal->text, 10);
}

enum { SHORT_LITERAL = 38 }; /* digits, for two limbs */

static int short_literal(const char *digits, bool negative, NpjitInt *out) {
    unsigned __int128 value = 0;
    for (; *digits; digits++) {
        value = 10 * value + (unsigned)(*digits - '0');
    }
    const mp_limb_t limbs[2] = {(mp_limb_t)value, (mp_limb_t)(value >> 64)};
    return exact_from_limbs(limbs, negative ? -2 : 2, out);
}

/* Not PyLong_FromString: sys.set_int_max_str_digits must not apply to what the parser accepted. */
int npjit_const_int(NpjitContext *context, const char *text, NpjitInt *out) {
    (void)context;
    const char *digits = text + (*text == '-');
    size_t length = strspn(digits, "0123456789");
    if (length > 0 && length <= SHORT_LITERAL && digits[length] == '\0') {
        return short_literal(digits, digits != text, out);
    }
    Literal literal = {.text = text};
    if (exact_guard(read_literal, &literal) < 0) {
        return -1;
    }
    if (literal.status == 0) {
        int64_t count = (int64_t)mpz_size(literal.value);
        literal.status = exact_from_limbs(mpz_limbs_read(literal.value),
                                          mpz_sgn(literal.value) < 0 ? -count : count, out);
    } else {
        PyErr_Format(PyExc_SystemError, "not an int literal: %.100s", text);
    }
    mpz_clear(literal.value);
    return literal.status;
}

int npjit_float_to_int(NpjitContext *context, double value, NpjitInt *out) {
    (void)context;
    if (fabs(value) < (double)EXACT_SMALL_MAX) {
        *out = (NpjitInt)((uint64_t)(int64_t)value << 1);
        return 0;
    }
    return take_result(PyLong_FromDouble(value), out);
}
