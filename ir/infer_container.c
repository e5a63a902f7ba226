/* infer(): lists, tuples, attributes and subscripts.
 *
 * A list whose items are all of one leaf type is kept outside of the interpreter. Its place of
 * creation (a site) remembers the items' type; what is put in may widen it, and then inference
 * starts again. A list that boxed code must see, or that mixes types, is a list object from its
 * creation. */
#include "infer.h"

#include <string.h>

/* ---- lists ---- */

/* An exact int as an index or count. Where it is too large, `op` on an empty list object raises
 * what it would for any. */
static Abstract index_that_fits(Infer *in, Abstract index, Op op) {
    if (index.type->kind != TYPE_INT || in->block == NULL) {
        return index;
    }
    Block *fits, *too_large;
    emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, index.leaves[0]), &fits, &too_large, false);
    too_large->cold = true;
    in->block = too_large;
    Instruction *list =
        emit_instruction(in, OP_BOX_LIST, type_simple(in->types, TYPE_OBJECT), NULL, 0);
    emit_typed(in, op, type_simple(in->types, TYPE_OBJECT), BINARY_MULTIPLY, 2, list->result,
               box(in, index));
    emit_raised(in);
    in->block = fits;
    return simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, index.leaves[0]));
}

/* The site that stands for `id` and all that were merged with it. */
static int canonical_site(const Infer *in, int id) {
    while (in->sites->items[id].same_as != id) {
        id = in->sites->items[id].same_as;
    }
    return id;
}

static int site_of(Infer *in) {
    for (int k = 0; k < in->sites->count; k++) {
        if (in->sites->items[k].instruction == in->at) {
            return canonical_site(in, k);
        }
    }
    ListSite site = {.instruction = in->at, .same_as = in->sites->count};
    ARENA_PUSH(in->arena, in->sites, site);
    return in->sites->count - 1;
}

static void start_again(Infer *in) {
    in->restart = true;
    in->block = NULL;
}

/* Start again with the list of this type as a list object. */
void demote(Infer *in, const Type *list) {
    in->sites->items[canonical_site(in, list->position)].boxed = true;
    start_again(in);
}

/* Start again with the lists of both sites as of one type. */
void merge_lists(Infer *in, const Type *a, const Type *b) {
    int first = canonical_site(in, a->position), second = canonical_site(in, b->position);
    if (first != second) {
        ListSite *kept = &in->sites->items[first], *merged = &in->sites->items[second];
        merged->same_as = first;
        kept->boxed |= merged->boxed;
        if (kept->element == NULL) {
            kept->element = merged->element;
        } else if (merged->element != NULL && merged->element != kept->element) {
            kept->boxed = true;
        }
    }
    start_again(in);
}

/* The type in which a list holds such a value; NULL when only a list object can hold it. */
static const Type *storage_type(Infer *in, const Type *type) {
    switch (type->kind) {
    case TYPE_I64:
    case TYPE_INT: return type_simple(in->types, TYPE_INT);
    case TYPE_BOOL:
    case TYPE_FLOAT:
    case TYPE_LIST:
    case TYPE_ARRAY:
    case TYPE_SCALAR: return type;
    default: return NULL;
    }
}

/* Makes sure that the list's site holds values of `type`; false when inference starts again. */
static bool admit(Infer *in, int site_id, const Type *type) {
    ListSite *site = &in->sites->items[canonical_site(in, site_id)];
    const Type *storage = storage_type(in, type);
    if (storage != NULL && site->element == storage) {
        return true;
    }
    bool lists = storage != NULL && storage->kind == TYPE_LIST && site->element != NULL &&
                 site->element->kind == TYPE_LIST;
    if (lists && storage->position != site->element->position) {
        merge_lists(in, site->element, storage);
    } else if (storage != NULL && (site->element == NULL || lists)) {
        site->element = storage;
    } else {
        site->boxed = true;
    }
    start_again(in);
    return false;
}

/* How the runtime holds the items; runtime/list.h. */
static int64_t element_code(const Type *list) {
    switch (list->element->kind) {
    case TYPE_INT: return 1;
    case TYPE_OBJECT:
    case TYPE_ARRAY: return 2;
    case TYPE_LIST: return 3;
    default: return 0;
    }
}

