/* fn_parse(): reads the textual form of a function; print.c describes it.
 *
 * Only the form is read: operands and types are not checked against ops.def, that is check()'s. An
 * error carries line and column of the text. */
#include "lexicon.h"
#include "quote.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_ID = 1 << 22 };

typedef struct Place {
    int line, column;
} Place;

typedef struct Parser {
    Arena *arena;
    Fn *fn;
    const char *at, *line_start;
    int line;
    Error *error;
    struct {
        Place *items; /* of each value's first mention, beside fn->values */
        int count, capacity;
    } value_places;
    struct {
        Place *items; /* of each block's first mention, beside fn->blocks */
        int count, capacity;
    } block_places;
    int defined_blocks;
} Parser;

typedef struct Values {
    ValueId *items;
    int count, capacity;
} Values;

/* ---- characters and words ---- */

static Place here(const Parser *p) {
    return (Place){p->line, (int)(p->at - p->line_start) + 1};
}

__attribute__((format(printf, 3, 4))) static int fail_at(Parser *p, Place place, const char *format,
                                                         ...) {
    va_list arguments;
    va_start(arguments, format);
    char message[sizeof p->error->message];
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(p->error, STAGE_IR, "%s", message);
    error_place(p->error, NULL, place.line, place.column);
    return -1;
}

/* Blanks and comments, not line ends. */
static void skip_blanks(Parser *p) {
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')
        p->at++;
    if (*p->at == ';')
        p->at += strcspn(p->at, "\n");
}

static int expected(Parser *p, const char *what) {
    skip_blanks(p);
    char found[24];
    size_t length = strcspn(p->at, " ,()\n");
    if (length == 0 && *p->at != '\0' && *p->at != '\n')
        length = 1;
    snprintf(found, sizeof found, "%.*s", (int)(length < 20 ? length : 20), p->at);
    if (length == 0)
        return fail_at(p, here(p), "expected %s before the end of the %s", what,
                       *p->at ? "line" : "text");
    return fail_at(p, here(p), "expected %s, found '%s'", what, found);
}

