/* fn_print(): the textual form of a function. parse.c reads it back.
 *
 *   function    = ["untyped"] "fn" name "(" [types] ")" "->" "(" [types] ")"
 *                 ["file" string] ["line" integer] "{" newline block* "}"
 *   block       = "b" integer ["." name] ["(" value {"," value} ")"] ["cold"] ["catch" "b" integer]
 * ":" newline (instruction newline)* value       = "%" integer [":" type] ['local name']
 *   instruction = [value "="] operation ["." route] attribute* [operand {"," operand}]
 *                 [["->"] edge {"," edge}] ["unwind" "(" operand {"," operand} ")"]
 *                 ["@" line ":" column]
 *   attribute   = immediate, text, float or symbol, in this order, each where ops.def gives it a
 *                 meaning: an integer or the word it stands for ("less", "int64"); a string; a hex
 *                 float, which is exact; kind and string, after "constant" its value too
 *   edge        = "b" integer ["(" operand {"," operand} ")"]
 *
 * The arrow is left out where there are no operands. A name or a note is put between quotes where
 * it is no plain word. In the untyped stage values have no types, and a local's name is written
 * wherever it is mentioned. A comment runs from ";" to the end of its line. */
#include "lexicon.h"
#include "quote.h"

#include <base/text.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { POSITION_COLUMN = 56 };

typedef struct Printer {
    const Fn *fn;
    Text line;
} Printer;

static void put_quoted(Printer *p, const char *bytes, int length, char quote) {
    text_add(&p->line, "%s", quote_write(p->fn->arena, bytes, length, quote));
}

static void put_name(Printer *p, const char *name) {
    int length = (int)strlen(name);
    if (length && name_length(name) == length)
        text_add(&p->line, "%s", name);
    else
        put_quoted(p, name, length, '"');
}

static void put_local_name(Printer *p, ValueId value) {
    const char *name = p->fn->values.items[value].name;
    if (name) {
        text_add(&p->line, " ");
        put_quoted(p, name, (int)strlen(name), '\'');
    }
}

/* Where a value is defined. */
static void put_definition(Printer *p, ValueId value) {
    text_add(&p->line, "%%%d", value);
    if (p->fn->typed)
        text_add(&p->line, ":%s", type_name(p->fn->arena, p->fn->values.items[value].type));
    put_local_name(p, value);
}

static void put_operands(Printer *p, const ValueId *operands, int count) {
    for (int i = 0; i < count; i++) {
        text_add(&p->line, "%s%%%d", i ? ", " : "", operands[i]);
        if (!p->fn->typed && operands[i])
            put_local_name(p, operands[i]);
    }
}

static void put_types(Printer *p, const Type *const *types, int count) {
    text_add(&p->line, "(");
    for (int i = 0; i < count; i++)
        text_add(&p->line, "%s%s", i ? ", " : "", type_name(p->fn->arena, types[i]));
    text_add(&p->line, ")");
}

static void put_float(Printer *p, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (isnan(number))
        text_add(&p->line, " nan.%016" PRIx64, bits);
    else
        text_add(&p->line, " %a", number);
}

static void put_constant(Printer *p, const Constant *constant) {
    switch (constant->kind) {
    case CONSTANT_NONE: text_add(&p->line, " none"); break;
    case CONSTANT_BOOL: text_add(&p->line, " %s", constant->truth ? "true" : "false"); break;
    case CONSTANT_INT:
        text_add(&p->line, " int ");
        put_quoted(p, constant->text, (int)strlen(constant->text), '"');
        break;
    case CONSTANT_FLOAT:
        text_add(&p->line, " float");
        put_float(p, constant->number);
        break;
    case CONSTANT_STRING:
        text_add(&p->line, " str ");
        put_quoted(p, constant->text, constant->length, '"');
        break;
    case CONSTANT_OTHER: text_add(&p->line, " other"); break;
    }
}

static void put_symbol(Printer *p, const Symbol *symbol) {
    const char *name = symbol->qualified ? symbol->qualified : symbol->name;
    text_add(&p->line, " %s ", symbol_kind_words().items[symbol->kind]);
    put_quoted(p, name, (int)strlen(name), '"');
    if (symbol->kind == SYMBOL_CONSTANT)
        put_constant(p, &symbol->constant);
}