static void append_item(Infer *in, Abstract list, Abstract item) {
    if (in->block == NULL || !admit(in, list.type->position, item.type)) {
        return;
    }
    ValueId value = convert(in, item, list.type->element).leaves[0];
    emit_typed(in, OP_LIST_APPEND, NULL, element_code(list.type), 2, list.leaves[0], value);
}

static Abstract boxed_list(Infer *in, const Abstract *items, int count) {
    Type pattern = {.kind = TYPE_DISPLAY};
    return simple_leaf(in, TYPE_OBJECT, box(in, aggregate(in, &pattern, items, count)));
}

const Type *list_type_of_site(Infer *in, int id) {
    id = canonical_site(in, id);
    const ListSite *site = &in->sites->items[id];
    if (site->boxed) {
        return NULL;
    }
    /* An empty list that nothing is put into can say it holds ints. */
    const Type *element = site->element != NULL ? site->element : type_simple(in->types, TYPE_INT);
    Type pattern = {.kind = TYPE_LIST, .element = element, .position = id};
    return type_intern(in->types, &pattern);
}

Abstract infer_list(Infer *in, const Abstract *items, int count) {
    const Type *type = list_type_of_site(in, site_of(in));
    if (type == NULL) {
        return boxed_list(in, items, count);
    }
    Abstract list = leaf(in, type, emit_typed(in, OP_LIST_NEW, type, element_code(type), 0));
    for (int k = 0; k < count; k++) {
        append_item(in, list, items[k]);
    }
    return list;
}

/* A display that turns out to need an identity becomes a list object. */
Abstract materialise(Infer *in, Abstract display) {
    return simple_leaf(in, TYPE_OBJECT, box(in, display));
}

Abstract list_item(Infer *in, Abstract list, ValueId index) {
    return leaf(in, list.type->element,
                emit_typed(in, OP_LIST_GET, list.type->element, element_code(list.type), 2,
                           list.leaves[0], index));
}

/* Methods that add no items: done to a list object with the same items. */
static const struct {
    const char *name;
    bool counts; /* gives an int; else None */
} object_methods[] = {
    {"sort", false},   {"reverse", false}, {"clear", false},
    {"remove", false}, {"index", true},    {"count", true},
};

static Abstract object_method(Infer *in, Abstract list, const char *name, bool counts,
                              const Abstract *arguments, int count) {
    ValueId *operands = ARENA_ARRAY(in->arena, ValueId, count + 1);
    operands[0] = list.leaves[0];
    for (int k = 0; k < count; k++) {
        operands[1 + k] = box_copy(in, arguments[k]);
    }
    Instruction *call = emit_instruction(in, OP_LIST_METHOD, type_simple(in->types, TYPE_OBJECT),
                                         operands, count + 1);
    if (call == NULL) {
        return nothing();
    }
    call->text = name;
    call->immediate = type_item_code(list.type);
    if (!counts) {
        return no_leaves(in, TYPE_NONE);
    }
    Abstract number = unbox(in, call->result, type_simple(in->types, TYPE_INT));
    return narrow(in, number.leaves[0]);
}

static Abstract copy_of(Infer *in, Abstract list) {
    ValueId zero = const_i64(in, 0).leaves[0];
    enum { ALL_ABSENT = 7 };
    return leaf(
        in, list.type,
        emit_typed(in, OP_LIST_SLICE, list.type, ALL_ABSENT, 4, list.leaves[0], zero, zero, zero));
}

static Abstract pop_item(Infer *in, Abstract list, ValueId index) {
    const Type *element = list.type->element;
    ValueId item =
        emit_typed(in, OP_LIST_POP, element, element_code(list.type), 2, list.leaves[0], index);
    return element->kind == TYPE_INT ? narrow(in, item) : leaf(in, element, item);
}

/* Lists of two sites are from now on of one type. False when inference starts again. */
static bool same_lists(Infer *in, Abstract a, Abstract b) {
    if (a.type != b.type) {
        merge_lists(in, a.type, b.type);
        return false;
    }
    return true;
}