static bool accept(Parser *p, char c) {
    skip_blanks(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static int expect(Parser *p, char c) {
    char what[] = {'\'', c, '\'', '\0'};
    return accept(p, c) ? 0 : expected(p, what);
}

static void skip_line_ends(Parser *p) {
    for (skip_blanks(p); *p->at == '\n'; skip_blanks(p)) {
        p->line++;
        p->line_start = ++p->at;
    }
}

static int expect_line_end(Parser *p) {
    skip_blanks(p);
    if (*p->at != '\n' && *p->at != '\0')
        return expected(p, "the end of the line");
    skip_line_ends(p);
    return 0;
}

static int word_length(const Parser *p) {
    int length = 0;
    while (isalnum((unsigned char)p->at[length]) || p->at[length] == '_')
        length++;
    return length;
}

static bool accept_word(Parser *p, const char *word) {
    skip_blanks(p);
    int length = word_length(p);
    if (strlen(word) != (size_t)length || memcmp(p->at, word, (size_t)length) != 0)
        return false;
    p->at += length;
    return true;
}

/* The index of the next word among `words`, or -1. */
static int accept_one_of(Parser *p, Words words) {
    for (int i = 0; i < words.count; i++)
        if (accept_word(p, words.items[i]))
            return i;
    return -1;
}

static int expect_integer(Parser *p, const char *what, int64_t *out) {
    skip_blanks(p);
    if (!isdigit((unsigned char)*p->at) && !(*p->at == '-' && isdigit((unsigned char)p->at[1])))
        return expected(p, what);
    char *end;
    errno = 0;
    *out = strtoll(p->at, &end, 10);
    if (errno)
        return fail_at(p, here(p), "%s does not fit in 64 bits", what);
    p->at = end;
    return 0;
}

/* A count, a line or a column. */
static int expect_count(Parser *p, const char *what, int *out) {
    Place place = here(p);
    int64_t number;
    if (expect_integer(p, what, &number))
        return -1;
    if (number < 0 || number > INT32_MAX)
        return fail_at(p, place, "%s is out of range", what);
    *out = (int)number;
    return 0;
}

static int expect_string(Parser *p, const char *what, const char **out, int *length) {
    skip_blanks(p);
    Place place = here(p);
    if (*p->at != '"')
        return expected(p, what);
    *out = quote_read(p->arena, &p->at, length);
    return *out ? 0 : fail_at(p, place, "this string has a bad escape or does not end on its line");
}

/* A plain word, or a string. */
static int expect_name(Parser *p, const char *what, const char **out) {
    skip_blanks(p);
    if (*p->at == '"')
        return expect_string(p, what, out, NULL);
    int length = name_length(p->at);
    if (length == 0)
        return expected(p, what);
    *out = arena_copy_text(p->arena, p->at, (size_t)length);
    p->at += length;
    return 0;
}

static int expect_float(Parser *p, double *out) {
    skip_blanks(p);
    if (strncmp(p->at, "nan.", 4) == 0 && isxdigit((unsigned char)p->at[4])) {
        char *end;
        uint64_t bits = strtoull(p->at + 4, &end, 16);
        memcpy(out, &bits, sizeof bits);
        p->at = end;
        return 0;
    }
    char *end;
    *out = strtod(p->at, &end);
    if (end == p->at)
        return expected(p, "a float");
    p->at = end;
    return 0;
}

static int expect_type(Parser *p, const Type **out) {
    skip_blanks(p);
    *out = type_parse(p->fn->types, &p->at);
    return *out ? 0 : expected(p, "a type");
}

/* ---- values and blocks ---- */

static int expect_id(Parser *p, const char *what, int *out) {
    Place place = here(p);
    int64_t number;
    if (!isdigit((unsigned char)*p->at))
        return expected(p, what);
    if (expect_integer(p, what, &number))
        return -1;
    if (number > LARGEST_ID)
        return fail_at(p, place, "%s is too large", what);
    *out = (int)number;
    return 0;
}

/* A value's number and, where one follows, the local's name. */
static int expect_value(Parser *p, ValueId *out) {
    skip_blanks(p);
    Place place = here(p);
    if (*p->at != '%')
        return expected(p, "a value");
    p->at++;
    if (expect_id(p, "a value's number", out))
        return -1;
    if (*out == 0)
        return fail_at(p, place, "%%0 is no value");
    while (p->fn->values.count <= *out)
        fn_value(p->fn, NULL, NULL);
    while (p->value_places.count <= *out)
        ARENA_PUSH(p->arena, &p->value_places, (Place){0});
    if (p->value_places.items[*out].line == 0)
        p->value_places.items[*out] = place;
    return 0;
}

static int parse_local_name(Parser *p, ValueId value) {
    skip_blanks(p);
    Place place = here(p);
    if (*p->at != '\'')
        return 0;
    const char *name = quote_read(p->arena, &p->at, NULL);
    if (!name)
        return fail_at(p, place, "this name has a bad escape or does not end on its line");
    Value *slot = &p->fn->values.items[value];
    if (slot->name && strcmp(slot->name, name) != 0)
        return fail_at(p, place, "%%%d is called '%s' elsewhere", value, slot->name);
    slot->name = name;
    return 0;
}

static int expect_definition(Parser *p, ValueId *out) {
    if (expect_value(p, out))
        return -1;
    Fn *fn = p->fn;
    if (fn->typed) {
        Place place = p->value_places.items[*out];
        if (fn->values.items[*out].type)
            return fail_at(p, here(p), "%%%d is defined twice, first mentioned at %d:%d", *out,
                           place.line, place.column);
        const Type *type;
        if (expect(p, ':') || expect_type(p, &type))
            return -1;
        fn->values.items[*out].type = type;
    }
    return parse_local_name(p, *out);
}

static int expect_operand(Parser *p, ValueId *out) {
    return expect_value(p, out) || parse_local_name(p, *out) ? -1 : 0;
}

static int expect_operands(Parser *p, Values *out) {
    do {
        ValueId operand;
        if (expect_operand(p, &operand))
            return -1;
        ARENA_PUSH(p->arena, out, operand);
    } while (accept(p, ','));
    return 0;
}

static int parse_enclosed_operands(Parser *p, Values *out) {
    if (!accept(p, '('))
        return 0;
    if (accept(p, ')'))
        return 0;
    return expect_operands(p, out) || expect(p, ')') ? -1 : 0;
}

static int expect_block(Parser *p, Block **out) {
    skip_blanks(p);
    Place place = here(p);
    int id;
    if (*p->at != 'b' || !isdigit((unsigned char)p->at[1]))
        return expected(p, "a block");
    p->at++;
    if (expect_id(p, "a block's number", &id))
        return -1;
    while (p->fn->blocks.count <= id)
        fn_block(p->fn, NULL);
    while (p->block_places.count <= id)
        ARENA_PUSH(p->arena, &p->block_places, (Place){0});
    if (p->block_places.items[id].line == 0)
        p->block_places.items[id] = place;
    *out = p->fn->blocks.items[id];
    return 0;
}

/* ---- instructions ---- */

static int expect_constant(Parser *p, Constant *out) {
    static const char *const kinds[] = {"none", "true", "false", "int", "float", "str", "other"};
    switch (accept_one_of(p, (Words){kinds, 7})) {
    case 0: out->kind = CONSTANT_NONE; return 0;
    case 1: *out = (Constant){.kind = CONSTANT_BOOL, .truth = true}; return 0;
    case 2: *out = (Constant){.kind = CONSTANT_BOOL}; return 0;
    case 3:
        out->kind = CONSTANT_INT;
        return expect_string(p, "the decimal text of an int", &out->text, &out->length);
    case 4: out->kind = CONSTANT_FLOAT; return expect_float(p, &out->number);
    case 5:
        out->kind = CONSTANT_STRING;
        return expect_string(p, "a string", &out->text, &out->length);
    case 6: out->kind = CONSTANT_OTHER; return 0;
    default: return expected(p, "a constant");
    }
}

static int expect_symbol(Parser *p, const Symbol **out) {
    Symbol *symbol = ARENA_NEW(p->arena, Symbol);
    int kind = accept_one_of(p, symbol_kind_words());
    if (kind < 0)
        return expected(p, "a symbol's kind");
    symbol->kind = (SymbolKind)kind;
    if (expect_string(p, "a symbol's name", &symbol->qualified, NULL))
        return -1;
    const char *dot = strrchr(symbol->qualified, '.');
    symbol->name = dot ? dot + 1 : symbol->qualified;
    *out = symbol;
    return symbol->kind == SYMBOL_CONSTANT ? expect_constant(p, &symbol->constant) : 0;
}

static int expect_immediate(Parser *p, Instruction *instruction) {
    Words words = immediate_words(instruction->op);
    int word = accept_one_of(p, words);
    instruction->immediate = word;
    return word >= 0 ? 0 : expect_integer(p, "an immediate", &instruction->immediate);
}

static int parse_text(Parser *p, Instruction *instruction) {
    skip_blanks(p);
    if (*p->at != '"')
        return 0;
    Place place = here(p);
    int length;
    if (expect_string(p, "a text", &instruction->text, &length))
        return -1;
    if (length != instruction_text_length(instruction))
        return fail_at(p, place, "this text has %d bytes, but its length is given as %d", length,
                       instruction_text_length(instruction));
    return 0;
}

static int parse_attributes(Parser *p, Instruction *instruction) {
    unsigned flags = op_infos[instruction->op].flags;
    if (flags & OPF_IMMEDIATE && expect_immediate(p, instruction))
        return -1;
    if (flags & OPF_TEXT && parse_text(p, instruction))
        return -1;
    if (instruction->op == OP_CONST_FLOAT || instruction->op == OP_PY_CONST_FLOAT)
        return expect_float(p, &instruction->number);
    if (flags & OPF_SYMBOL)
        return expect_symbol(p, &instruction->symbol);
    return 0;
}

/* "np.sum.capi": the route is the last part, where the operation has one. */
static int expect_op(Parser *p, Op *op, Route *route) {
    skip_blanks(p);
    Place place = here(p);
    int length = name_length(p->at);
    if (length == 0)
        return expected(p, "an operation");
    *route = ROUTE_NONE;
    *op = op_by_name(p->at, length);
    for (int i = ROUTE_NONE + 1; *op == OP_COUNT && i < ROUTE_COUNT; i++) {
        int stem = length - (int)strlen(route_names[i]) - 1;
        if (stem > 0 && p->at[stem] == '.' &&
            strncmp(p->at + stem + 1, route_names[i], (size_t)(length - stem - 1)) == 0) {
            *op = op_by_name(p->at, stem);
            *route = (Route)i;
        }
    }
    if (*op == OP_COUNT)
        return fail_at(p, place, "there is no operation '%.*s'", length < 60 ? length : 60, p->at);
    if (*route != ROUTE_NONE && !(op_infos[*op].flags & OPF_ROUTED))
        return fail_at(p, place, "'%s' has no routes", op_infos[*op].name);
    p->at += length;
    return 0;
}

static int parse_edges(Parser *p, Instruction *instruction) {
    skip_blanks(p);
    if (p->at[0] == '-' && p->at[1] == '>')
        p->at += 2;
    else if (instruction->operand_count || *p->at != 'b')
        return 0;
    do {
        Block *target;
        Values arguments = {0};
        if (expect_block(p, &target) || parse_enclosed_operands(p, &arguments))
            return -1;
        fn_edge(p->fn, instruction, target, arguments.items, arguments.count);
    } while (accept(p, ','));
    return 0;
}

static int parse_tail(Parser *p, Instruction *instruction) {
    Values unwind = {0};
    if (accept_word(p, "unwind")) {
        if (parse_enclosed_operands(p, &unwind))
            return -1;
        instruction->unwind = unwind.items;
        instruction->unwind_count = unwind.count;
    }
    if (accept(p, '@') && (expect_count(p, "a line", &instruction->line) || expect(p, ':') ||
                           expect_count(p, "a column", &instruction->column)))
        return -1;
    return expect_line_end(p);
}

static int parse_instruction(Parser *p, Block *block) {
    ValueId result = 0;
    Op op = OP_COUNT;
    Route route = ROUTE_NONE;
    skip_blanks(p);
    if (*p->at == '%' && (expect_definition(p, &result) || expect(p, '=')))
        return -1;
    if (expect_op(p, &op, &route))
        return -1;
    Instruction *instruction = fn_append(p->fn, block, op, NULL, NULL, 0, 0, 0);
    instruction->route = route;
    instruction->result = result;
    p->fn->values.items[result].definition = result ? instruction : NULL;
    p->fn->values.items[result].block = result ? block : NULL;
    if (parse_attributes(p, instruction))
        return -1;
    Values operands = {0};
    skip_blanks(p);
    if (*p->at == '%' && expect_operands(p, &operands))
        return -1;
    instruction->operands = operands.items;
    instruction->operand_count = operands.count;
    return parse_edges(p, instruction) || parse_tail(p, instruction) ? -1 : 0;
}

/* ---- blocks and the function ---- */

static int parse_parameters(Parser *p, Block *block) {
    if (!accept(p, '(') || accept(p, ')'))
        return 0;
    do {
        ValueId value;
        if (expect_definition(p, &value))
            return -1;
        p->fn->values.items[value].block = block;
        ARENA_PUSH(p->arena, &block->parameters, value);
    } while (accept(p, ','));
    return expect(p, ')');
}

static int parse_block(Parser *p) {
    skip_blanks(p);
    Place place = here(p);
    Block *block;
    if (expect_block(p, &block))
        return -1;
    if (block->id != p->defined_blocks)
        return fail_at(p, place, "b%d stands where b%d is due", block->id, p->defined_blocks);
    p->defined_blocks++;
    if (accept(p, '.') && expect_name(p, "a note", &block->note))
        return -1;
    if (parse_parameters(p, block))
        return -1;
    block->cold = accept_word(p, "cold");
    if (accept_word(p, "catch") && expect_block(p, &block->handler))
        return -1;
    if (expect(p, ':') || expect_line_end(p))
        return -1;
    while (*p->at != '}' && *p->at != '\0' && !(*p->at == 'b' && isdigit((unsigned char)p->at[1])))
        if (parse_instruction(p, block))
            return -1;
    return 0;
}

typedef struct Types {
    const Type **items;
    int count, capacity;
} Types;

static int expect_types(Parser *p, Types *out) {
    if (expect(p, '('))
        return -1;
    if (accept(p, ')'))
        return 0;
    do {
        const Type *type;
        if (expect_type(p, &type))
            return -1;
        ARENA_PUSH(p->arena, out, type);
    } while (accept(p, ','));
    return expect(p, ')');
}

static int expect_head(Parser *p) {
    Fn *fn = p->fn;
    Types arguments = {0}, results = {0};
    skip_line_ends(p);
    fn->typed = !accept_word(p, "untyped");
    if (!accept_word(p, "fn"))
        return expected(p, "'fn'");
    if (expect_name(p, "the function's name", &fn->name) || expect_types(p, &arguments))
        return -1;
    skip_blanks(p);
    if (p->at[0] != '-' || p->at[1] != '>')
        return expected(p, "'->'");
    p->at += 2;
    if (expect_types(p, &results))
        return -1;
    for (int i = 0; i < arguments.count; i++)
        ARENA_PUSH(p->arena, &fn->arguments, arguments.items[i]);
    for (int i = 0; i < results.count; i++)
        ARENA_PUSH(p->arena, &fn->results, results.items[i]);
    if (accept_word(p, "file") && expect_string(p, "a file's name", &fn->file, NULL))
        return -1;
    if (accept_word(p, "line") && expect_count(p, "a line", &fn->line))
        return -1;
    return expect(p, '{') || expect_line_end(p) ? -1 : 0;
}

/* Everything that was mentioned has been defined. */
static int check_mentions(Parser *p) {
    Fn *fn = p->fn;
    if (p->defined_blocks < fn->blocks.count) {
        int id = p->defined_blocks;
        while (p->block_places.items[id].line == 0)
            id++;
        return fail_at(p, p->block_places.items[id], "b%d is not defined", id);
    }
    for (ValueId value = 1; value < p->value_places.count; value++) {
        if (!fn->typed)
            fn->values.items[value].type = type_simple(fn->types, TYPE_UNTYPED);
        else if (!fn->values.items[value].type && p->value_places.items[value].line)
            return fail_at(p, p->value_places.items[value], "%%%d is not defined", value);
    }
    return 0;
}

static int parse_function(Parser *p) {
    if (expect_head(p))
        return -1;
    while (*p->at != '}')
        if (parse_block(p))
            return -1;
    p->at++;
    skip_line_ends(p);
    if (*p->at)
        return expected(p, "nothing after the function");
    return check_mentions(p);
}

Fn *fn_parse(Arena *arena, TypeTable *types, const char *text, Error *error) {
    Parser parser = {
        .arena = arena,
        .fn = fn_create(arena, types, "", NULL, 0),
        .at = text,
        .line_start = text,
        .line = 1,
        .error = error,
    };
    return parse_function(&parser) ? NULL : parser.fn;
}
