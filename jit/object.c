/* The ELF object that LLVM emitted: sections, symbols, relocations of calls. Not here: line tables
 * and disassembly, see disassemble.c. */
#include "object.h"

#include <stdbool.h>
#include <string.h>

int object_open(const void *bytes, size_t size, Object *out) {
    *out = (Object){.bytes = bytes, .size = size};
    const Elf64_Ehdr *header = bytes;
    if (size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_type != ET_REL)
        return -1;
    out->sections = (const void *)(out->bytes + header->e_shoff);
    out->section_count = header->e_shnum;
    out->section_names = (const char *)out->bytes + out->sections[header->e_shstrndx].sh_offset;
    for (int i = 0; i < out->section_count; i++) {
        const Elf64_Shdr *section = &out->sections[i];
        if (section->sh_type != SHT_SYMTAB)
            continue;
        out->symbols = (const void *)(out->bytes + section->sh_offset);
        out->symbol_count = section->sh_size / sizeof *out->symbols;
        out->symbol_names = (const char *)out->bytes + out->sections[section->sh_link].sh_offset;
    }
    return 0;
}

const Elf64_Shdr *object_section(const Object *object, const char *name) {
    for (int i = 0; i < object->section_count; i++)
        if (strcmp(object->section_names + object->sections[i].sh_name, name) == 0)
            return &object->sections[i];
    return NULL;
}

const Elf64_Sym *object_symbol(const Object *object, const char *name) {
    for (size_t i = 0; i < object->symbol_count; i++)
        if (strcmp(object->symbol_names + object->symbols[i].st_name, name) == 0)
            return &object->symbols[i];
    return NULL;
}

size_t object_code_bytes(const Object *object) {
    size_t total = 0;
    for (int i = 0; i < object->section_count; i++)
        if (object->sections[i].sh_flags & SHF_EXECINSTR)
            total += object->sections[i].sh_size;
    return total;
}

/* Whether the four bytes at `offset` are the operand of call *(%rip) or jmp *(%rip). */
static bool is_indirect_call(const uint8_t *code, const Elf64_Shdr *section, uint64_t offset) {
    if (offset < 2 || offset > section->sh_size)
        return false;
    const uint8_t *instruction = code + section->sh_offset + offset - 2;
    return instruction[0] == 0xff && (instruction[1] == 0x15 || instruction[1] == 0x25);
}

void object_keep_indirect_calls(uint8_t *bytes, size_t size) {
    Object object;
    if (object_open(bytes, size, &object) != 0)
        return;
    for (int i = 0; i < object.section_count; i++) {
        const Elf64_Shdr *table = &object.sections[i];
        if (table->sh_type != SHT_RELA)
            continue;
        const Elf64_Shdr *code = &object.sections[table->sh_info];
        Elf64_Rela *relocations = (Elf64_Rela *)(bytes + table->sh_offset);
        for (size_t k = 0; k < table->sh_size / sizeof *relocations; k++) {
            Elf64_Rela *relocation = &relocations[k];
            if (ELF64_R_TYPE(relocation->r_info) == R_X86_64_GOTPCRELX &&
                is_indirect_call(bytes, code, relocation->r_offset))
                relocation->r_info =
                    ELF64_R_INFO(ELF64_R_SYM(relocation->r_info), R_X86_64_GOTPCREL);
        }
    }
}
