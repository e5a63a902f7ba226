/* Disassembly of an object's code, see object.h. */
#include "engine.h"
#include "object.h"

#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TARGET_LENGTH = 24, LONGEST_INSTRUCTION = 15 };

/* The name that a relocation between `start` and `end` of the section refers to, or NULL. */
static const char *relocation_name(const Object *object, const Elf64_Shdr *code, uint64_t start,
                                   uint64_t end) {
    for (int i = 0; i < object->section_count; i++) {
        const Elf64_Shdr *section = &object->sections[i];
        if (section->sh_type != SHT_RELA || &object->sections[section->sh_info] != code)
            continue;
        const Elf64_Rela *items = (const void *)(object->bytes + section->sh_offset);
        for (size_t k = 0; k < section->sh_size / sizeof *items; k++) {
            if (items[k].r_offset < start || items[k].r_offset >= end)
                continue;
            const Elf64_Sym *symbol = &object->symbols[ELF64_R_SYM(items[k].r_info)];
            if (ELF64_ST_TYPE(symbol->st_info) == STT_SECTION)
                return object->section_names + object->sections[symbol->st_shndx].sh_name;
            return object->symbol_names + symbol->st_name;
        }
    }
    return NULL;
}

static void add_labels(const Object *object, size_t section_index, uint64_t offset, Text *out) {
    for (size_t i = 0; i < object->symbol_count; i++) {
        const Elf64_Sym *symbol = &object->symbols[i];
        if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx == section_index &&
            symbol->st_value == offset)
            text_add(out, "%s:\n", object->symbol_names + symbol->st_name);
    }
}

/* Where the code comes from, as far as that is known. */
typedef struct Source {
    const char *file;
    LineRow *rows;
    size_t count, next;
    int line; /* the one that was named last */
} Source;

static void add_source_line(Source *source, size_t section, uint64_t offset, Text *out) {
    int line = source->line;
    for (; source->next < source->count; source->next++) {
        const LineRow *row = &source->rows[source->next];
        if (row->section != section || row->offset > offset)
            break;
        if (row->line)
            line = row->line;
    }
    if (line != source->line)
        text_add(out, "; %s:%d\n", source->file, line);
    source->line = line;
}

static void add_section(const Object *object, size_t index, LLVMDisasmContextRef disassembler,
                        Source *source, Text *out) {
    const Elf64_Shdr *section = &object->sections[index];
    const uint8_t *code = object->bytes + section->sh_offset;
    for (uint64_t offset = 0, length; offset < section->sh_size; offset += length) {
        char text[256];
        uint8_t bytes[LONGEST_INSTRUCTION]; /* a copy: the interface below lacks a const */
        size_t rest = section->sh_size - offset;
        size_t available = rest < sizeof bytes ? rest : sizeof bytes;
        memcpy(bytes, code + offset, available);
        add_labels(object, index, offset, out);
        add_source_line(source, index, offset, out);
        length = LLVMDisasmInstruction(disassembler, bytes, available, offset, text, sizeof text);
        if (length == 0) {
            text_add(out, "%6llx:\t.byte 0x%02x\n", (unsigned long long)offset, code[offset]);
            length = 1;
            continue;
        }
        const char *name = relocation_name(object, section, offset, offset + length);
        text_add(out, "%6llx:%s%s%s\n", (unsigned long long)offset, text, name ? "\t# " : "",
                 name ? name : "");
    }
}

/* Called by LLVM's disassembler: the text for the target of a branch, by which it is found in the
 * listing; LLVM's own would be the distance. */
static const char *name_target(void *data, uint64_t value, uint64_t *kind, uint64_t place,
                               const char **reference) {
    (void)place;
    char *name = data;
    bool is_branch = *kind == LLVMDisassembler_ReferenceType_In_Branch;
    *kind = LLVMDisassembler_ReferenceType_InOut_None;
    *reference = NULL;
    if (!is_branch)
        return NULL;
    snprintf(name, TARGET_LENGTH, "0x%llx", (unsigned long long)value);
    return name;
}

void object_disassemble(const Object *object, const char *file, Text *out) {
    char target[TARGET_LENGTH];
    LLVMInitializeNativeDisassembler();
    LLVMDisasmContextRef disassembler = LLVMCreateDisasmCPUFeatures(
        engine_triple(), engine_cpu(), engine_features(), target, 0, NULL, name_target);
    if (!disassembler)
        return;
    LLVMSetDisasmOptions(disassembler, LLVMDisassembler_Option_PrintImmHex);
    Source source = {.file = file};
    source.count = object_lines(object, &source.rows);
    for (int i = 0; i < object->section_count; i++)
        if (object->sections[i].sh_flags & SHF_EXECINSTR)
            add_section(object, (size_t)i, disassembler, &source, out);
    free(source.rows);
    LLVMDisasmDispose(disassembler);
}
