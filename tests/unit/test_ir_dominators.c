/* Dominators of random graphs, against their definition: without the dominator, the block cannot be
 * reached. */
#include "../../ir/graph.h"
#include "ir_text.h"

enum { GRAPHS = 2000, MOST_BLOCKS = 14 };

static uint64_t random_state = 88172645463325252u;

static int below(int limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int)(random_state % (uint64_t)limit);
}

static Fn *random_graph(Fixture *fixture) {
    Fn *fn = fn_create(fixture->arena, fixture->types, "f", "f.py", 1);
    int count = 1 + below(MOST_BLOCKS);
    fn->typed = true;
    for (int i = 0; i < count; i++)
        fn_block(fn, "b");
    for (int i = 0; i < count; i++) {
        Block *block = fn->blocks.items[i];
        ValueId truth =
            fn_append(fn, block, OP_CONST_BOOL, type_simple(fn->types, TYPE_BOOL), NULL, 0, 1, 1)
                ->result;
        int edges = below(3);
        Op op = edges == 2 ? OP_BRANCH : edges == 1 ? OP_JUMP : OP_RETURN;
        Instruction *terminator = fn_append(fn, block, op, NULL, &truth, edges == 2, 1, 1);
        for (int e = 0; e < edges; e++)
            fn_edge(fn, terminator, fn->blocks.items[below(count)], NULL, 0);
    }
    return fn;
}

/* Marks what can be reached from the entry without coming to `left_out`. */
static void reach(const Block *block, const Block *left_out, bool *reached) {
    if (block == left_out || reached[block->id])
        return;
    reached[block->id] = true;
    const Instruction *terminator = block_terminator(block);
    for (int e = 0; e < terminator->edge_count; e++)
        reach(terminator->edges[e].target, left_out, reached);
}

static void test_random_graphs(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; i < GRAPHS; i++) {
        Fn *fn = random_graph(fixture);
        Graph *graph = graph_create(fn);
        graph_find_dominators(fn, graph);
        for (int a = 0; a < graph->order_count; a++) {
            bool reached[MOST_BLOCKS] = {false};
            reach(fn->blocks.items[0], graph->order[a], reached);
            for (int b = 0; b < graph->order_count; b++)
                if (graph_dominates(graph, graph->order[a], graph->order[b]) ==
                    reached[graph->order[b]->id])
                    fail_msg("graph %d: block %d, block %d", i, graph->order[a]->id,
                             graph->order[b]->id);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random_graphs, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