Abstract infer_list_method(Infer *in, Abstract list, const char *name, const Abstract *arguments,
                           int count) {
    bool indexed = count > 0 && arguments[0].type->kind == TYPE_I64;
    if (strcmp(name, "append") == 0 && count == 1) {
        append_item(in, list, arguments[0]);
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "pop") == 0 && (count == 0 || (count == 1 && indexed))) {
        return pop_item(in, list, (count == 1 ? arguments[0] : const_i64(in, -1)).leaves[0]);
    }
    if (strcmp(name, "insert") == 0 && count == 2 && indexed) {
        if (admit(in, list.type->position, arguments[1].type)) {
            ValueId item = convert(in, arguments[1], list.type->element).leaves[0];
            emit_typed(in, OP_LIST_INSERT, NULL, 0, 3, list.leaves[0], arguments[0].leaves[0],
                       item);
        }
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "extend") == 0 && count == 1 && arguments[0].type->kind == TYPE_LIST) {
        if (same_lists(in, list, arguments[0])) {
            emit_typed(in, OP_LIST_EXTEND, NULL, 0, 2, list.leaves[0], arguments[0].leaves[0]);
        }
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "copy") == 0 && count == 0) {
        return copy_of(in, list);
    }
    for (size_t k = 0; k < sizeof object_methods / sizeof *object_methods; k++) {
        if (strcmp(object_methods[k].name, name) == 0) {
            return object_method(in, list, name, object_methods[k].counts, arguments, count);
        }
    }
    demote(in, list.type);
    return nothing();
}

Abstract infer_list_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    bool list_a = a.type->kind == TYPE_LIST, list_b = b.type->kind == TYPE_LIST;
    if (op == BINARY_ADD && list_a && list_b) {
        if (!same_lists(in, a, b)) {
            return nothing();
        }
        if (inplace) {
            emit_typed(in, OP_LIST_EXTEND, NULL, 0, 2, a.leaves[0], b.leaves[0]);
            return a;
        }
        return leaf(in, a.type,
                    emit_typed(in, OP_LIST_CONCAT, a.type, 0, 2, a.leaves[0], b.leaves[0]));
    }
    Abstract list = list_a ? a : b, times = list_a ? b : a;
    if (op == BINARY_MULTIPLY && !inplace) {
        times = index_that_fits(in, times, OP_OBJECT_BINARY);
    }
    if (op == BINARY_MULTIPLY && !inplace && times.type->kind == TYPE_I64) {
        return leaf(
            in, list.type,
            emit_typed(in, OP_LIST_REPEAT, list.type, 0, 2, list.leaves[0], times.leaves[0]));
    }
    return nothing();
}

/* ---- attributes ---- */

static Abstract array_size(Infer *in, Abstract array) {
    if (array.type->ndim == 1) {
        return simple_leaf(
            in, TYPE_I64,
            emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), 0, 1, array.leaves[0]));
    }
    ValueId size = const_i64(in, 1).leaves[0];
    for (int axis = 0; axis < array.type->ndim; axis++) {
        ValueId length = emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), axis, 1,
                                    array.leaves[0]);
        size = emit(in, OP_I64_MUL, TYPE_I64, 2, size, length);
    }
    return simple_leaf(in, TYPE_I64, size);
}

static Abstract array_shape(Infer *in, Abstract array) {
    Abstract *lengths = ARENA_ARRAY(in->arena, Abstract, array.type->ndim + 1);
    for (int axis = 0; axis < array.type->ndim; axis++) {
        lengths[axis] = simple_leaf(in, TYPE_I64,
                                    emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64),
                                               axis, 1, array.leaves[0]));
    }
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, lengths, array.type->ndim);
}

Abstract infer_getattr(Infer *in, Abstract object, const char *name) {
    const Type *guess = NULL;
    if (object.type->kind == TYPE_ARRAY) {
        if (strcmp(name, "size") == 0) {
            return array_size(in, object);
        }
        if (strcmp(name, "shape") == 0) {
            return array_shape(in, object);
        }
        if (strcmp(name, "ndim") == 0) {
            return const_i64(in, object.type->ndim);
        }
        if (strcmp(name, "T") == 0) {
            guess = type_array(in->types, object.type->dtype, object.type->ndim,
                               object.type->ndim == 1 && object.type->contiguous);
        }
    }
    ValueId boxed = box(in, object);
    Instruction *read =
        emit_instruction(in, OP_OBJECT_GETATTR, type_simple(in->types, TYPE_OBJECT), &boxed, 1);
    if (read == NULL) {
        return nothing();
    }
    read->text = name;
    return speculate(in, read->result, guess);
}

/* ---- subscripts ---- */

static bool is_index(const Type *type) {
    return type->kind == TYPE_I64 ||
           (type->kind == TYPE_SCALAR && strchr("iu", dtype_infos[type->dtype].kind) != NULL &&
            type->dtype != DTYPE_UINT64);
}

