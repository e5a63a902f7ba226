/* perf's two ways to learn of code made at run time, see perf.h: its map, and its dump. LLVM has a
 * listener that writes dumps; it adds the size of an ELF header to the place of each line, which
 * perf does too by now, and lines came out beside their instructions.
 *
 * The dump's layout: tools/perf/Documentation/jitdump-specification.txt in Linux. */
#include "perf.h"

#include <jit/jit.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DUMP_MAGIC = 0x4A695444, DUMP_VERSION = 1 };
enum { RECORD_CODE_LOAD = 0, RECORD_DEBUG_INFO = 2, RECORD_CODE_CLOSE = 3 };

typedef struct DumpHeader {
    uint32_t magic, version, size, machine, padding, process;
    uint64_t time, flags;
} DumpHeader;

typedef struct RecordHeader {
    uint32_t kind, size; /* size: of the whole record */
    uint64_t time;
} RecordHeader;

/* The function's name, with its NUL, and its code follow. */
typedef struct CodeLoad {
    RecordHeader header;
    uint32_t process, thread;
    uint64_t loaded_at, address, size, serial;
} CodeLoad;

/* LineEntry and file name, `count` times, follow. */
typedef struct DebugInfo {
    RecordHeader header;
    uint64_t address, count;
} DebugInfo;

typedef struct LineEntry {
    uint64_t address;
    int32_t line, discriminator;
} LineEntry;

static struct {
    FILE *file;
    void *mark; /* mapped, so that perf's record of the process names the file */
    size_t mark_size;
    char path[PATH_MAX];
    int failure; /* errno of what could not be done, 0 */
    uint64_t serial;
} dump;

/* The clock of `perf record -k mono`. */
static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* ---- the file ---- */

/* Sets dump.path, making the folders where perf's own agents put theirs. Returns 0, or -1 with
 * errno. */
static int choose_path(void) {
    const char *base = getenv("JITDUMPDIR");
    if (!base || !*base)
        base = getenv("HOME");
    if (!base || !*base)
        base = ".";
    static const char *const folders[] = {"/.debug", "/.debug/jit"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(dump.path, sizeof dump.path, "%s%s", base, folders[i]);
        if (mkdir(dump.path, 0777) && errno != EEXIST)
            return -1;
    }
    int length =
        snprintf(dump.path, sizeof dump.path, "%s/.debug/jit/jit-%ld.dump", base, (long)getpid());
    if ((size_t)length < sizeof dump.path)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static void give_up(void) {
    dump.failure = errno ? errno : EIO;
    if (dump.mark)
        munmap(dump.mark, dump.mark_size);
    dump.mark = NULL;
    if (dump.file)
        fclose(dump.file);
    dump.file = NULL;
}

static void start(void) {
    errno = 0;
    if (choose_path() || !(dump.file = fopen(dump.path, "w+e"))) {
        give_up();
        return;
    }
    DumpHeader header = {.magic = DUMP_MAGIC,
                         .version = DUMP_VERSION,
                         .size = sizeof header,
                         .machine = EM_X86_64,
                         .process = (uint32_t)getpid(),
                         .time = now()};
#ifdef __aarch64__
    header.machine = EM_AARCH64;
#endif
    dump.mark_size = (size_t)sysconf(_SC_PAGESIZE);
    if (fwrite(&header, sizeof header, 1, dump.file) != 1 || fflush(dump.file)) {
        give_up();
        return;
    }
    void *mark =
        mmap(NULL, dump.mark_size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(dump.file), 0);
    dump.mark = mark == MAP_FAILED ? NULL : mark;
    if (!dump.mark) /* the file's system forbids execution, perhaps */
        give_up();
}

/* ---- records ---- */

/* The rows that lie in one function and have a line. */
static bool belongs(const LineRow *row, const Elf64_Sym *symbol) {
    return row->section == symbol->st_shndx && row->line > 0 && row->offset >= symbol->st_value &&
           row->offset < symbol->st_value + symbol->st_size;
}

static void write_lines(const Elf64_Sym *symbol, uint64_t address, const LineRow *rows,
                        size_t row_count, const char *source) {
    size_t name_size = strlen(source) + 1;
    DebugInfo info = {.header = {RECORD_DEBUG_INFO, sizeof info, now()}, .address = address};
    for (size_t i = 0; i < row_count; i++)
        info.count += belongs(&rows[i], symbol);
    info.header.size += (uint32_t)(info.count * (sizeof(LineEntry) + name_size));
    fwrite(&info, sizeof info, 1, dump.file);
    for (size_t i = 0; i < row_count; i++) {
        if (!belongs(&rows[i], symbol))
            continue;
        LineEntry entry = {.address = address + rows[i].offset - symbol->st_value,
                           .line = rows[i].line};
        fwrite(&entry, sizeof entry, 1, dump.file);
        fwrite(source, name_size, 1, dump.file);
    }
}

static void write_code(const Elf64_Sym *symbol, uint64_t address, const char *name) {
    size_t name_size = strlen(name) + 1;
    CodeLoad load = {.header = {RECORD_CODE_LOAD, 0, now()},
                     .process = (uint32_t)getpid(),
                     .thread = (uint32_t)getpid(),
                     .loaded_at = address,
                     .address = address,
                     .size = symbol->st_size,
                     .serial = dump.serial++};
    load.header.size = (uint32_t)(sizeof load + name_size + load.size);
    fwrite(&load, sizeof load, 1, dump.file);
    fwrite(name, name_size, 1, dump.file);
    const void *code;
    memcpy(&code, &address, sizeof code); /* ISO C has no cast for this */
    fwrite(code, load.size, 1, dump.file);
}

static void write_map(FILE *map, const Elf64_Sym *symbol, uint64_t address, const char *name) {
    fprintf(map, "%lx %lx npjit:%s\n", (unsigned long)address, (unsigned long)symbol->st_size,
            name);
}

/* ---- interface ---- */

void perf_announce(const Object *object, const char *name, uint64_t entry, const char *source) {
    const Elf64_Sym *origin = object_symbol(object, name);
    if (!origin)
        return;
    if (!dump.file && !dump.failure)
        start();
    char path[64], absolute[PATH_MAX];
    snprintf(path, sizeof path, "/tmp/perf-%ld.map", (long)getpid());
    FILE *map = fopen(path, "ae");
    if (realpath(source, absolute))
        source = absolute;
    LineRow *rows;
    size_t row_count = object_lines(object, &rows);
    for (size_t i = 0; i < object->symbol_count; i++) {
        const Elf64_Sym *symbol = &object->symbols[i];
        /* A section stays in one piece when it is loaded. */
        if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx != origin->st_shndx)
            continue;
        const char *function = object->symbol_names + symbol->st_name;
        uint64_t address = entry + symbol->st_value - origin->st_value;
        if (map)
            write_map(map, symbol, address, function);
        if (dump.file) {
            write_lines(symbol, address, rows, row_count, source);
            write_code(symbol, address, function);
        }
    }
    free(rows);
    if (map)
        fclose(map);
    if (dump.file && (fflush(dump.file) || ferror(dump.file)))
        give_up();
}

const char *jit_perf_dump(const char **failure) {
    *failure = dump.failure ? strerror(dump.failure) : NULL;
    return dump.file || dump.failure ? dump.path : NULL;
}

void perf_stop(void) {
    if (dump.file) {
        RecordHeader end = {RECORD_CODE_CLOSE, sizeof end, now()};
        fwrite(&end, sizeof end, 1, dump.file);
        munmap(dump.mark, dump.mark_size);
        fclose(dump.file);
    }
    memset(&dump, 0, sizeof dump);
}
