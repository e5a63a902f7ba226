/* The tables of --memory and --profile. Nothing is computed here but differences and shares. */
#include "text_memory.h"

#include <base/format.h>

static void bytes_cell(const Printer *printer, Table *table, int64_t bytes) {
    table_cell(printer, table, STYLE_PLAIN, "%s",
               bytes < 0 ? glyph(printer, GLYPH_NONE) : format_bytes(bytes).text);
}

static void memory_row(const Printer *printer, Table *table, const KernelResult *kernel,
                       const ArmResult *arm) {
    const MemoryUse *use = arm->memory;
    table_cell(printer, table, STYLE_PLAIN, "%s", arm->name);
    table_cell(printer, table, STYLE_BOLD, "%s", format_count(use->arrays).text);
    bytes_cell(printer, table, use->array_bytes);
    table_cell(printer, table, STYLE_PLAIN, "%s", format_count(use->objects).text);
    bytes_cell(printer, table, use->object_bytes);
    bytes_cell(printer, table, use->peak_bytes);
    bytes_cell(printer, table, use->resident_bytes);
    if (arm == kernel->arms)
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    else
        bytes_cell(printer, table, use->compile_peak_bytes);
}

/* "capi 5,000, native all 15,000". */
static void print_avoided(const Printer *printer, const KernelResult *kernel) {
    int64_t made = kernel->arms[0].memory->arrays;
    const char *text = "";
    for (int i = 1; i < kernel->arm_count && made > 0; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (!arm->memory)
            continue;
        int64_t avoided = made - arm->memory->arrays;
        text = arena_format(printer->arena, "%s%s%s %s%s", text, *text ? ", " : "", arm->name,
                            avoided == made ? "all " : "",
                            avoided ? format_count(avoided).text : "none");
    }
    print_item(printer, "arrays avoided", STYLE_PLAIN, text);
}

void print_memory(const Printer *printer, const KernelResult *kernel) {
    if (!kernel->arm_count || !kernel->arms[0].memory)
        return;
    Table table = {0};
    table_column(&table, "memory, a call", false, 0, NAME_WIDTH);
    table_column(&table, "arrays", true, 0, 0);
    table_column(&table, "items", true, 0, 0);
    table_column(&table, "objects", true, 0, 0);
    table_column(&table, "bytes", true, 3, 0);
    table_column(&table, "at once", true, 0, 0);
    table_column(&table, "resident", true, 2, 0);
    table_column(&table, "compiling", true, 1, 0);
    for (int i = 0; i < kernel->arm_count; i++)
        if (kernel->arms[i].memory)
            memory_row(printer, &table, kernel, &kernel->arms[i]);
    fputc('\n', printer->out);
    table_print(printer, &table, INDENT);
    print_avoided(printer, kernel);
    if (kernel->peak_resident_bytes > 0)
        print_item(printer, "process", STYLE_PLAIN,
                   arena_format(printer->arena,
                                "at most %s resident, of interpreter, NumPy, LLVM and all arms",
                                format_bytes(kernel->peak_resident_bytes).text));
}

enum { ROWS = 6 };

void print_profile(const Printer *printer, const KernelResult *kernel) {
    const Profile *profile = kernel->profile;
    if (!profile)
        return;
    bool unicode = printer->options->unicode;
    int rows = printer->options->verbose || profile->row_count < ROWS ? profile->row_count : ROWS;
    Table table = {0};
    table_column(&table, "profile", false, 0, 24);
    table_column(&table, "", false, 0, 0);
    table_column(&table, "calls", true, 1, 0);
    table_column(&table, "own time", true, 0, 0);
    table_column(&table, "share", true, 0, 0);
    for (int i = 0; i < rows; i++) {
        const ProfileRow *row = &profile->rows[i];
        table_cell(printer, &table, STYLE_PLAIN, "%s", row->name);
        table_cell(printer, &table, row->numpy ? STYLE_PLAIN : STYLE_BOLD, "%s",
                   row->numpy ? "NumPy" : "Python");
        table_cell(printer, &table, STYLE_PLAIN, "%s", format_count(row->calls).text);
        table_cell(printer, &table, STYLE_PLAIN, "%s", format_duration(row->seconds, unicode).text);
        table_cell(printer, &table, STYLE_PLAIN, "%s%%",
                   format_significant(100 * row->seconds / profile->seconds).text);
    }
    fputc('\n', printer->out);
    table_print(printer, &table, INDENT);
    print_item(printer, "prediction", STYLE_PLAIN, profile->words);
}
