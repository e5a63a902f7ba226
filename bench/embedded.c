/* Loading of the Python modules inside the program; CMakeLists.txt says which there are. */
#include "embedded.h"

PyObject *embedded_module(const char *name, const char *source, const char *file) {
    PyObject *modules = PyImport_GetModuleDict(); /* borrowed */
    PyObject *key = PyUnicode_InternFromString(name);
    PyObject *known = key == NULL ? NULL : PyDict_GetItemWithError(modules, key);
    PyObject *module = Py_XNewRef(known);
    PyObject *code = NULL, *done = NULL;
    if (known != NULL || PyErr_Occurred()) {
        goto cleanup;
    }
    module = PyModule_NewObject(key);
    code = module == NULL ? NULL : Py_CompileString(source, file, Py_file_input);
    if (code != NULL) {
        PyObject *scope = PyModule_GetDict(module); /* borrowed */
        if (PyModule_AddObjectRef(module, "__builtins__", PyEval_GetBuiltins()) == 0) {
            done = PyEval_EvalCode(code, scope, scope);
        }
    }
    if (done == NULL || PyDict_SetItem(modules, key, module) < 0) {
        Py_CLEAR(module);
    }
cleanup:
    Py_XDECREF(done);
    Py_XDECREF(code);
    Py_XDECREF(key);
    return module;
}
