/* Types of the kernel IR. Types are interned: two equal types are the same pointer.
 *
 * Leaf types are held by one SSA value each. Structured types (none, unbound, symbol, string,
 * tuple, display, range, slice, iterator) exist while types are inferred and in signatures; they
 * are flattened to the leaves they consist of, in order, so a tuple costs nothing at run time. */
#ifndef NPJIT_IR_TYPE_H
#define NPJIT_IR_TYPE_H

#include <base/arena.h>
#include <front/ast.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum Dtype {
#define DTYPE(id, name, bytes, kind) DTYPE_##id,
#include <ir/dtypes.def>
#undef DTYPE
    DTYPE_COUNT,
} Dtype;

typedef struct DtypeInfo {
    const char *name;
    int bytes;
    char kind;
} DtypeInfo;

extern const DtypeInfo dtype_infos[DTYPE_COUNT];

typedef enum TypeKind {
    /* leaves */
    TYPE_BOOL,   /* Python bool */
    TYPE_I64,    /* a Python int known to fit in 64 bits, held raw */
    TYPE_INT,    /* a Python int of any size: tagged word, see runtime/exact.h */
    TYPE_FLOAT,  /* Python float */
    TYPE_SCALAR, /* NumPy scalar of `dtype` (not DTYPE_OBJECT) */
    TYPE_ARRAY,  /* numpy.ndarray of exactly that class, `dtype`, `ndim`, `contiguous` */
    TYPE_LIST,   /* a list whose items are all of `element` (a leaf), not visible to the interpreter
                  */
    TYPE_OBJECT, /* any Python object, boxed */
    /* structured */
    TYPE_UNTYPED,  /* the only type before inference */
    TYPE_UNBOUND,  /* a local that has no value (yet); no leaves */
    TYPE_NONE,     /* None; no leaves */
    TYPE_SYMBOL,   /* a compile-time object: `symbol`; no leaves */
    TYPE_STRING,   /* a compile-time string: `text`; no leaves */
    TYPE_TUPLE,    /* `items` */
    TYPE_DISPLAY,  /* a list display nobody else can see yet, [a, b, c] as an argument: `items` */
    TYPE_RANGE,    /* range(start, stop, step): three I64 */
    TYPE_SLICE,    /* slice: `items`, each NONE or I64 */
    TYPE_ITERATOR, /* see `iterator`; `items` are its state */
    TYPE_SMALL,    /* only in signatures: an int argument within 32 bits; one I64 */
} TypeKind;

typedef enum IteratorKind {
    ITERATOR_NONE,
    ITERATOR_RANGE,     /* items: next I64, remaining I64, step I64 */
    ITERATOR_LIST,      /* items: list, index I64 */
    ITERATOR_TUPLE,     /* items: tuple; `position` is the next item */
    ITERATOR_ARRAY,     /* items: array, index I64 */
    ITERATOR_ENUMERATE, /* items: inner iterator, count I64 */
    ITERATOR_ZIP,       /* items: inner iterators */
    ITERATOR_REVERSED,  /* items: list or array, index I64 */
    ITERATOR_OBJECT,    /* items: object */
} IteratorKind;

typedef struct Type Type;
struct Type {
    TypeKind kind;
    Dtype dtype;           /* SCALAR, ARRAY */
    int ndim;              /* ARRAY */
    bool contiguous;       /* ARRAY: C-contiguous and aligned */
    IteratorKind iterator; /* ITERATOR */
    int position;          /* ITERATOR: a tuple's next item, or which form of state it has */
    const Type *element; /* LIST; ARRAY of objects: INT when all items are Python ints, else NULL */
    const Type *const *items; /* structured types; OBJECT: what it may be, see known.h */
    int item_count;
    const Symbol *symbol; /* SYMBOL */
    const char *text;     /* STRING; OBJECT: "dtype" when it is that of arrays of `dtype` */
    int text_length;
};

typedef struct TypeTable TypeTable;

/* A table in `arena`; it dies with the arena. */
TypeTable *type_table_create(Arena *arena);

/* The interned equal of `pattern`, which may live on the stack. Symbols are compared by pointer. */
const Type *type_intern(TypeTable *table, const Type *pattern);

/* Shorthands. */
const Type *type_simple(TypeTable *table, TypeKind kind);
const Type *type_scalar(TypeTable *table, Dtype dtype);
const Type *type_array(TypeTable *table, Dtype dtype, int ndim, bool contiguous);
const Type *type_list(TypeTable *table, const Type *element);
const Type *type_items(TypeTable *table, TypeKind kind, const Type *const *items, int count);

bool type_is_leaf(const Type *type);

/* Held by reference count, so copies are retained and deaths released: INT, ARRAY, LIST, OBJECT. */
bool type_is_counted(const Type *type);

/* How many leaves the type flattens to. */
int type_leaf_count(const Type *type);

/* Writes them to out[0 … type_leaf_count-1], returns how many. */
int type_leaves(const Type *type, const Type **out);

/* What a list holds as one number: the item code of runtime/lists.h. */
int64_t type_item_code(const Type *list);

/* "i64", "np.int64", "array(float64, 2)", "array(float64, 2, strided)", "list(int)",
 * "tuple(i64, float)": the form that the textual IR uses; type_parse reads it back. In `arena`. */
const char *type_name(Arena *arena, const Type *type);

/* Reads a type at *cursor and moves it past. Returns NULL when there is none. Symbols cannot be
 * read. */
const Type *type_parse(TypeTable *table, const char **cursor);

#endif
