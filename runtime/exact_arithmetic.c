/* Exact arithmetic of any size: +, -, *, //, %, <<, >>, bit operations, comparison. Whatever Python
 * answers with an exception (zero divisors, negative counts, results without end) is handed to
 * CPython. Addition and subtraction are the ones tuned: one allocation, one pass. */
#include "exact.h"

#include "exact_object.h"

#include <Python.h>

#include <math.h>
#include <thunk_prototypes.h>

static int64_t magnitude(int64_t size) {
    return size < 0 ? -size : size;
}

/* ---- construction ---- */

int npjit_exact_from_i64(int64_t value, NpjitInt *out) {
    return npjit_exact_from_i128(value, out);
}

int npjit_exact_from_i128(__int128 value, NpjitInt *out) {
    if (value >= EXACT_SMALL_MIN && value <= EXACT_SMALL_MAX) {
        *out = (NpjitInt)((uint64_t)value << 1);
        return 0;
    }
    unsigned __int128 positive = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    mp_limb_t limbs[2] = {(mp_limb_t)positive, (mp_limb_t)(positive >> 64)};
    return exact_from_limbs(limbs, value < 0 ? -2 : 2, out);
}

/* The value as a signed 128-bit integer when its magnitude is below 2**127. */
static bool as_i128(const ExactView *view, __int128 *out) {
    int64_t count = magnitude(view->size);
    if (count > 2 || (count == 2 && view->limbs[1] >> 63)) {
        return false;
    }
    unsigned __int128 positive = count > 0 ? view->limbs[0] : 0;
    if (count == 2) {
        positive |= (unsigned __int128)view->limbs[1] << 64;
    }
    *out = view->size < 0 ? -(__int128)positive : (__int128)positive;
    return true;
}

/* ---- + and - ---- */

/* |a| + |b| with the sign of `sign`; |a| has at least as many limbs as |b|, which has one or more.
 */
static int add_magnitudes(const ExactView *a, const ExactView *b, int64_t sign, NpjitInt *out) {
    int64_t count = magnitude(a->size);
    ExactBig *big = exact_allocate(count + 1);
    if (!big) {
        return -1;
    }
    mp_limb_t carry = mpn_add(big->limbs, a->limbs, count, b->limbs, magnitude(b->size));
    big->limbs[count] = carry;
    count += (int64_t)carry;
    *out = exact_finish(big, sign < 0 ? -count : count);
    return 0;
}

/* (|a| - |b|) * sign. */
static int subtract_magnitudes(const ExactView *a, const ExactView *b, int64_t sign,
                               NpjitInt *out) {
    int64_t count = magnitude(a->size);
    int64_t other = magnitude(b->size);
    if (count < other || (count == other && mpn_cmp(a->limbs, b->limbs, count) < 0)) {
        const ExactView *smaller = a;
        a = b;
        b = smaller;
        sign = -sign;
        count = magnitude(a->size);
        other = magnitude(b->size);
    }
    ExactBig *big = exact_allocate(count);
    if (!big) {
        return -1;
    }
    mpn_sub(big->limbs, a->limbs, count, b->limbs, other);
    *out = exact_finish(big, sign < 0 ? -count : count);
    return 0;
}

static int add_views(const ExactView *a, const ExactView *b, NpjitInt a_value, NpjitInt b_value,
                     int64_t b_size, NpjitInt *out) {
    if (b_size == 0) {
        exact_retain(a_value);
        *out = a_value;
        return 0;
    }
    if (a->size == 0) {
        if (b_size != b->size) {
            return npjit_exact_neg(b_value, out);
        }
        exact_retain(b_value);
        *out = b_value;
        return 0;
    }
    if ((a->size < 0) != (b_size < 0)) {
        return subtract_magnitudes(a, b, a->size, out);
    }
    return magnitude(a->size) >= magnitude(b_size) ? add_magnitudes(a, b, a->size, out)
                                                   : add_magnitudes(b, a, a->size, out);
}

