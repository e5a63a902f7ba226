/* The ELF object that LLVM emitted: sections and symbols. Not here: line tables and
 * disassembly, see disassemble.c. */
#include "object.h"

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
