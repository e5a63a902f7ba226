/* infer(): iteration. An iterator over a range, list, array or tuple is its state in leaves; others
 * are iterator objects. */
#include "infer.h"

#include <string.h>

static ValueId compare(Infer *in, CompareOperator op, ValueId a, ValueId b) {
    return emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL), op, 2, a, b);
}

static Abstract iterator(Infer *in, IteratorKind kind, int position, const Abstract *items,
                         int count) {
    Type pattern = {.kind = TYPE_ITERATOR, .iterator = kind, .position = position};
    return aggregate(in, &pattern, items, count);
}

/* The position of an iterator object that is known to give ints. */
enum { OBJECTS_ARE_INTS = 1 };

static Abstract object_iterator(Infer *in, Abstract iterable) {
    ValueId boxed = box(in, iterable);
    Abstract object = simple_leaf(in, TYPE_OBJECT, emit(in, OP_OBJECT_ITER, TYPE_OBJECT, 1, boxed));
    return iterator(in, ITERATOR_OBJECT, iterable.type->kind == TYPE_RANGE ? OBJECTS_ARE_INTS : 0,
                    &object, 1);
}

/* ---- ranges ---- */

/* State of a unit-step range: next, stop. Of any other: next, remaining, step. */
enum { STEP_UNIT = 1 };

/* How many items range(from, to, step) has for step > 0, or the mirrored range; a difference that
 * overflows leaves with an iterator object. */
static ValueId remaining(Infer *in, Abstract range, ValueId from, ValueId to, ValueId step) {
    Block *overflow;
    ValueId distance = emit_checked(in, OP_I64_SUB_CHECKED, to, from, &overflow);
    Block *goes_on = in->block;
    in->block = overflow;
    side_exit(in, object_iterator(in, range), false);
    in->block = goes_on;
    ValueId zero = const_i64(in, 0).leaves[0], one = const_i64(in, 1).leaves[0];
    ValueId some = compare(in, COMPARE_GREATER, distance, zero);
    ValueId positive = emit(in, OP_SELECT, TYPE_I64, 3, some, distance, one);
    ValueId before_last = emit(in, OP_I64_SUB, TYPE_I64, 2, positive, one);
    ValueId steps = emit(in, OP_I64_FLOORDIV, TYPE_I64, 2, before_last, step);
    ValueId count = emit(in, OP_I64_ADD, TYPE_I64, 2, steps, one);
    return emit(in, OP_SELECT, TYPE_I64, 3, some, count, zero);
}

static Abstract stepped(Infer *in, Abstract range, bool down) {
    ValueId start = range.leaves[0], stop = range.leaves[1], step = range.leaves[2];
    ValueId count;
    if (down) {
        Block *overflow;
        ValueId zero = const_i64(in, 0).leaves[0];
        ValueId size = emit_checked(in, OP_I64_SUB_CHECKED, zero, step, &overflow);
        Block *goes_on = in->block;
        in->block = overflow;
        side_exit(in, object_iterator(in, range), false);
        in->block = goes_on;
        count = remaining(in, range, stop, start, size);
    } else {
        count = remaining(in, range, start, stop, step);
    }
    Abstract state[3] = {simple_leaf(in, TYPE_I64, start), simple_leaf(in, TYPE_I64, count),
                         simple_leaf(in, TYPE_I64, step)};
    return iterator(in, ITERATOR_RANGE, 0, state, 3);
}

static Abstract range_iterator(Infer *in, Abstract range) {
    int64_t step;
    if (!known_i64(in, item_of(in, range, 2), &step)) {
        ValueId zero = const_i64(in, 0).leaves[0];
        Block *down, *up;
        emit_branch(in, compare(in, COMPARE_LESS, range.leaves[2], zero), &down, &up, false);
        in->block = down;
        Abstract falling = stepped(in, range, true);
        side_exit(in, falling, false);
        in->block = up;
        return stepped(in, range, false);
    }
    if (step == 1) {
        Abstract state[2] = {item_of(in, range, 0), item_of(in, range, 1)};
        return iterator(in, ITERATOR_RANGE, STEP_UNIT, state, 2);
    }
    return stepped(in, range, step < 0);
}

/* ---- iter() ---- */

static Abstract counted(Infer *in, IteratorKind kind, Abstract iterable) {
    Abstract state[2] = {iterable, const_i64(in, 0)};
    return iterator(in, kind, 0, state, 2);
}

/* A loop over a tuple has a version for each item; over more than this it takes them from an
 * object. */
enum { UNROLLED = 32 };