/* Two big ints of one sign: their sum is big as well, and only its top limb is not known. */
static int add_bigs(const ExactBig *a, const ExactBig *b, NpjitInt *out) {
    if (magnitude(a->size) < magnitude(b->size)) {
        const ExactBig *smaller = a;
        a = b;
        b = smaller;
    }
    int64_t count = magnitude(a->size);
    ExactBig *big = exact_allocate(count + 1);
    if (!big) {
        return -1;
    }
    mp_limb_t carry = mpn_add(big->limbs, a->limbs, count, b->limbs, magnitude(b->size));
    big->limbs[count] = carry;
    count += (int64_t)carry;
    big->size = (int32_t)(a->size < 0 ? -count : count);
    *out = exact_from_big(big);
    return 0;
}

int npjit_exact_add(NpjitInt a, NpjitInt b, NpjitInt *out) {
    if (!exact_is_small(a) && !exact_is_small(b) &&
        (exact_big(a)->size < 0) == (exact_big(b)->size < 0)) {
        return add_bigs(exact_big(a), exact_big(b), out);
    }
    ExactView left;
    ExactView right;
    exact_view(a, &left);
    exact_view(b, &right);
    return add_views(&left, &right, a, b, right.size, out);
}

int npjit_exact_sub(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView left;
    ExactView right;
    exact_view(a, &left);
    exact_view(b, &right);
    return add_views(&left, &right, a, b, -right.size, out);
}

/* ---- * ---- */

/* Operands with fewer limbs than this together never make GMP allocate from the heap. */
enum { STACK_LIMBS = 1000 };

typedef struct Product {
    mp_limb_t *out;
    const ExactView *a, *b; /* a has at least as many limbs */
} Product;

static void multiply(void *data) {
    Product *product = data;
    int64_t a_count = magnitude(product->a->size);
    int64_t b_count = magnitude(product->b->size);
    if (product->a->limbs == product->b->limbs && a_count == b_count) {
        mpn_sqr(product->out, product->a->limbs, a_count);
    } else {
        mpn_mul(product->out, product->a->limbs, a_count, product->b->limbs, b_count);
    }
}

int npjit_exact_mul(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView left;
    ExactView right;
    exact_view(a, &left);
    exact_view(b, &right);
    if (left.size == 0 || right.size == 0) {
        *out = 0;
        return 0;
    }
    if (exact_are_small(a, b)) {
        return npjit_exact_from_i128((__int128)exact_small(a) * exact_small(b), out);
    }
    int64_t count = magnitude(left.size) + magnitude(right.size);
    ExactBig *big = exact_allocate(count);
    if (!big) {
        return -1;
    }
    bool ordered = magnitude(left.size) >= magnitude(right.size);
    Product product = {big->limbs, ordered ? &left : &right, ordered ? &right : &left};
    if (count < STACK_LIMBS) {
        multiply(&product);
    } else if (exact_guard(multiply, &product) < 0) {
        npjit_exact_free(big);
        return -1;
    }
    *out = exact_finish(big, (left.size < 0) != (right.size < 0) ? -count : count);
    return 0;
}

/* ---- operations that GMP's integer layer does as Python does ---- */

typedef struct Task {
    mpz_t result;
    mpz_t a, b; /* views */
    unsigned long count;
    void (*operation)(mpz_ptr, mpz_srcptr, mpz_srcptr);
    void (*operation_count)(mpz_ptr, mpz_srcptr, unsigned long);
} Task;

static void run_task(void *data) {
    Task *task = data;
    mpz_init(task->result);
    if (task->operation) {
        task->operation(task->result, task->a, task->b);
    } else {
        task->operation_count(task->result, task->a, task->count);
    }
}

static int finish_task(Task *task, NpjitInt *out) {
    if (exact_guard(run_task, task) < 0) {
        return -1;
    }
    int64_t count = (int64_t)mpz_size(task->result);
    int status = exact_from_limbs(mpz_limbs_read(task->result),
                                  mpz_sgn(task->result) < 0 ? -count : count, out);
    mpz_clear(task->result);
    return status;
}

static int with_gmp(void (*operation)(mpz_ptr, mpz_srcptr, mpz_srcptr), const ExactView *a,
                    const ExactView *b, NpjitInt *out) {
    Task task = {.operation = operation};
    mpz_roinit_n(task.a, a->limbs, a->size);
    mpz_roinit_n(task.b, b->limbs, b->size);
    return finish_task(&task, out);
}