static ValueId index_value(Infer *in, Abstract index) {
    return index.type->kind == TYPE_I64 ? index.leaves[0]
                                        : emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, index.leaves[0]);
}

/* Fills `operands` with the array, room for a value when `skip` is 1, and an I64 for each index.
 * Returns how many indices there are, -1 when some are not ints. */
static int array_indices(Infer *in, Abstract index, ValueId *operands, int most) {
    bool tuple = index.type->kind == TYPE_TUPLE;
    int count = tuple ? index.type->item_count : 1;
    if (count > most) {
        return -1;
    }
    for (int k = 0; k < count; k++) {
        if (!is_index(tuple ? index.type->items[k] : index.type)) {
            return -1;
        }
    }
    for (int k = 0; k < count; k++) {
        operands[k] = index_value(in, tuple ? item_of(in, index, k) : index);
    }
    return count;
}

static Abstract boxed_getitem(Infer *in, Abstract container, Abstract index, const Type *guess) {
    ValueId left = box(in, container), right = box(in, index);
    return speculate(in, emit(in, OP_OBJECT_GETITEM, TYPE_OBJECT, 2, left, right), guess);
}

/* What a[index] gives when it is no single item. */
static const Type *view_guess(Infer *in, const Type *array, const Type *index) {
    bool tuple = index->kind == TYPE_TUPLE;
    int count = tuple ? index->item_count : 1, dropped = 0, slices = 0;
    for (int k = 0; k < count; k++) {
        const Type *part = tuple ? index->items[k] : index;
        if (is_index(part)) {
            dropped++;
        } else if (part->kind == TYPE_SLICE) {
            slices++;
        } else if (part->kind == TYPE_ARRAY && count == 1 && part->ndim == 1) {
            return part->dtype == DTYPE_BOOL && array->ndim != 1
                       ? NULL
                       : type_array(in->types, array->dtype, array->ndim, true);
        } else {
            return NULL;
        }
    }
    if (dropped >= array->ndim) {
        return NULL;
    }
    return type_array(in->types, array->dtype, array->ndim - dropped,
                      array->contiguous && slices == 0);
}

static Abstract array_getitem(Infer *in, Abstract array, Abstract index) {
    enum { MOST = 8 };
    ValueId operands[1 + MOST] = {array.leaves[0]};
    int ndim = array.type->ndim;
    int count = ndim <= MOST ? array_indices(in, index, operands + 1, ndim) : -1;
    if (count != ndim || ndim == 0) {
        return boxed_getitem(in, array, index, view_guess(in, array.type, index.type));
    }
    Dtype dtype = array.type->dtype;
    const Type *item =
        dtype == DTYPE_OBJECT ? type_simple(in->types, TYPE_OBJECT) : type_scalar(in->types, dtype);
    Instruction *read = emit_instruction(in, OP_NP_GETITEM, item, operands, 1 + ndim);
    if (read == NULL) {
        return nothing();
    }
    read->immediate = (int64_t)dtype;
    return leaf(in, item, read->result);
}

/* An index of a type that only CPython can tell. */
static Abstract by_object(Infer *in, Abstract list, const char *method, const Abstract *arguments,
                          int count) {
    ValueId operands[3] = {list.leaves[0]};
    for (int k = 0; k < count; k++) {
        operands[1 + k] = box_copy(in, arguments[k]);
    }
    Instruction *call = emit_instruction(in, OP_LIST_METHOD, type_simple(in->types, TYPE_OBJECT),
                                         operands, 1 + count);
    if (call == NULL) {
        return nothing();
    }
    call->text = method;
    call->immediate = type_item_code(list.type);
    return simple_leaf(in, TYPE_OBJECT, call->result);
}

/* An exact int as a bound of a slice: what is beyond 64 bits is beyond any list. */
static ValueId clamped(Infer *in, ValueId exact) {
    ValueId zero = to_exact(in, const_i64(in, 0));
    ValueId negative = emit_typed(in, OP_INT_COMPARE, type_simple(in->types, TYPE_BOOL),
                                  COMPARE_LESS, 2, exact, zero);
    ValueId low = const_i64(in, INT64_MIN).leaves[0], high = const_i64(in, INT64_MAX).leaves[0];
    return emit(in, OP_SELECT, TYPE_I64, 3, negative, low, high);
}

