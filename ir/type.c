/* Types: interning, their leaves, their names and reading the names back. */
#include "quote.h"

#include <ctype.h>
#include <ir/type.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const DtypeInfo dtype_infos[DTYPE_COUNT] = {
#define DTYPE(id, name, bytes, kind) {name, bytes, kind},
#include <ir/dtypes.def>
#undef DTYPE
};

static const char *const kind_names[] = {
    [TYPE_BOOL] = "bool",       [TYPE_I64] = "i64",       [TYPE_INT] = "int",
    [TYPE_FLOAT] = "float",     [TYPE_SCALAR] = "np",     [TYPE_ARRAY] = "array",
    [TYPE_LIST] = "list",       [TYPE_OBJECT] = "object", [TYPE_UNTYPED] = "untyped",
    [TYPE_UNBOUND] = "unbound", [TYPE_NONE] = "none",     [TYPE_SYMBOL] = "symbol",
    [TYPE_STRING] = "string",   [TYPE_TUPLE] = "tuple",   [TYPE_DISPLAY] = "display",
    [TYPE_RANGE] = "range",     [TYPE_SLICE] = "slice",   [TYPE_ITERATOR] = "iterator",
    [TYPE_SMALL] = "small",
};

static const char *const iterator_names[] = {
    [ITERATOR_NONE] = "none",     [ITERATOR_RANGE] = "range",
    [ITERATOR_LIST] = "list",     [ITERATOR_TUPLE] = "tuple",
    [ITERATOR_ARRAY] = "array",   [ITERATOR_ENUMERATE] = "enumerate",
    [ITERATOR_ZIP] = "zip",       [ITERATOR_REVERSED] = "reversed",
    [ITERATOR_OBJECT] = "object",
};

enum {
    KIND_COUNT = sizeof kind_names / sizeof *kind_names,
    ITERATOR_COUNT = sizeof iterator_names / sizeof *iterator_names,
    FIRST_SLOTS = 64,
    LARGEST_NDIM = 64, /* NumPy 2 has no more */
    DEEPEST_NESTING = 64,
};

/* ---- interning ---- */

struct TypeTable {
    Arena *arena;
    const Type **slots; /* open addressing; the number of slots is a power of two */
    int slot_count, count;
};

TypeTable *type_table_create(Arena *arena) {
    TypeTable *table = ARENA_NEW(arena, TypeTable);
    table->arena = arena;
    table->slot_count = FIRST_SLOTS;
    table->slots = ARENA_ARRAY(arena, const Type *, FIRST_SLOTS);
    return table;
}

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t type_hash(const Type *type) {
    uint64_t hash = mix(0, (uint64_t)type->kind);
    hash = mix(hash, (uint64_t)type->dtype << 32 | (uint32_t)type->ndim);
    hash = mix(hash, (uint64_t)type->contiguous << 8 | (uint64_t)type->iterator);
    hash = mix(hash, (uint32_t)type->position);
    hash = mix(hash, (uintptr_t)type->element);
    hash = mix(hash, (uintptr_t)type->symbol);
    for (int i = 0; i < type->item_count; i++)
        hash = mix(hash, (uintptr_t)type->items[i]);
    for (int i = 0; i < type->text_length; i++)
        hash = mix(hash, (unsigned char)type->text[i]);
    return hash;
}

static bool type_equal(const Type *a, const Type *b) {
    if (a->kind != b->kind || a->dtype != b->dtype || a->ndim != b->ndim ||
        a->contiguous != b->contiguous || a->iterator != b->iterator ||
        a->position != b->position || a->element != b->element || a->symbol != b->symbol ||
        a->item_count != b->item_count || a->text_length != b->text_length)
        return false;
    for (int i = 0; i < a->item_count; i++)
        if (a->items[i] != b->items[i])
            return false;
    return a->text_length == 0 || memcmp(a->text, b->text, (size_t)a->text_length) == 0;
}

/* The slot that holds the equal of `type`, or the empty one where it belongs. */
static const Type **find_slot(const Type **slots, int slot_count, const Type *type) {
    uint64_t mask = (uint64_t)slot_count - 1;
    uint64_t i = type_hash(type) & mask;
    while (slots[i] && !type_equal(slots[i], type))
        i = (i + 1) & mask;
    return &slots[i];
}

static void grow_table(TypeTable *table) {
    int slot_count = table->slot_count * 2;
    const Type **slots = ARENA_ARRAY(table->arena, const Type *, slot_count);
    for (int i = 0; i < table->slot_count; i++)
        if (table->slots[i])
            *find_slot(slots, slot_count, table->slots[i]) = table->slots[i];
    table->slots = slots;
    table->slot_count = slot_count;
}

static const Type *copy_type(Arena *arena, const Type *pattern) {
    Type *type = ARENA_NEW(arena, Type);
    *type = *pattern;
    if (pattern->item_count) {
        const Type **items = ARENA_ARRAY(arena, const Type *, pattern->item_count);
        memcpy(items, pattern->items, sizeof *items * (size_t)pattern->item_count);
        type->items = items;
    }
    if (pattern->text)
        type->text = arena_copy_text(arena, pattern->text, (size_t)pattern->text_length);
    return type;
}