static int with_gmp_count(void (*operation)(mpz_ptr, mpz_srcptr, unsigned long), const ExactView *a,
                          unsigned long count, NpjitInt *out) {
    Task task = {.operation_count = operation, .count = count};
    mpz_roinit_n(task.a, a->limbs, a->size);
    return finish_task(&task, out);
}

int npjit_exact_floordiv(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView left;
    ExactView right;
    __int128 dividend;
    __int128 divisor;
    exact_view(a, &left);
    exact_view(b, &right);
    if (right.size == 0) {
        return exact_through_python(PyNumber_FloorDivide, a, b, out);
    }
    if (as_i128(&left, &dividend) && as_i128(&right, &divisor)) {
        __int128 quotient = dividend / divisor;
        bool floor_differs = quotient * divisor != dividend && (dividend < 0) != (divisor < 0);
        return npjit_exact_from_i128(quotient - floor_differs, out);
    }
    return with_gmp(mpz_fdiv_q, &left, &right, out);
}

int npjit_exact_mod(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView left;
    ExactView right;
    __int128 dividend;
    __int128 divisor;
    exact_view(a, &left);
    exact_view(b, &right);
    if (right.size == 0) {
        return exact_through_python(PyNumber_Remainder, a, b, out);
    }
    if (as_i128(&left, &dividend) && as_i128(&right, &divisor)) {
        __int128 remainder = dividend % divisor;
        if (remainder != 0 && (remainder < 0) != (divisor < 0)) {
            remainder += divisor;
        }
        return npjit_exact_from_i128(remainder, out);
    }
    return with_gmp(mpz_fdiv_r, &left, &right, out);
}

int npjit_exact_truediv(NpjitInt a, NpjitInt b, double *out) {
    int status = -1;
    PyObject *left = exact_to_object(a);
    PyObject *right = exact_to_object(b);
    PyObject *quotient = left && right ? PyNumber_TrueDivide(left, right) : NULL;
    if (quotient) {
        *out = PyFloat_AsDouble(quotient);
        status = PyErr_Occurred() ? -1 : 0;
    }
    Py_XDECREF(quotient);
    Py_XDECREF(right);
    Py_XDECREF(left);
    return status;
}

static int bitwise(void (*operation)(mpz_ptr, mpz_srcptr, mpz_srcptr), NpjitInt a, NpjitInt b,
                   NpjitInt *out) {
    ExactView left;
    ExactView right;
    exact_view(a, &left);
    exact_view(b, &right);
    return with_gmp(operation, &left, &right, out);
}

int npjit_exact_and(NpjitInt a, NpjitInt b, NpjitInt *out) {
    return bitwise(mpz_and, a, b, out);
}

int npjit_exact_or(NpjitInt a, NpjitInt b, NpjitInt *out) {
    return bitwise(mpz_ior, a, b, out);
}

int npjit_exact_xor(NpjitInt a, NpjitInt b, NpjitInt *out) {
    return bitwise(mpz_xor, a, b, out);
}

/* Python's own answer for counts that are negative or make a result that nobody can hold. */
static bool count_is_plain(NpjitInt count) {
    return exact_is_small(count) && count >= 0 && exact_small(count) < EXACT_MAX_LIMBS * 64;
}

int npjit_exact_shl(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView view;
    exact_view(a, &view);
    if (!count_is_plain(b) || magnitude(view.size) + exact_small(b) / 64 >= EXACT_MAX_LIMBS) {
        return exact_through_python(PyNumber_Lshift, a, b, out);
    }
    return with_gmp_count(mpz_mul_2exp, &view, (unsigned long)exact_small(b), out);
}

int npjit_exact_shr(NpjitInt a, NpjitInt b, NpjitInt *out) {
    ExactView view;
    if (!count_is_plain(b)) {
        return exact_through_python(PyNumber_Rshift, a, b, out);
    }
    exact_view(a, &view);
    return with_gmp_count(mpz_fdiv_q_2exp, &view, (unsigned long)exact_small(b), out);
}

/* Bits that base ** exponent has at most; huge when it does not matter how many. */
static double power_bits(const ExactView *base, int64_t exponent) {
    int64_t count = magnitude(base->size);
    double bits = count == 0 ? 0 : (double)mpn_sizeinbase(base->limbs, count, 2);
    return bits * (double)exponent;
}