static void put_attributes(Printer *p, const Instruction *instruction) {
    unsigned flags = op_infos[instruction->op].flags;
    if (flags & OPF_IMMEDIATE) {
        Words words = immediate_words(instruction->op);
        int64_t immediate = instruction->immediate;
        if (immediate >= 0 && immediate < words.count)
            text_add(&p->line, " %s", words.items[immediate]);
        else
            text_add(&p->line, " %" PRId64, immediate);
    }
    if (flags & OPF_TEXT && instruction->text) {
        text_add(&p->line, " ");
        put_quoted(p, instruction->text, instruction_text_length(instruction), '"');
    }
    if (instruction->op == OP_CONST_FLOAT || instruction->op == OP_PY_CONST_FLOAT)
        put_float(p, instruction->number);
    if (flags & OPF_SYMBOL && instruction->symbol)
        put_symbol(p, instruction->symbol);
}

static void put_edges(Printer *p, const Instruction *instruction) {
    for (int i = 0; i < instruction->edge_count; i++) {
        const Edge *edge = &instruction->edges[i];
        text_add(&p->line, "%sb%d",
                 i                            ? ", "
                 : instruction->operand_count ? " -> "
                                              : " ",
                 edge->target->id);
        if (edge->argument_count) {
            text_add(&p->line, "(");
            put_operands(p, edge->arguments, edge->argument_count);
            text_add(&p->line, ")");
        }
    }
}

static void put_instruction(Printer *p, const Instruction *instruction) {
    text_add(&p->line, "    ");
    if (instruction->result) {
        put_definition(p, instruction->result);
        text_add(&p->line, " = ");
    }
    text_add(&p->line, "%s", op_infos[instruction->op].name);
    if (instruction->route != ROUTE_NONE)
        text_add(&p->line, ".%s", route_names[instruction->route]);
    put_attributes(p, instruction);
    if (instruction->operand_count)
        text_add(&p->line, " ");
    put_operands(p, instruction->operands, instruction->operand_count);
    put_edges(p, instruction);
    if (instruction->unwind_count) {
        text_add(&p->line, " unwind(");
        put_operands(p, instruction->unwind, instruction->unwind_count);
        text_add(&p->line, ")");
    }
    if (instruction->line) {
        int gap = POSITION_COLUMN - (int)p->line.length;
        text_add(&p->line, "%*s@%d:%d", gap > 1 ? gap : 1, "", instruction->line,
                 instruction->column);
    }
}

static void put_block_head(Printer *p, const Block *block) {
    text_add(&p->line, "b%d", block->id);
    if (block->note && *block->note) {
        text_add(&p->line, ".");
        put_name(p, block->note);
    }
    for (int i = 0; i < block->parameters.count; i++) {
        text_add(&p->line, i ? ", " : "(");
        put_definition(p, block->parameters.items[i]);
    }
    text_add(&p->line, "%s%s", block->parameters.count ? ")" : "", block->cold ? " cold" : "");
    if (block->handler)
        text_add(&p->line, " catch b%d", block->handler->id);
    text_add(&p->line, ":");
}

static void put_head(Printer *p) {
    const Fn *fn = p->fn;
    text_add(&p->line, "%sfn ", fn->typed ? "" : "untyped ");
    put_name(p, fn->name);
    put_types(p, fn->arguments.items, fn->arguments.count);
    text_add(&p->line, " -> ");
    put_types(p, fn->results.items, fn->results.count);
    if (fn->file) {
        text_add(&p->line, " file ");
        put_quoted(p, fn->file, (int)strlen(fn->file), '"');
    }
    text_add(&p->line, " line %d {", fn->line);
}

static void end_line(Printer *p, FILE *out) {
    fprintf(out, "%s\n", text_string(&p->line));
    p->line.length = 0;
}

void fn_print(const Fn *fn, FILE *out) {
    Printer printer = {.fn = fn};
    put_head(&printer);
    end_line(&printer, out);
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        put_block_head(&printer, block);
        end_line(&printer, out);
        for (int k = 0; k < block->instructions.count; k++) {
            put_instruction(&printer, block->instructions.items[k]);
            end_line(&printer, out);
        }
    }
    fputs("}\n", out);
    text_free(&printer.line);
}