const Type *type_intern(TypeTable *table, const Type *pattern) {
    /* A range consists of three I64, a small int of one, whether or not the caller spells them out.
     */
    if ((pattern->kind == TYPE_RANGE || pattern->kind == TYPE_SMALL) && pattern->item_count == 0) {
        const Type *word = type_simple(table, TYPE_I64);
        return type_items(table, pattern->kind, (const Type *[]){word, word, word},
                          pattern->kind == TYPE_RANGE ? 3 : 1);
    }
    const Type **slot = find_slot(table->slots, table->slot_count, pattern);
    if (*slot)
        return *slot;
    const Type *type = copy_type(table->arena, pattern);
    *slot = type;
    if (++table->count > table->slot_count / 2)
        grow_table(table);
    return type;
}

const Type *type_simple(TypeTable *table, TypeKind kind) {
    return type_intern(table, &(Type){.kind = kind});
}

const Type *type_scalar(TypeTable *table, Dtype dtype) {
    return type_intern(table, &(Type){.kind = TYPE_SCALAR, .dtype = dtype});
}

const Type *type_array(TypeTable *table, Dtype dtype, int ndim, bool contiguous) {
    return type_intern(
        table, &(Type){.kind = TYPE_ARRAY, .dtype = dtype, .ndim = ndim, .contiguous = contiguous});
}

const Type *type_list(TypeTable *table, const Type *element) {
    return type_intern(table, &(Type){.kind = TYPE_LIST, .element = element});
}

const Type *type_items(TypeTable *table, TypeKind kind, const Type *const *items, int count) {
    return type_intern(table, &(Type){.kind = kind, .items = items, .item_count = count});
}

/* ---- leaves ---- */

bool type_is_leaf(const Type *type) {
    return type->kind <= TYPE_OBJECT;
}

bool type_is_counted(const Type *type) {
    return type->kind == TYPE_INT || type->kind == TYPE_ARRAY || type->kind == TYPE_LIST ||
           type->kind == TYPE_OBJECT;
}

int type_leaf_count(const Type *type) {
    if (type_is_leaf(type))
        return 1;
    int count = 0;
    for (int i = 0; i < type->item_count; i++)
        count += type_leaf_count(type->items[i]);
    return count;
}

int type_leaves(const Type *type, const Type **out) {
    if (type_is_leaf(type)) {
        *out = type;
        return 1;
    }
    int count = 0;
    for (int i = 0; i < type->item_count; i++)
        count += type_leaves(type->items[i], out + count);
    return count;
}

int64_t type_item_code(const Type *list) {
    const Type *element = list->element;
    int64_t code = element->kind;
    if (element->kind == TYPE_SCALAR)
        code |= (int64_t)element->dtype << 4;
    return element->kind == TYPE_LIST ? code | type_item_code(element) << 8 : code;
}

/* ---- names ---- */

static const char *items_name(Arena *arena, const Type *type) {
    const char *names = "";
    for (int i = 0; i < type->item_count; i++)
        names =
            arena_format(arena, "%s%s%s", names, i ? ", " : "", type_name(arena, type->items[i]));
    return names;
}

const char *type_name(Arena *arena, const Type *type) {
    const char *kind = kind_names[type->kind];
    switch (type->kind) {
    case TYPE_SCALAR: return arena_format(arena, "np.%s", dtype_infos[type->dtype].name);
    case TYPE_ARRAY:
        return arena_format(arena, "array(%s, %d%s%s)", dtype_infos[type->dtype].name, type->ndim,
                            type->contiguous ? "" : ", strided", type->element ? ", ints" : "");
    case TYPE_LIST: return arena_format(arena, "list(%s)", type_name(arena, type->element));
    case TYPE_SYMBOL: {
        const Symbol *symbol = type->symbol;
        return arena_format(arena, "symbol(%s)",
                            symbol->qualified ? symbol->qualified : symbol->name);
    }
    case TYPE_STRING:
        return arena_format(arena, "string(%s)",
                            quote_write(arena, type->text, type->text_length, '"'));
    case TYPE_OBJECT:
        return type->item_count ? arena_format(arena, "%s(%s)", kind, items_name(arena, type))
                                : kind;
    case TYPE_TUPLE:
    case TYPE_DISPLAY:
    case TYPE_SLICE: return arena_format(arena, "%s(%s)", kind, items_name(arena, type));
    case TYPE_ITERATOR:
        return type->position
                   ? arena_format(arena, "iterator.%s.%d(%s)", iterator_names[type->iterator],
                                  type->position, items_name(arena, type))
                   : arena_format(arena, "iterator.%s(%s)", iterator_names[type->iterator],
                                  items_name(arena, type));
    default: return kind;
    }
}

/* ---- reading names ---- */

static void skip_blanks(const char **cursor) {
    while (**cursor == ' ')
        ++*cursor;
}

/* Moves past `c`, blanks before it allowed. */
static bool accept(const char **cursor, char c) {
    const char *at = *cursor;
    skip_blanks(&at);
    if (*at != c)
        return false;
    *cursor = at + 1;
    return true;
}