int npjit_int_pow(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    ExactView view;
    exact_view(a, &view);
    if (!count_is_plain(b) || power_bits(&view, exact_small(b)) > 64.0 * EXACT_MAX_LIMBS) {
        return exact_power_through_python(a, b, out);
    }
    return with_gmp_count(mpz_pow_ui, &view, (unsigned long)exact_small(b), out);
}

/* ---- unary ---- */

int npjit_exact_neg(NpjitInt a, NpjitInt *out) {
    ExactView view;
    exact_view(a, &view);
    return exact_from_limbs(view.limbs, -view.size, out);
}

/* ~a is -a - 1: for a >= 0 that is -(|a| + 1), else |a| - 1. */
int npjit_exact_invert(NpjitInt a, NpjitInt *out) {
    ExactView view;
    ExactView one = {.size = 1, .limb = 1};
    one.limbs = &one.limb;
    exact_view(a, &view);
    return view.size < 0 ? subtract_magnitudes(&view, &one, 1, out)
                         : add_magnitudes(&view, &one, -1, out);
}

/* ---- comparison ---- */

int npjit_exact_compare(NpjitInt a, NpjitInt b) {
    ExactView left;
    ExactView right;
    exact_view(a, &left);
    exact_view(b, &right);
    if (left.size != right.size) {
        return left.size < right.size ? -1 : 1;
    }
    int order = left.size == 0 ? 0 : mpn_cmp(left.limbs, right.limbs, magnitude(left.size));
    order = (order > 0) - (order < 0);
    return left.size < 0 ? -order : order;
}

int npjit_exact_compare_float(NpjitInt a, double b) {
    if (isnan(b)) {
        return 2;
    }
    mpz_t value;
    ExactView view;
    exact_view(a, &view);
    int order = mpz_cmp_d(mpz_roinit_n(value, view.limbs, view.size), b);
    return (order > 0) - (order < 0);
}

bool exact_to_word(NpjitInt value, uint64_t *out, bool *is_negative) {
    ExactView view;
    exact_view(value, &view);
    *is_negative = view.size < 0;
    uint64_t limb = view.size == 0 ? 0 : view.limbs[0];
    *out = view.size < 0 ? -limb : limb;
    return magnitude(view.size) <= 1 && (view.size >= 0 || limb <= UINT64_C(1) << 63);
}

int64_t npjit_exact_classify(const NpjitInt *items, int64_t count) {
    bool above = false;  /* some in [2**63, 2**64) */
    bool within = false; /* some that int64 holds */
    for (int64_t i = 0; i < count; i++) {
        uint64_t word;
        bool is_negative;
        if (!exact_to_word(items[i], &word, &is_negative)) {
            return 3;
        }
        bool is_above = !is_negative && word >> 63;
        above |= is_above;
        within |= !is_above;
    }
    return above ? 1 + within : 0;
}

/* ---- to float ---- */

int npjit_exact_to_float(NpjitInt a, double *out) {
    ExactView view;
    exact_view(a, &view);
    int64_t count = magnitude(view.size);
    int64_t bits = count == 0 ? 0 : (int64_t)mpn_sizeinbase(view.limbs, count, 2);
    if (bits > 1023) {
        /* The largest floats, and those beyond, which raise. */
        PyObject *object = exact_to_object(a);
        *out = object ? PyLong_AsDouble(object) : -1.0;
        Py_XDECREF(object);
        return *out == -1.0 && PyErr_Occurred() ? -1 : 0;
    }
    /* The top 64 bits, the lowest of which also stands for all that is below: rounding cannot tell.
     */
    uint64_t top = count == 0 ? 0 : view.limbs[count - 1];
    int64_t exponent = 0;
    if (count > 1) {
        int shift = __builtin_clzll(top);
        uint64_t below = view.limbs[count - 2];
        top = shift == 0 ? top : top << shift | below >> (64 - shift);
        bool sticky = shift == 0 ? below != 0 : below << shift != 0;
        for (int64_t i = 0; i < count - 2 && !sticky; i++) {
            sticky = view.limbs[i] != 0;
        }
        top |= sticky;
        exponent = bits - 64;
    }
    double value = ldexp((double)top, (int)exponent);
    *out = view.size < 0 ? -value : value;
    return 0;
}
