/* Objects of which more is known than that they are objects: what the items of a list may be that
 * only objects can hold. */
#ifndef NPJIT_IR_KNOWN_H
#define NPJIT_IR_KNOWN_H

#include <ir/type.h>

/* The type OBJECT of values of `type`: its `items` are what such an object may be, each a number,
 * an array, None or, as the last, a tuple of such types OBJECT. Without items nothing is known. */
const Type *known_object(TypeTable *types, const Type *type);

/* An object that is like one of two such types. */
const Type *known_either(TypeTable *types, const Type *a, const Type *b);

/* The tuple that such an object is, NULL when it may be something else. */
const Type *known_tuple(const Type *object);

/* The type OBJECT of what np.dtype(dtype) gives. */
const Type *known_dtype(TypeTable *types, Dtype dtype);
bool is_known_dtype(const Type *type);

#endif
