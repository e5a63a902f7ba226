/* Around compiled code: page protection, what gdb and perf are told, the disassembly's lines,
 * starting LLVM in a thread. */
#include "jit_harness.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <unistd.h>

static const char text[] = "fn f(int, bool) -> (int) file \"folder/t.py\" line 1 {\n"
                           "b0(%1:int, %2:bool):\n"
                           "    jump b1(%1)\n"
                           "b1(%3:int):\n"
                           "    %4:int = int.add %3, %3 @3:7\n"
                           "    branch %2 -> b1(%4), b2\n"
                           "b2:\n"
                           "    return 0 %4 @5:5\n"
                           "}\n";

static void check_runs(const JitCode *code) {
    NpjitContext context = {0};
    NpjitSlot arguments[] = {{.n = 21}, {.i = 0}}, r[2];
    npjit_fake_reset();
    assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
    assert_int_equal(r[1].n, 42);
}

static uintptr_t address_of(const JitCode *code) {
    NpjitKernel kernel = jit_entry(code);
    uintptr_t address;
    memcpy(&address, &kernel, sizeof address);
    return address;
}

/* ---- pages ---- */

/* Fails when some page is writable and executable, or the code's page is not executable. */
static void check_pages(const JitCode *code) {
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    char line[512];
    bool found = false;
    while (fgets(line, sizeof line, maps)) {
        uintptr_t start, end;
        char mode[5];
        assert_int_equal(sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &start, &end, mode), 3);
        if (mode[1] == 'w' && mode[2] == 'x')
            fail_msg("writable and executable: %s", line);
        if (start <= address_of(code) && address_of(code) < end) {
            found = true;
            assert_int_equal(mode[2], 'x');
        }
    }
    fclose(maps);
    assert_true(found);
}

static void test_pages(void **state) {
    static const JitOptions options[] = {{.opt_level = 2}, {.opt_level = 0}, {.gdb = true}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        JitCode *code = compile_text(*state, text, options[i]);
        check_runs(code);
        check_pages(code);
        jit_free(code);
    }
}

/* Much code comes and goes; some stays meanwhile. */
static void test_many(void **state) {
    JitCode *codes[20];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++)
            codes[i] = compile_text(*state, text, (JitOptions){.inline_thunks = i % 2});
        for (int i = 0; i < 20; i++)
            check_runs(codes[i]);
        for (int i = 0; i < 20; i++)
            jit_free(codes[(i * 7) % 20]);
    }
}

/* ---- gdb and perf ---- */

/* gdb's interface for code made at run time: a list that libLLVM keeps. */
typedef struct GdbEntry {
    struct GdbEntry *next, *previous;
    const char *file;
    uint64_t size;
} GdbEntry;

typedef struct GdbDescriptor {
    uint32_t version, action;
    GdbEntry *relevant, *first;
} GdbDescriptor;

static bool contains(const char *bytes, size_t size, const char *word) {
    return memmem(bytes, size, word, strlen(word)) != NULL;
}

static void test_gdb(void **state) {
    const GdbDescriptor *descriptor = dlsym(RTLD_DEFAULT, "__jit_debug_descriptor");
    assert_non_null(descriptor);
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 2, .gdb = true});
    check_runs(code);
    const GdbEntry *entry = descriptor->first;
    assert_non_null(entry);
    assert_true(contains(entry->file, entry->size, "t.py"));
    assert_true(contains(entry->file, entry->size, ".debug_line"));
    jit_free(code);
    assert_null(descriptor->first);
}

/* The dump's records: the lines of a function, each at an address within it, then its code. */
static void check_dump(const char *path, const JitCode *code) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    static char bytes[1 << 16];
    size_t size = fread(bytes, 1, sizeof bytes, file), at = 40;
    fclose(file);
    assert_memory_equal(bytes, "DTiJ", 4);
    uint64_t described = 0, functions = 0, lines = 0;
    while (at < size) {
        uint32_t record[2]; /* kind, size */
        uint64_t fields[6];
        memcpy(record, bytes + at, sizeof record);
        memcpy(fields, bytes + at + 16, sizeof fields);
        if (record[0] == 2) { /* lines: the function's address, how many; address, line, ... */
            described = fields[0];
            lines += fields[1];
            assert_in_range(fields[2] - fields[0], 0, jit_code_bytes(code));
        } else { /* code: process and thread, where loaded, address, size, serial; name, bytes */
            assert_int_equal(record[0], 0);
            assert_int_equal(fields[2], described);
            const char *name = bytes + at + 56;
            if (fields[2] == address_of(code)) {
                assert_memory_equal(name, "f.", 2);
                assert_memory_equal(name + strlen(name) + 1, (void *)address_of(code), fields[3]);
                functions++;
            }
        }
        at += record[1];
    }
    assert_int_equal(at, size);
    assert_int_equal(functions, 1);
    assert_true(lines > 1);
}

static void test_perf(void **state) {
    char folder[] = "/tmp/npjit_test_XXXXXX", map[64], line[256];
    assert_non_null(mkdtemp(folder));
    setenv("JITDUMPDIR", folder, 1);
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 2, .perf = true});
    check_runs(code);
    snprintf(map, sizeof map, "/tmp/perf-%ld.map", (long)getpid());
    FILE *file = fopen(map, "r");
    assert_non_null(file);
    bool found = false;
    while (fgets(line, sizeof line, file)) {
        uintptr_t start, size;
        char name[128];
        assert_int_equal(sscanf(line, "%" SCNxPTR " %" SCNxPTR " %127s", &start, &size, name), 3);
        if (start == address_of(code)) {
            found = true;
            assert_true(size > 0 && size <= jit_code_bytes(code));
            assert_int_equal(strncmp(name, "npjit:f.", 8), 0);
        }
    }
    fclose(file);
    unlink(map);
    assert_true(found);
    const char *failure, *path = jit_perf_dump(&failure);
    assert_null(failure);
    assert_memory_equal(path, folder, strlen(folder));
    check_dump(path, code);
    jit_free(code);
    char *command = arena_format(((Fixture *)*state)->arena, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* ---- texts ---- */

static void test_disassembly(void **state) {
    JitOptions options = {.opt_level = 1, .keep_text = true};
    JitCode *code = compile_text(*state, text, options);
    const char *assembly = jit_dump(code, JIT_DUMP_ASSEMBLY);
    assert_non_null(strstr(assembly, "\n; folder/t.py:3\n"));
    assert_non_null(strstr(assembly, "\n; folder/t.py:5\n"));
    assert_non_null(strstr(assembly, "# npjit_int_add"));
    assert_non_null(strstr(assembly, "retq"));
    assert_int_equal(strncmp(assembly, "f.", 2), 0);
    jit_free(code);
}

static void test_no_text_unless_asked(void **state) {
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 1});
    for (int what = JIT_DUMP_LLVM; what <= JIT_DUMP_ASSEMBLY; what++)
        assert_string_equal(jit_dump(code, what), "");
    jit_free(code);
}

/* ---- starting ---- */

static void test_prepare(void **state) {
    assert_true(jit_start_seconds() == 0);
    jit_prepare(&(JitOptions){.opt_level = 2, .inline_thunks = true});
    jit_prepare(&(JitOptions){.opt_level = 2}); /* changes nothing */
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 2});
    check_runs(code);
    jit_free(code);
    assert_true(jit_start_seconds() > 0);
    assert_int_equal(strncmp(jit_llvm_version(), "19.", 3), 0);
    assert_true(strlen(jit_host_cpu()) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prepare, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_pages, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_many, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_gdb, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_perf, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_disassembly, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_no_text_unless_asked, fixture_set_up,
                                        fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