Abstract infer_iter(Infer *in, Abstract iterable) {
    switch (iterable.type->kind) {
    case TYPE_ITERATOR: return iterable;
    case TYPE_RANGE:
        return iterable.type->item_count == 1 ? object_iterator(in, iterable)
                                              : range_iterator(in, iterable);
    case TYPE_LIST: return counted(in, ITERATOR_LIST, iterable);
    case TYPE_TUPLE:
    case TYPE_DISPLAY:
        if (iterable.type->item_count > UNROLLED) {
            return object_iterator(in, iterable);
        }
        return iterator(in, ITERATOR_TUPLE, 0, &iterable, 1);
    case TYPE_OBJECT:
        return known_tuple(iterable.type) != NULL ? infer_iter(in, known_items(in, iterable))
                                                  : object_iterator(in, iterable);
    case TYPE_ARRAY:
        return iterable.type->ndim > 0 ? counted(in, ITERATOR_ARRAY, iterable)
                                       : object_iterator(in, iterable);
    default: return object_iterator(in, iterable);
    }
}

/* Never leaves by side_exit(), which would put the inner iterator where the outer one belongs: the
 * state of a range that may leave so is its iterator object. */
Abstract infer_inner_iter(Infer *in, Abstract iterable) {
    int64_t step;
    bool leaves = iterable.type->kind == TYPE_RANGE && iterable.type->item_count == 3 &&
                  !(known_i64(in, item_of(in, iterable, 2), &step) && step == 1);
    return leaves ? object_iterator(in, iterable) : infer_iter(in, iterable);
}

static Abstract reversed_sequence(Infer *in, Abstract sequence) {
    Op length = sequence.type->kind == TYPE_LIST ? OP_LIST_LENGTH : OP_NP_LENGTH;
    ValueId count = emit(in, length, TYPE_I64, 1, sequence.leaves[0]);
    ValueId one = const_i64(in, 1).leaves[0];
    Abstract state[2] = {sequence,
                         simple_leaf(in, TYPE_I64, emit(in, OP_I64_SUB, TYPE_I64, 2, count, one))};
    return iterator(in, ITERATOR_REVERSED, 0, state, 2);
}

static Abstract reversed_tuple(Infer *in, Abstract tuple) {
    int count = tuple.type->item_count;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count; k++) {
        items[k] = item_of(in, tuple, count - 1 - k);
    }
    Type pattern = {.kind = TYPE_TUPLE};
    return infer_iter(in, aggregate(in, &pattern, items, count));
}

/* range(start, stop) backwards is range(stop - 1, start - 1, -1). */
static Abstract reversed_range(Infer *in, const Arguments *call, Abstract range) {
    Abstract parts[3] = {item_of(in, range, 1), item_of(in, range, 0), const_i64(in, -1)};
    for (int k = 0; k < 2; k++) {
        Block *overflow;
        ValueId one = const_i64(in, 1).leaves[0];
        ValueId before = emit_checked(in, OP_I64_SUB_CHECKED, parts[k].leaves[0], one, &overflow);
        Block *goes_on = in->block;
        in->block = overflow;
        Abstract backwards = boxed_call(in, call, NULL);
        if (in->block != NULL) {
            side_exit(in, iterator(in, ITERATOR_OBJECT, OBJECTS_ARE_INTS, &backwards, 1), false);
        }
        in->block = goes_on;
        parts[k] = simple_leaf(in, TYPE_I64, before);
    }
    return range_iterator(in, aggregate(in, range.type, parts, 3));
}

Abstract infer_reversed(Infer *in, const Arguments *call) {
    Abstract sequence = call->items[0];
    int64_t step;
    switch (sequence.type->kind) {
    case TYPE_LIST: return reversed_sequence(in, sequence);
    case TYPE_ARRAY:
        if (sequence.type->ndim > 0) {
            return reversed_sequence(in, sequence);
        }
        break;
    case TYPE_TUPLE:
        if (sequence.type->item_count <= UNROLLED) {
            return reversed_tuple(in, sequence);
        }
        break;
    case TYPE_RANGE:
        if (sequence.type->item_count == 3 && known_i64(in, item_of(in, sequence, 2), &step) &&
            step == 1) {
            return reversed_range(in, call, sequence);
        }
        break;
    default: break;
    }
    return boxed_call(in, call, NULL);
}

/* ---- next ---- */

/* Goes on where `more` holds; where it does not, the loop is done. */
static void exhausted_unless(Infer *in, ValueId more) {
    Block *has_item, *done;
    emit_branch(in, more, &has_item, &done, false);
    in->block = done;
    leave_by(in, &in->at->edges[1]);
    in->block = has_item;
}