/* Parts from `next` on are still to be taken. */
static Abstract slice_of_parts(Infer *in, Abstract list, Abstract slice, int next, ValueId *parts) {
    int64_t absent = 0;
    for (int k = 0; k < 3; k++) {
        Abstract part = item_of(in, slice, k);
        absent |= part.type->kind == TYPE_NONE ? 1 << k : 0;
        if (k < next || in->block == NULL) {
            continue;
        }
        if (part.type->kind == TYPE_NONE) {
            parts[k] = const_i64(in, 0).leaves[0];
        } else if (part.type->kind == TYPE_INT) {
            Block *fits, *large;
            emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, part.leaves[0]), &fits, &large,
                        false);
            large->cold = true;
            in->block = large;
            parts[k] = clamped(in, part.leaves[0]);
            side_exit(in, slice_of_parts(in, list, slice, k + 1, parts), false);
            in->block = fits;
            parts[k] = emit(in, OP_INT_LOW, TYPE_I64, 1, part.leaves[0]);
        } else {
            parts[k] = index_value(in, part);
        }
    }
    return leaf(in, list.type,
                emit_typed(in, OP_LIST_SLICE, list.type, absent, 4, list.leaves[0], parts[0],
                           parts[1], parts[2]));
}

static Abstract list_slice(Infer *in, Abstract list, Abstract slice) {
    ValueId parts[3];
    for (int k = 0; k < 3; k++) {
        const Type *type = slice.type->items[k];
        bool exact = type->kind == TYPE_INT && k < 2;
        if (type->kind != TYPE_NONE && !exact && !is_index(type)) {
            return nothing();
        }
    }
    return slice_of_parts(in, list, slice, 0, parts);
}

Abstract infer_getitem(Infer *in, Abstract container, Abstract index) {
    const Type *type = container.type;
    if (type->kind == TYPE_ARRAY) {
        return array_getitem(in, container, index);
    }
    if (type->kind == TYPE_LIST) {
        index = index_that_fits(in, index, OP_OBJECT_GETITEM);
    }
    if (type->kind == TYPE_LIST && is_index(index.type)) {
        Abstract item = list_item(in, container, index_value(in, index));
        return item.type->kind == TYPE_INT ? narrow(in, item.leaves[0]) : item;
    }
    if (type->kind == TYPE_LIST && index.type->kind == TYPE_SLICE) {
        Abstract slice = list_slice(in, container, index);
        if (slice.type != NULL) {
            return slice;
        }
    }
    if (type->kind == TYPE_LIST) {
        const Type *element = type->element;
        Abstract item = by_object(in, container, "__getitem__", &index, 1);
        return item.type == NULL || element->kind == TYPE_LIST
                   ? item
                   : speculate(in, item.leaves[0], element);
    }
    int64_t k;
    if (type->kind == TYPE_TUPLE && known_i64(in, index, &k)) {
        k += k < 0 ? type->item_count : 0;
        if (k >= 0 && k < type->item_count) {
            return item_of(in, container, (int)k);
        }
    }
    return boxed_getitem(in, container, index, NULL);
}

static void boxed_setitem(Infer *in, Abstract container, Abstract index, Abstract value) {
    ValueId boxed[3] = {box(in, container), box(in, index), box(in, value)};
    emit_instruction(in, OP_OBJECT_SETITEM, NULL, boxed, 3);
}

/* A raw int as an item of a narrower integer dtype: where it does not fit NumPy stores it, or
 * raises. */
static ValueId stored_narrow(Infer *in, Dtype dtype, Abstract array, Abstract index,
                             Abstract value) {
    const DtypeInfo *info = &dtype_infos[dtype];
    bool is_signed = info->kind == 'i';
    int bits = 8 * info->bytes - (is_signed ? 1 : 0);
    int64_t limits[2] = {is_signed ? -((int64_t)1 << bits) : 0, ((int64_t)1 << bits) - 1};
    for (int side = 0; side < 2; side++) {
        Block *outside, *inside;
        ValueId limit = const_i64(in, limits[side]).leaves[0];
        emit_branch(in,
                    emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL),
                               side == 0 ? COMPARE_LESS : COMPARE_GREATER, 2, value.leaves[0],
                               limit),
                    &outside, &inside, true);
        in->block = outside;
        boxed_setitem(in, array, index, value);
        side_exit(in, nothing(), false);
        in->block = inside;
    }
    return emit_typed(in, OP_SCALAR_FROM_I64, type_scalar(in->types, dtype), (int64_t)dtype, 1,
                      value.leaves[0]);
}

