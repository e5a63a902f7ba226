/* What native.map, native.reduce and native.store can compute of the items of arrays: their text is
 * postfix, and here are its words. An operand is a letter for what it is and its number:
 *   a array   f Python float   i Python int   another: a NumPy scalar, by its dtype
 * A slice of an array is v, the array's number, and those of start, stop and step, '-' for None.
 * A step is NumPy's name for it, or the name of the dtype to which astype() converts. Reductions,
 * always last, are fuse()'s and the JIT's own. */
#ifndef NPJIT_IR_ELEMENTWISE_H
#define NPJIT_IR_ELEMENTWISE_H

#include <ir/fn.h>

/* By dtype: the letter of a NumPy scalar. */
#define ELEMENTWISE_SCALARS "?bhlqBHLQsd"

enum { ELEMENTWISE_OPERANDS = 3 }; /* of a step, at most */

/* What takes part in a step. A Python number is weak: it takes the dtype of what is beside it. */
typedef struct Item {
    Dtype dtype;
    bool is_weak;
} Item;

/* The letter of an operand of this type, 0 where there is none. */
char elementwise_letter(const Type *type);

/* As what an operand of this type takes part; its dtype is DTYPE_COUNT where it cannot. */
Item elementwise_item(const Type *type);

/* How many operands the step takes; 0 when there is no such step. */
int elementwise_arity(const char *word);

/* The dtype of what the step gives of these items, and in `common` the one to which it converts
 * them (np.where: the last two). DTYPE_COUNT where it is not emitted. */
Dtype elementwise_result(const char *word, const Item *items, Dtype *common);

/* The same of operands of these types, arrays of any number of dimensions but none and numbers.
 * DTYPE_COUNT, too, where it depends on the version of NumPy; where it depends on the value of a
 * Python number, this is what comes of one that fits the array's dtype. */
Dtype elementwise_of_types(const char *word, const Type *const *types);

/* The Python ints that take the dtype of arrays beside them in every version of NumPy. */
void elementwise_bounds(Dtype array, int64_t *lowest, int64_t *highest);

/* The first operand that is an array of the most dimensions, or NULL. */
const Type *elementwise_array(const Type *const *types, int count);

/* Whether it is laid out so that items at one place have one index in all of them: of one
 * dimension, or in C's order. */
bool elementwise_is_in_order(const Type *array);

/* Whether the arrays among the values are so, and seem to be of one shape: none has fewer
 * dimensions than others, or dimensions that were added to have something repeated along them. */
bool elementwise_are_alike(const Fn *fn, const ValueId *values, int count);

/* Whether an operator in place may convert what it computes to the array's dtype: NumPy's casting
 * rule same_kind. */
bool elementwise_casts(Dtype from, Dtype to);

/* Whether storing such a scalar to an array is a mere conversion: others are Python's ints then. */
bool elementwise_holds(Dtype array, Dtype scalar);

/* Whether NumPy may warn of such a step of integers. */
bool elementwise_may_warn(const char *word);

/* Whether the step gives its operand, as it is or converted. */
bool elementwise_copies(const char *word);

/* Whether the step takes one of its last two operands by its first. */
bool elementwise_chooses(const char *word);

/* Whether the step compares. */
bool elementwise_compares(const char *word);

/* NumPy's name for an operator, or of a function by its qualified name; NULL where it is none of
 * the steps. */
const char *elementwise_operator(int64_t binary_operator);
const char *elementwise_comparison(int64_t compare_operator);
const char *elementwise_function(const char *qualified);

#endif