static Abstract replace(Infer *in, Abstract whole, const Abstract *items) {
    return aggregate(in, whole.type, items, whole.type->item_count);
}

static Abstract next_of_range(Infer *in, Abstract *state) {
    const Type *type = state->type;
    Abstract items[3];
    for (int k = 0; k < type->item_count; k++) {
        items[k] = item_of(in, *state, k);
    }
    ValueId next = items[0].leaves[0], second = items[1].leaves[0];
    ValueId one = const_i64(in, 1).leaves[0];
    if (type->position == STEP_UNIT) {
        exhausted_unless(in, compare(in, COMPARE_LESS, next, second));
    } else {
        exhausted_unless(in, compare(in, COMPARE_GREATER, second, const_i64(in, 0).leaves[0]));
        items[1] = simple_leaf(in, TYPE_I64, emit(in, OP_I64_SUB, TYPE_I64, 2, second, one));
    }
    /* After the last item this may overflow; nothing reads it then. */
    ValueId step = type->position == STEP_UNIT ? one : items[2].leaves[0];
    Abstract item = items[0];
    items[0] = simple_leaf(in, TYPE_I64, emit(in, OP_I64_ADD, TYPE_I64, 2, next, step));
    *state = replace(in, *state, items);
    return item;
}

/* Backwards, a sequence that has become shorter than the index is exhausted as well. */
static Abstract next_of_sequence(Infer *in, Abstract *state, bool backwards) {
    Abstract items[2] = {item_of(in, *state, 0), item_of(in, *state, 1)};
    Abstract sequence = items[0];
    ValueId index = items[1].leaves[0];
    bool is_list = sequence.type->kind == TYPE_LIST;
    ValueId length = emit_typed(in, is_list ? OP_LIST_LENGTH : OP_NP_LENGTH,
                                type_simple(in->types, TYPE_I64), 0, 1, sequence.leaves[0]);
    if (backwards) {
        exhausted_unless(in, compare(in, COMPARE_GREATER_EQUAL, index, const_i64(in, 0).leaves[0]));
    }
    exhausted_unless(in, compare(in, COMPARE_LESS, index, length));
    Abstract item =
        is_list ? list_item(in, sequence, index) : infer_getitem(in, sequence, items[1]);
    ValueId one = const_i64(in, 1).leaves[0];
    items[1] = simple_leaf(in, TYPE_I64,
                           emit(in, backwards ? OP_I64_SUB : OP_I64_ADD, TYPE_I64, 2, index, one));
    *state = replace(in, *state, items);
    return item;
}

static Abstract next_of_tuple(Infer *in, Abstract *state) {
    Abstract tuple = item_of(in, *state, 0);
    if (state->type->position == tuple.type->item_count) {
        leave_by(in, &in->at->edges[1]);
        return nothing();
    }
    Abstract item = item_of(in, tuple, state->type->position);
    *state = iterator(in, ITERATOR_TUPLE, state->type->position + 1, &tuple, 1);
    return item;
}

static Abstract next_of_object(Infer *in, Abstract *state) {
    if (in->block == NULL) {
        return nothing();
    }
    Instruction *next =
        emit_instruction(in, OP_OBJECT_NEXT, type_simple(in->types, TYPE_OBJECT), state->leaves, 1);
    Block *has_item = fn_block(in->fn, "item"), *done = fn_block(in->fn, "exhausted");
    has_item->cold = done->cold = in->block->cold;
    fn_edge(in->fn, next, has_item, NULL, 0);
    fn_edge(in->fn, next, done, NULL, 0);
    emit_raise_edge(in, next);
    in->block = done;
    leave_by(in, &in->at->edges[1]);
    in->block = has_item;
    if (state->type->position == OBJECTS_ARE_INTS) {
        return unbox(in, next->result, type_simple(in->types, TYPE_INT));
    }
    return simple_leaf(in, TYPE_OBJECT, next->result);
}

static Abstract next_of(Infer *in, Abstract *state);

static Abstract next_of_enumerate(Infer *in, Abstract *state) {
    Abstract items[2] = {item_of(in, *state, 0), item_of(in, *state, 1)};
    Abstract pair[2] = {items[1], next_of(in, &items[0])};
    if (pair[1].type == NULL) {
        return nothing();
    }
    ValueId one = const_i64(in, 1).leaves[0];
    items[1] =
        simple_leaf(in, TYPE_I64, emit(in, OP_I64_ADD, TYPE_I64, 2, items[1].leaves[0], one));
    *state = replace(in, *state, items);
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, pair, 2);
}