/* Moves past a word of letters and digits and gives its index in `words`, or -1. */
static int accept_word(const char **cursor, const char *const *words, int count) {
    const char *at = *cursor;
    skip_blanks(&at);
    size_t length = 0;
    while (isalnum((unsigned char)at[length]))
        length++;
    for (int i = 0; i < count; i++)
        if (words[i] && strlen(words[i]) == length && memcmp(words[i], at, length) == 0) {
            *cursor = at + length;
            return i;
        }
    return -1;
}

static bool accept_number(const char **cursor, int largest, int *out) {
    const char *at = *cursor;
    skip_blanks(&at);
    if (!isdigit((unsigned char)*at))
        return false;
    char *end;
    long number = strtol(at, &end, 10);
    if (number > largest)
        return false;
    *out = (int)number;
    *cursor = end;
    return true;
}

static bool accept_dtype(const char **cursor, Dtype *out) {
    static const char *const names[] = {
#define DTYPE(id, name, bytes, kind) name,
#include <ir/dtypes.def>
#undef DTYPE
    };
    int dtype = accept_word(cursor, names, DTYPE_COUNT);
    *out = dtype < 0 ? DTYPE_BOOL : (Dtype)dtype;
    return dtype >= 0;
}

static const Type *parse_type(TypeTable *table, const char **cursor, int depth);

static bool parse_items(TypeTable *table, const char **cursor, int depth, Type *pattern) {
    struct {
        const Type **items;
        int count, capacity;
    } items = {0};
    if (!accept(cursor, '('))
        return false;
    if (!accept(cursor, ')')) {
        do {
            const Type *item = parse_type(table, cursor, depth + 1);
            if (!item)
                return false;
            ARENA_PUSH(table->arena, &items, item);
        } while (accept(cursor, ','));
        if (!accept(cursor, ')'))
            return false;
    }
    pattern->items = items.items;
    pattern->item_count = items.count;
    return true;
}

static bool parse_array(TypeTable *table, const char **cursor, Type *pattern) {
    static const char *const words[] = {"strided", "ints"};
    if (!accept(cursor, '(') || !accept_dtype(cursor, &pattern->dtype) || !accept(cursor, ',') ||
        !accept_number(cursor, LARGEST_NDIM, &pattern->ndim))
        return false;
    pattern->contiguous = true;
    while (accept(cursor, ',')) {
        int word = accept_word(cursor, words, 2);
        if (word < 0)
            return false;
        if (word == 0)
            pattern->contiguous = false;
        else
            pattern->element = type_simple(table, TYPE_INT);
    }
    return accept(cursor, ')');
}

static bool parse_iterator(TypeTable *table, const char **cursor, int depth, Type *pattern) {
    int iterator = accept(cursor, '.') ? accept_word(cursor, iterator_names, ITERATOR_COUNT) : -1;
    if (iterator < 0)
        return false;
    pattern->iterator = (IteratorKind)iterator;
    if (accept(cursor, '.') && !accept_number(cursor, INT32_MAX, &pattern->position))
        return false;
    return parse_items(table, cursor, depth, pattern);
}

static bool parse_string(TypeTable *table, const char **cursor, Type *pattern) {
    if (!accept(cursor, '('))
        return false;
    skip_blanks(cursor);
    pattern->text = quote_read(table->arena, cursor, &pattern->text_length);
    return pattern->text && accept(cursor, ')');
}

static const Type *parse_type(TypeTable *table, const char **cursor, int depth) {
    int kind = depth > DEEPEST_NESTING ? -1 : accept_word(cursor, kind_names, KIND_COUNT);
    if (kind < 0)
        return NULL;
    Type pattern = {.kind = (TypeKind)kind};
    bool good = true;
    switch (pattern.kind) {
    case TYPE_SCALAR:
        good = accept(cursor, '.') && accept_dtype(cursor, &pattern.dtype) &&
               pattern.dtype != DTYPE_OBJECT;
        break;
    case TYPE_ARRAY: good = parse_array(table, cursor, &pattern); break;
    case TYPE_LIST:
        good = accept(cursor, '(') && (pattern.element = parse_type(table, cursor, depth + 1)) &&
               type_is_leaf(pattern.element) && accept(cursor, ')');
        break;
    case TYPE_SYMBOL: good = false; break;
    case TYPE_STRING: good = parse_string(table, cursor, &pattern); break;
    case TYPE_OBJECT:
        skip_blanks(cursor);
        good = **cursor != '(' || parse_items(table, cursor, depth, &pattern);
        break;
    case TYPE_TUPLE:
    case TYPE_DISPLAY:
    case TYPE_SLICE: good = parse_items(table, cursor, depth, &pattern); break;
    case TYPE_ITERATOR: good = parse_iterator(table, cursor, depth, &pattern); break;
    default: break;
    }
    return good ? type_intern(table, &pattern) : NULL;
}

const Type *type_parse(TypeTable *table, const char **cursor) {
    const char *at = *cursor;
    const Type *type = parse_type(table, &at, 0);
    if (type)
        *cursor = at;
    return type;
}
