/* The built-in scenarios: where their files are and what these say of themselves. Runs no kernel.
 */
#include "describe.h"
#include "kernel_file.h"
#include <base/text.h>
#include <bench/bench.h>
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- where ---- */

static bool is_folder(const char *path) {
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return false;
    }
    closedir(folder);
    return true;
}

/* The folder of the scenario files, relative to the working directory when it lies below, so that
 * messages name files as a user would. */
static int find_folder(char *out, size_t size, Error *error) {
    static const char *const places[] = {"../share/npjit/scenarios", "../scenarios"};
    char program[PATH_MAX], path[PATH_MAX + 32], current[PATH_MAX];
    const char *given = getenv("NPJIT_SCENARIOS");
    if (given != NULL && *given != '\0') {
        if (!is_folder(given)) {
            return error_set(error, STAGE_INPUT, "NPJIT_SCENARIOS is no folder: %s", given);
        }
        snprintf(out, size, "%s", given);
        return 0;
    }
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    for (size_t i = 0; slash != NULL && i < sizeof places / sizeof *places; i++) {
        snprintf(path, sizeof path, "%s/%s", program, places[i]);
        if (!is_folder(path)) {
            continue;
        }
        char *resolved = realpath(path, NULL);
        const char *shown = resolved == NULL ? path : resolved;
        size_t inside = getcwd(current, sizeof current) == NULL ? 0 : strlen(current);
        if (inside > 1 && strncmp(shown, current, inside) == 0 && shown[inside] == '/') {
            shown += inside + 1;
        }
        snprintf(out, size, "%s", shown);
        free(resolved);
        return 0;
    }
    error_set(error, STAGE_INPUT, "the scenario files are not beside the program");
    error_hint(error, "name their folder in the environment variable NPJIT_SCENARIOS");
    return -1;
}

/* ---- what ---- */

/* A str of the module in which every run of blanks is one, or NULL. */
static const char *module_text(Arena *arena, const KernelFile *file, const char *name) {
    PyObject *value = PyObject_GetAttrString(file->module, name);
    const char *text = value != NULL && PyUnicode_Check(value) ? PyUnicode_AsUTF8(value) : NULL;
    char *copy = text == NULL ? NULL : arena_copy_text(arena, text, strlen(text));
    if (copy != NULL) {
        char *end = copy;
        for (; *text != '\0'; text++) {
            bool blank = strchr(" \n\t", *text) != NULL;
            if (!blank) {
                *end++ = *text;
            } else if (end > copy && end[-1] != ' ') {
                *end++ = ' ';
            }
        }
        end -= end > copy && end[-1] == ' ';
        *end = '\0';
    }
    Py_XDECREF(value);
    PyErr_Clear();
    return copy;
}

static int read_band(const KernelFile *file, Scenario *scenario) {
    PyObject *band = PyObject_GetAttrString(file->module, "BAND");
    int status = band == NULL || !PyTuple_Check(band)
                     ? -1
                     : PyArg_ParseTuple(band, "dd", &scenario->band_low, &scenario->band_high) - 1;
    Py_XDECREF(band);
    return status;
}

static int read_size(const KernelFile *file, Scenario *scenario) {
    PyObject *size = PyObject_GetAttrString(file->module, "SIZE");
    scenario->size = size == NULL ? -1 : PyLong_AsLongLong(size);
    Py_XDECREF(size);
    return scenario->size < 0 ? -1 : 0;
}

static int read_scenario(Arena *arena, const char *path, Scenario *scenario, Error *error) {
    KernelFile file;
    if (kernel_file_open(&file, path, error) != 0) {
        return -1;
    }
    *scenario = (Scenario){.id = module_text(arena, &file, "ID"),
                           .title = module_text(arena, &file, "TITLE"),
                           .shows = module_text(arena, &file, "SHOWS"),
                           .group = module_text(arena, &file, "GROUP"),
                           .path = arena_copy_text(arena, path, strlen(path))};
    int status = 0;
    if (scenario->id == NULL || scenario->title == NULL || scenario->shows == NULL ||
        scenario->group == NULL || read_size(&file, scenario) < 0 ||
        read_band(&file, scenario) < 0) {
        PyErr_Clear();
        status =
            error_set(error, STAGE_INPUT,
                      "%s is no scenario: it needs ID, GROUP, TITLE, SHOWS, SIZE and BAND", path);
    }
    kernel_file_close(&file);
    return status;
}

static int is_python_file(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && dot != entry->d_name && strcmp(dot, ".py") == 0;
}

static int by_id(const void *left, const void *right) {
    return strcmp(((const Scenario *)left)->id, ((const Scenario *)right)->id);
}

/* Reads all files of the folder; frees `entries`. */
static int read_entries(ScenarioList *out, const char *folder, struct dirent **entries, int count,
                        Error *error) {
    int status = 0;
    out->items = ARENA_ARRAY(out->arena, Scenario, count + 1);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX + 32 + NAME_MAX + 2];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (status == 0) {
            status = read_scenario(out->arena, path, &out->items[out->count], error);
            out->count += status == 0;
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

int scenarios_load(ScenarioList *out, Error *error) {
    char folder[PATH_MAX + 32];
    struct dirent **entries = NULL;
    *out = (ScenarioList){0};
    if (find_folder(folder, sizeof folder, error) != 0) {
        return -1;
    }
    int count = scandir(folder, &entries, is_python_file, alphasort);
    if (count < 0) {
        return error_set(error, STAGE_INPUT, "%s cannot be read", folder);
    }
    out->arena = arena_create();
    if (out->arena == NULL) {
        while (count > 0) {
            free(entries[--count]);
        }
        free(entries);
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    if (read_entries(out, folder, entries, count, error) != 0) {
        scenarios_free(out);
        return -1;
    }
    qsort(out->items, (size_t)out->count, sizeof *out->items, by_id);
    return 0;
}

void scenarios_free(ScenarioList *list) {
    arena_destroy(list->arena);
    *list = (ScenarioList){0};
}
