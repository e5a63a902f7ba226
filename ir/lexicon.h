/* Words of the textual form that stand for numbers: shared by print.c and parse.c. */
#ifndef NPJIT_IR_LEXICON_H
#define NPJIT_IR_LEXICON_H

#include <ir/fn.h>

typedef struct Words {
    const char *const *items; /* items[n] stands for n */
    int count;
} Words;

/* The words for the operation's immediate; none (count 0) when it is written as a number. */
Words immediate_words(Op op);

/* The words for symbol kinds, in the order of SymbolKind. */
Words symbol_kind_words(void);

/* Bytes in the instruction's text: string literals may contain NULs, their length is the immediate.
 */
int instruction_text_length(const Instruction *instruction);

/* How many bytes at `text` make a name that needs no quotes. */
int name_length(const char *text);

#endif
