/* The line table of an object: DWARF 4's .debug_line, as LLVM writes it for one compile unit. Reads
 * what disassembly needs, which instruction begins which line; files are not told apart, for there
 * is one. */
#include "object.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Opcodes, DWARF 4 section 6.2.5. */
enum {
    LNS_EXTENDED,
    LNS_COPY,
    LNS_ADVANCE_PC,
    LNS_ADVANCE_LINE,
    LNS_SET_FILE,
    LNS_SET_COLUMN,
    LNS_NEGATE_STATEMENT,
    LNS_BASIC_BLOCK,
    LNS_CONST_ADD_PC,
    LNS_FIXED_ADVANCE_PC,
    LNE_END_SEQUENCE = 1,
    LNE_SET_ADDRESS = 2,
};

/* Fixed part of the header. */
typedef struct __attribute__((packed)) Header {
    uint32_t length; /* of what follows */
    uint16_t version;
    uint32_t header_length; /* from the next field to the program */
    uint8_t instruction_length, operations, is_statement;
    int8_t line_base;
    uint8_t line_range, opcode_base;
} Header;

typedef struct Reader {
    const Object *object;
    const Elf64_Shdr *section; /* .debug_line */
    const uint8_t *at, *end;
    Header header;
    LineRow row; /* the state machine's registers */
    LineRow *rows;
    size_t count, capacity;
} Reader;

static uint8_t read_byte(Reader *reader) {
    return reader->at < reader->end ? *reader->at++ : 0;
}

static uint64_t read_unsigned(Reader *reader) {
    uint64_t value = 0;
    uint8_t byte;
    unsigned shift = 0;
    do {
        byte = read_byte(reader);
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80 && reader->at < reader->end);
    return value;
}

static int64_t read_signed(Reader *reader) {
    const uint8_t *start = reader->at;
    uint64_t value = read_unsigned(reader);
    unsigned bits = 7 * (unsigned)(reader->at - start);
    if (reader->at > start && bits < 64 && reader->at[-1] & 0x40)
        value |= ~UINT64_C(0) << bits;
    return (int64_t)value;
}

static void add_row(Reader *reader) {
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? 2 * reader->capacity : 64;
        LineRow *rows = realloc(reader->rows, capacity * sizeof *rows);
        if (!rows)
            return; /* the text goes without this line's number */
        reader->rows = rows;
        reader->capacity = capacity;
    }
    reader->rows[reader->count++] = reader->row;
}

/* The address operand at the reader's place is a relocation: which section, how far in. */
static void set_address(Reader *reader) {
    const Object *object = reader->object;
    uint64_t place = (uint64_t)(reader->at - (object->bytes + reader->section->sh_offset));
    const Elf64_Shdr *relocations = object_section(object, ".rela.debug_line");
    const Elf64_Rela *items =
        relocations ? (const void *)(object->bytes + relocations->sh_offset) : NULL;
    size_t count = relocations ? relocations->sh_size / sizeof *items : 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].r_offset != place)
            continue;
        const Elf64_Sym *symbol = &object->symbols[ELF64_R_SYM(items[i].r_info)];
        reader->row.section = symbol->st_shndx;
        reader->row.offset = symbol->st_value + (uint64_t)items[i].r_addend;
    }
}

static void extended(Reader *reader) {
    uint64_t length = read_unsigned(reader);
    if (length == 0 || length > (uint64_t)(reader->end - reader->at))
        return;
    const uint8_t *after = reader->at + length;
    switch (read_byte(reader)) {
    case LNE_SET_ADDRESS: set_address(reader); break;
    case LNE_END_SEQUENCE: reader->row = (LineRow){.line = 1}; break;
    default: break;
    }
    reader->at = after;
}

static void special(Reader *reader, unsigned opcode) {
    unsigned adjusted = opcode - reader->header.opcode_base;
    reader->row.offset += adjusted / reader->header.line_range;
    reader->row.line += reader->header.line_base + (int)(adjusted % reader->header.line_range);
    add_row(reader);
}

static void standard(Reader *reader, unsigned opcode, const uint8_t *operand_counts) {
    const Header *header = &reader->header;
    switch (opcode) {
    case LNS_EXTENDED: extended(reader); break;
    case LNS_COPY: add_row(reader); break;
    case LNS_ADVANCE_PC: reader->row.offset += read_unsigned(reader); break;
    case LNS_ADVANCE_LINE: reader->row.line += (int)read_signed(reader); break;
    case LNS_SET_COLUMN: reader->row.column = (int)read_unsigned(reader); break;
    case LNS_CONST_ADD_PC:
        reader->row.offset += (255u - header->opcode_base) / header->line_range;
        break;
    case LNS_FIXED_ADVANCE_PC:
        reader->row.offset += read_byte(reader);
        reader->row.offset += (uint64_t)read_byte(reader) << 8;
        break;
    default: /* the header tells how many operands to skip */
        for (int i = 0; i < operand_counts[opcode - 1]; i++)
            read_unsigned(reader);
        break;
    }
}

size_t object_lines(const Object *object, LineRow **out) {
    Reader reader = {.object = object, .section = object_section(object, ".debug_line")};
    *out = NULL;
    if (!reader.section || reader.section->sh_size < sizeof reader.header)
        return 0;
    const uint8_t *start = object->bytes + reader.section->sh_offset;
    memcpy(&reader.header, start, sizeof reader.header);
    const Header *header = &reader.header;
    const uint8_t *program = start + offsetof(Header, instruction_length) + header->header_length;
    reader.end = start + reader.section->sh_size;
    if (header->version != 4 || header->line_range == 0 || header->opcode_base == 0 ||
        program > reader.end)
        return 0;
    reader.at = program;
    reader.row.line = 1;
    while (reader.at < reader.end) {
        unsigned opcode = read_byte(&reader);
        if (opcode >= header->opcode_base)
            special(&reader, opcode);
        else
            standard(&reader, opcode, start + sizeof *header);
    }
    *out = reader.rows;
    return reader.count;
}
