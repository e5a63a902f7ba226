/* Reading the relocatable object that LLVM emitted: where its code is, which line each instruction
 * comes from, and its disassembly. */
#ifndef NPJIT_JIT_OBJECT_H
#define NPJIT_JIT_OBJECT_H

#include <base/text.h>
#include <elf.h>
#include <stddef.h>
#include <stdint.h>

/* Parts of an ELF object in memory; borrowed from its bytes. */
typedef struct Object {
    const uint8_t *bytes;
    size_t size;
    const Elf64_Shdr *sections;
    int section_count;
    const char *section_names;
    const Elf64_Sym *symbols;
    size_t symbol_count;
    const char *symbol_names;
} Object;

/* Returns 0, or -1 when the bytes are not an ELF object for this machine. */
int object_open(const void *bytes, size_t size, Object *out);

/* The section called `name`, or NULL. */
const Elf64_Shdr *object_section(const Object *object, const char *name);

/* The symbol called `name`, or NULL. */
const Elf64_Sym *object_symbol(const Object *object, const char *name);

/* Bytes of machine code. */
size_t object_code_bytes(const Object *object);

/* Keeps calls and jumps through the address table as they are: relocations of an object in memory
 * that allow a linker to make them direct become ones that do not. JITLink of LLVM 19 makes them
 * direct when the target lies below 4 GiB (a program that is not position-independent, or any under
 * valgrind), and writes the target's address where the distance to it belongs:
 * llvm/llvm-project#190968. */
void object_keep_indirect_calls(uint8_t *bytes, size_t size);

/* Where in the code of section `section` a line of the source begins. */
typedef struct LineRow {
    uint64_t offset;
    size_t section;
    int line, column; /* line 0: of no line in particular */
} LineRow;

/* The object's line table in the order of the code, malloc'd: *out, NULL when there is none.
 * Returns how many rows. */
size_t object_lines(const Object *object, LineRow **out);

/* Adds the disassembly of all code to `out`: a line per instruction, the names relocations refer
 * to, and the line of `file` where it changes. */
void object_disassemble(const Object *object, const char *file, Text *out);

#endif
