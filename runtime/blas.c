/* Asks the loaded BLAS itself; NumPy's build information only tells what it was linked with, which
 * a distribution may have replaced. See blas.h. */
#include "blas.h"

#include "numpy_api.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

typedef struct Library {
    char path[1024];
} Library;

/* dl_iterate_phdr's callback: stops at a library whose file name speaks of a BLAS. */
static int find_library(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    static const char *const words[] = {"openblas", "libblas", "libblis", "libmkl_rt",
                                        "libflexiblas"};
    Library *library = data;
    const char *slash = strrchr(info->dlpi_name, '/');
    const char *name = slash ? slash + 1 : info->dlpi_name;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(name, words[i])) {
            snprintf(library->path, sizeof library->path, "%s", info->dlpi_name);
            return 1;
        }
    }
    return 0;
}

/* The first of `names` that the library has. */
static void *find_function(void *handle, const char *const *names) {
    void *function = NULL;
    for (; *names && !function; names++) {
        function = dlsym(handle, *names);
    }
    return function;
}

/* "OpenBLAS 0.3.29 …" -> "openblas 0.3.29, 2 threads". Returns whether it is an OpenBLAS. */
static int describe_openblas(void *handle, char *out, size_t size) {
    static const char *const config_names[] = {
        "scipy_openblas_get_config64_", "scipy_openblas_get_config", "openblas_get_config64_",
        "openblas_get_config", NULL};
    static const char *const thread_names[] = {
        "scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads",
        "openblas_get_num_threads64_", "openblas_get_num_threads", NULL};
    char *(*get_config)(void) = NULL;
    int (*get_threads)(void) = NULL;
    void *config = find_function(handle, config_names);
    void *threads = find_function(handle, thread_names);
    if (!config || !threads) {
        return 0;
    }
    memcpy(&get_config, &config, sizeof get_config);
    memcpy(&get_threads, &threads, sizeof get_threads);
    char name[32];
    char version[32];
    if (sscanf(get_config(), "%31s %31s", name, version) != 2) {
        return 0;
    }
    int count = get_threads();
    snprintf(out, size, "openblas %s, %d thread%s", version, count, count == 1 ? "" : "s");
    return 1;
}

/* What NumPy says it was built with. Returns 0, or -1 with an exception set. */
static int describe_build(char *out, size_t size) {
    int status = -1;
    PyObject *config = NULL;
    PyObject *dependencies = NULL;
    PyObject *blas = NULL;
    PyObject *name = NULL;
    PyObject *version = NULL;
    PyObject *module = PyImport_ImportModule("numpy.__config__");
    config = module ? PyObject_GetAttrString(module, "CONFIG") : NULL;
    dependencies = config ? PyMapping_GetItemString(config, "Build Dependencies") : NULL;
    blas = dependencies ? PyMapping_GetItemString(dependencies, "blas") : NULL;
    name = blas ? PyMapping_GetItemString(blas, "name") : NULL;
    version = name ? PyMapping_GetItemString(blas, "version") : NULL;
    if (version && PyUnicode_Check(name) && PyUnicode_Check(version)) {
        snprintf(out, size, "%s %s", PyUnicode_AsUTF8(name), PyUnicode_AsUTF8(version));
        status = 0;
    }
    Py_XDECREF(version);
    Py_XDECREF(name);
    Py_XDECREF(blas);
    Py_XDECREF(dependencies);
    Py_XDECREF(config);
    Py_XDECREF(module);
    return status;
}

void blas_describe(char *out, size_t size) {
    Library library = {""};
    if (dl_iterate_phdr(find_library, &library)) {
        void *handle = dlopen(library.path, RTLD_LAZY | RTLD_NOLOAD);
        int described = handle && describe_openblas(handle, out, size);
        if (handle) {
            dlclose(handle);
        }
        if (described) {
            return;
        }
        const char *slash = strrchr(library.path, '/');
        snprintf(out, size, "%s", slash ? slash + 1 : library.path);
        return;
    }
    if (describe_build(out, size) < 0) {
        PyErr_Clear();
        snprintf(out, size, "unknown");
    }
}
