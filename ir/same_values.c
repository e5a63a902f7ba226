/* See same_values.h. The parameters are a graph: from each to what it receives. Those of a strongly
 * connected component that receives one value from outside are all that value. One that receives
 * several has parameters that only receive what goes around within; without those that bring in
 * values, they are components again. (Braun et al., "Simple and Efficient Construction of Static
 * Single Assignment Form", CC 2013.) */
#include "same_values.h"

typedef struct Frame {
    ValueId parameter;
    int edge; /* the predecessor to follow next */
} Frame;

typedef struct Same {
    Fn *fn;
    const Graph *graph;
    ValueId *same_as;
    int *place; /* by ValueId: the parameter's index in its block */
    int *set;   /* by ValueId: in which set of parameters it is looked at; 0: none */
    int *component;
    int *order, *low; /* by ValueId: when it was reached, and the first one reached from it */
    bool *is_open;    /* by ValueId: not yet of a component */
    int sets, components;
} Same;

static void find_components(Same *s, const ValueId *members, int count);

static int first_edge(const Same *s, ValueId parameter) {
    return s->graph->first_predecessor[s->fn->values.items[parameter].block->id];
}

static int end_of_edges(const Same *s, ValueId parameter) {
    return s->graph->first_predecessor[s->fn->values.items[parameter].block->id + 1];
}

static ValueId received(const Same *s, ValueId parameter, int edge) {
    const Predecessor *from = &s->graph->predecessors[edge];
    const Edge *way = &block_terminator(from->block)->edges[from->edge];
    return s->same_as[way->arguments[s->place[parameter]]];
}

/* The values that come into a component: 0, one, or the `several` of them. */
static ValueId value_from_outside(const Same *s, const ValueId *members, int count, bool *several) {
    ValueId outside = 0;
    for (int i = 0; i < count; i++)
        for (int e = first_edge(s, members[i]); e < end_of_edges(s, members[i]); e++) {
            ValueId value = received(s, members[i], e);
            if (s->component[value] == s->component[members[i]] || value == outside)
                continue;
            *several = *several || outside;
            outside = value;
        }
    return outside;
}

/* What comes into the component was settled before. */
static void settle(Same *s, const ValueId *members, int count) {
    bool several = false;
    s->components++;
    for (int i = 0; i < count; i++)
        s->component[members[i]] = s->components;
    ValueId outside = value_from_outside(s, members, count, &several);
    if (!several) {
        for (int i = 0; i < count && outside; i++)
            s->same_as[members[i]] = outside;
        return;
    }
    ValueId *inner = ARENA_ARRAY(s->fn->arena, ValueId, count);
    int inner_count = 0;
    for (int i = 0; i < count; i++) {
        several = false;
        if (value_from_outside(s, &members[i], 1, &several) == 0)
            inner[inner_count++] = members[i];
    }
    if (inner_count > 0)
        find_components(s, inner, inner_count);
}

static void reach(Same *s, ValueId parameter, int *numbered, ValueId *open, int *open_count) {
    s->order[parameter] = s->low[parameter] = ++*numbered;
    s->is_open[parameter] = true;
    open[(*open_count)++] = parameter;
}

static void lower(int *low, int other) {
    *low = other < *low ? other : *low;
}

/* Tarjan's algorithm: a component comes after all that it receives. */
static void find_components(Same *s, const ValueId *members, int count) {
    int set = ++s->sets, numbered = 0, open_count = 0, depth = 0;
    ValueId *open = ARENA_ARRAY(s->fn->arena, ValueId, count);
    Frame *frames = ARENA_ARRAY(s->fn->arena, Frame, count);
    for (int i = 0; i < count; i++) {
        s->set[members[i]] = set;
        s->order[members[i]] = 0;
    }
    for (int i = 0; i < count; i++) {
        if (s->order[members[i]] || s->set[members[i]] != set)
            continue;
        frames[depth++] = (Frame){members[i], first_edge(s, members[i])};
        reach(s, members[i], &numbered, open, &open_count);
        while (depth > 0) {
            Frame *frame = &frames[depth - 1];
            ValueId parameter = frame->parameter;
            if (frame->edge < end_of_edges(s, parameter)) {
                ValueId value = received(s, parameter, frame->edge++);
                if (s->set[value] == set && !s->order[value]) {
                    frames[depth++] = (Frame){value, first_edge(s, value)};
                    reach(s, value, &numbered, open, &open_count);
                } else if (s->set[value] == set && s->is_open[value]) {
                    lower(&s->low[parameter], s->order[value]);
                }
                continue;
            }
            if (--depth > 0)
                lower(&s->low[frames[depth - 1].parameter], s->low[parameter]);
            if (s->low[parameter] != s->order[parameter])
                continue;
            int end = open_count;
            do
                s->is_open[open[--open_count]] = false;
            while (open[open_count] != parameter);
            settle(s, &open[open_count], end - open_count);
        }
    }
}

ValueId *find_same_values(Fn *fn, const Graph *graph) {
    int values = fn->values.count, count = 0;
    Arena *arena = fn->arena;
    Same s = {
        .fn = fn,
        .graph = graph,
        .same_as = ARENA_ARRAY(arena, ValueId, values),
        .place = ARENA_ARRAY(arena, int, values),
        .set = ARENA_ARRAY(arena, int, values),
        .component = ARENA_ARRAY(arena, int, values),
        .order = ARENA_ARRAY(arena, int, values),
        .low = ARENA_ARRAY(arena, int, values),
        .is_open = ARENA_ARRAY(arena, bool, values),
    };
    ValueId *members = ARENA_ARRAY(arena, ValueId, values);
    for (ValueId value = 0; value < values; value++)
        s.same_as[value] = value;
    for (int i = 1; i < graph->order_count; i++) {
        const Block *block = graph->order[i];
        for (int k = 0; k < block->parameters.count; k++) {
            ValueId parameter = block->parameters.items[k];
            s.place[parameter] = k;
            members[count++] = parameter;
        }
    }
    find_components(&s, members, count);
    return s.same_as;
}