static Abstract next_of_zip(Infer *in, Abstract *state) {
    int count = state->type->item_count;
    Abstract *states = ARENA_ARRAY(in->arena, Abstract, count + 1);
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count; k++) {
        states[k] = item_of(in, *state, k);
        items[k] = next_of(in, &states[k]);
        if (items[k].type == NULL) {
            return nothing();
        }
    }
    *state = replace(in, *state, states);
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, items, count);
}

/* The next item, with *state advanced; nothing() when the iterator is known to be exhausted. */
static Abstract next_of(Infer *in, Abstract *state) {
    switch (state->type->iterator) {
    case ITERATOR_RANGE: return next_of_range(in, state);
    case ITERATOR_LIST:
    case ITERATOR_ARRAY: return next_of_sequence(in, state, false);
    case ITERATOR_TUPLE: return next_of_tuple(in, state);
    case ITERATOR_REVERSED: return next_of_sequence(in, state, true);
    case ITERATOR_ENUMERATE: return next_of_enumerate(in, state);
    case ITERATOR_ZIP: return next_of_zip(in, state);
    default: return next_of_object(in, state);
    }
}

static void leave_with_item(Infer *in, Abstract item) {
    in->environment[in->at->result] = item;
    leave_by(in, &in->at->edges[0]);
}

void infer_next(Infer *in) {
    Abstract *state = &in->environment[in->at->operands[0]];
    Abstract item = next_of(in, state);
    if (item.type == NULL || in->block == NULL) {
        return;
    }
    item = refine(in, item);
    if (in->block == NULL) {
        return;
    }
    if (item.type->kind == TYPE_INT) { /* from a list: small ones go on raw */
        Block *small, *large;
        emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, item.leaves[0]), &small, &large, false);
        large->cold = true;
        in->block = large;
        leave_with_item(in, item);
        in->block = small;
        item = simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, item.leaves[0]));
    }
    leave_with_item(in, item);
}

/* ---- how many items are to come ---- */

static ValueId hint_of_object(Infer *in, Abstract iterable, Abstract iterator) {
    switch (iterable.type->kind) {
    case TYPE_ITERATOR: iterable = item_of(in, iterator, 0); break;
    case TYPE_RANGE:
    case TYPE_OBJECT: break;
    default: return 0; /* as large as it is, there was memory for it */
    }
    return emit(in, OP_OBJECT_HINT, TYPE_I64, 1, box(in, iterable));
}

static ValueId hint_of_range(Infer *in, Abstract iterable, Abstract iterator) {
    if (iterator.type->position != STEP_UNIT) {
        return item_of(in, iterator, 1).leaves[0];
    }
    Block *overflow;
    ValueId first = item_of(in, iterator, 0).leaves[0], end = item_of(in, iterator, 1).leaves[0];
    ValueId count = emit_checked(in, OP_I64_SUB_CHECKED, end, first, &overflow);
    Block *goes_on = in->block;
    in->block = overflow; /* it has none, or more than there can be */
    hint_of_object(in, iterable, iterator);
    side_exit(in, nothing(), false);
    in->block = goes_on;
    return count;
}

static ValueId hint_of_sequence(Infer *in, Abstract iterator) {
    Abstract sequence = item_of(in, iterator, 0);
    Op length = sequence.type->kind == TYPE_LIST ? OP_LIST_LENGTH : OP_NP_LENGTH;
    return emit(in, length, TYPE_I64, 1, sequence.leaves[0]);
}

/* How many items CPython makes room for before it takes the first; 0, no value, where it does not
 * know. */
static ValueId length_hint(Infer *in, Abstract iterable, Abstract iterator) {
    switch (iterator.type->iterator) {
    case ITERATOR_RANGE: return hint_of_range(in, iterable, iterator);
    case ITERATOR_LIST:
    case ITERATOR_ARRAY:
    case ITERATOR_REVERSED: return hint_of_sequence(in, iterator);
    case ITERATOR_OBJECT: return hint_of_object(in, iterable, iterator);
    default: return 0;
    }
}

void infer_room(Infer *in, Abstract list, Abstract iterable, Abstract iterator) {
    ValueId count = length_hint(in, iterable, iterator);
    if (count == 0 || in->block == NULL) {
        return;
    }
    if (list.type->kind == TYPE_LIST) {
        ValueId none = const_i64(in, 0).leaves[0];
        emit_typed(in, OP_LIST_RESERVE, NULL, 1, 3, list.leaves[0], none, count);
    } else {
        emit_typed(in, OP_OBJECT_ROOM, NULL, 0, 1, count);
    }
}