/* The value as a scalar of the array's dtype, 0 when the conversion is NumPy's business. */
static ValueId stored(Infer *in, Dtype dtype, Abstract value) {
    const Type *scalar = type_scalar(in->types, dtype), *type = value.type;
    if (type == scalar) {
        return value.leaves[0];
    }
    bool raw_int = type->kind == TYPE_I64 || type->kind == TYPE_BOOL ||
                   (type->kind == TYPE_SCALAR && type->dtype == DTYPE_INT64);
    if (dtype == DTYPE_BOOL && type->kind == TYPE_BOOL) {
        return emit_typed(in, OP_SCALAR_FROM_BOOL, scalar, 0, 1, value.leaves[0]);
    }
    if (dtype == DTYPE_FLOAT64 && type->kind == TYPE_FLOAT) {
        return emit_typed(in, OP_SCALAR_FROM_FLOAT, scalar, dtype, 1, value.leaves[0]);
    }
    if (!raw_int || (dtype != DTYPE_FLOAT64 && dtype != DTYPE_INT64)) {
        return 0;
    }
    ValueId number = type->kind == TYPE_SCALAR
                         ? emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, value.leaves[0])
                         : to_i64(in, value);
    return emit_typed(in, OP_SCALAR_FROM_I64, scalar, (int64_t)dtype, 1, number);
}

static bool array_setitem(Infer *in, Abstract array, Abstract index, Abstract value) {
    enum { MOST = 8 };
    ValueId operands[2 + MOST] = {array.leaves[0]};
    int ndim = array.type->ndim;
    if (ndim == 0 || ndim > MOST || array.type->dtype == DTYPE_OBJECT ||
        array_indices(in, index, operands + 2, ndim) != ndim) {
        return false;
    }
    Dtype dtype = array.type->dtype;
    bool narrow_ints =
        dtype_infos[dtype].bytes < 8 && strchr("iu", dtype_infos[dtype].kind) != NULL;
    operands[1] = narrow_ints && value.type->kind == TYPE_I64
                      ? stored_narrow(in, dtype, array, index, value)
                      : stored(in, dtype, value);
    if (operands[1] == 0) {
        return false;
    }
    Instruction *store = emit_instruction(in, OP_NP_SETITEM, NULL, operands, 2 + ndim);
    if (store != NULL) {
        store->immediate = (int64_t)array.type->dtype;
    }
    return true;
}

void infer_setitem(Infer *in, Abstract container, Abstract index, Abstract value) {
    if (container.type->kind == TYPE_ARRAY && array_setitem(in, container, index, value)) {
        return;
    }
    if (container.type->kind == TYPE_LIST) {
        index = index_that_fits(in, index, OP_OBJECT_GETITEM);
    }
    if (container.type->kind == TYPE_LIST && is_index(index.type)) {
        if (admit(in, container.type->position, value.type)) {
            ValueId item = convert(in, value, container.type->element).leaves[0];
            emit_typed(in, OP_LIST_SET, NULL, element_code(container.type), 3, container.leaves[0],
                       index_value(in, index), item);
        }
        return;
    }
    if (container.type->kind == TYPE_LIST && index.type->kind == TYPE_OBJECT &&
        value.type->kind != TYPE_OBJECT && value.type->kind != TYPE_LIST) {
        Abstract arguments[2] = {index, value};
        if (admit(in, container.type->position, value.type)) {
            by_object(in, container, "__setitem__", arguments, 2);
        }
        return;
    }
    boxed_setitem(in, container, index, value);
}

Abstract infer_slice(Infer *in, const Abstract *parts) {
    Type pattern = {.kind = TYPE_SLICE};
    return aggregate(in, &pattern, parts, 3);
}

Abstract infer_unpack(Infer *in, Abstract value, int count) {
    if ((value.type->kind == TYPE_TUPLE || value.type->kind == TYPE_DISPLAY) &&
        value.type->item_count == count) {
        return value;
    }
    ValueId boxed = box(in, value);
    return simple_leaf(
        in, TYPE_OBJECT,
        emit_typed(in, OP_OBJECT_UNPACK, type_simple(in->types, TYPE_OBJECT), count, 1, boxed));
}
