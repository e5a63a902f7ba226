# The libraries npjit stands on, each as an imported target that only its users link.
# docs/dependencies.md says why each of them is here.

# --- Python and NumPy -------------------------------------------------------------
# NPJIT_PYTHON answers for both: its version is the one that is linked and its NumPy is
# the one that is built against. A version manager's python3 on PATH is never asked.
# Not cached unless given, so that a .venv made later is taken up.
if(NOT DEFINED NPJIT_PYTHON)
    set(NPJIT_PYTHON "${CMAKE_SOURCE_DIR}/.venv/bin/python")
    if(NOT EXISTS "${NPJIT_PYTHON}")
        set(NPJIT_PYTHON /usr/bin/python3)
    endif()
endif()

# Another NumPy in the environment means another configuration.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_LIST_DIR}/describe_python.py")
if(EXISTS "${CMAKE_SOURCE_DIR}/.venv/installed-requirements.txt")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        "${CMAKE_SOURCE_DIR}/.venv/installed-requirements.txt")
endif()

execute_process(
    COMMAND "${NPJIT_PYTHON}" -I "${CMAKE_CURRENT_LIST_DIR}/describe_python.py"
    OUTPUT_VARIABLE npjit_python_facts OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE npjit_python_failed)
if(npjit_python_failed)
    message(FATAL_ERROR "${NPJIT_PYTHON} has no usable Python and NumPy; run tools/setup.sh, "
                        "or choose one that has with -DNPJIT_PYTHON=...")
endif()
list(POP_FRONT npjit_python_facts
    NPJIT_PYTHON_VERSION npjit_python_include npjit_python_ldversion
    npjit_python_libdir npjit_python_libpl NPJIT_NUMPY_VERSION npjit_numpy_include)

if(NOT EXISTS "${npjit_python_include}/Python.h")
    message(FATAL_ERROR "No ${npjit_python_include}/Python.h: ${NPJIT_PYTHON} has no headers "
                        "(Debian: apt install python3-dev)")
endif()
# Not cached: another NPJIT_PYTHON must find another library.
find_library(npjit_python_library NO_CACHE NAMES "python${npjit_python_ldversion}"
    PATHS "${npjit_python_libdir}" "${npjit_python_libpl}" NO_DEFAULT_PATH)
if(NOT npjit_python_library)
    message(FATAL_ERROR "No libpython${npjit_python_ldversion} in ${npjit_python_libdir} or "
                        "${npjit_python_libpl}: ${NPJIT_PYTHON} cannot be embedded")
endif()

add_library(npjit::python INTERFACE IMPORTED)
target_include_directories(npjit::python SYSTEM INTERFACE "${npjit_python_include}")
target_link_libraries(npjit::python INTERFACE "${npjit_python_library}" m)
target_compile_definitions(npjit::python INTERFACE PY_SSIZE_T_CLEAN)

# With 2.x headers one program loads NumPy 1.24 and later; 1.x headers mean 1.x only.
add_library(npjit::numpy INTERFACE IMPORTED)
target_include_directories(npjit::numpy SYSTEM INTERFACE "${npjit_numpy_include}")
target_link_libraries(npjit::numpy INTERFACE npjit::python)
target_compile_definitions(npjit::numpy INTERFACE
    NPY_TARGET_VERSION=NPY_1_23_API_VERSION
    NPY_NO_DEPRECATED_API=NPY_1_22_API_VERSION)

# --- LLVM: one major, its shared library, C headers only --------------------------
find_program(NPJIT_LLVM_CONFIG NAMES llvm-config-19 llvm-config REQUIRED)
execute_process(COMMAND "${NPJIT_LLVM_CONFIG}" --link-shared --version --includedir --libdir
    OUTPUT_VARIABLE npjit_llvm_facts OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" npjit_llvm_facts "${npjit_llvm_facts}")
list(POP_FRONT npjit_llvm_facts NPJIT_LLVM_VERSION npjit_llvm_include npjit_llvm_libdir)
if(NOT NPJIT_LLVM_VERSION VERSION_GREATER_EQUAL 19 OR NPJIT_LLVM_VERSION VERSION_GREATER_EQUAL 20)
    message(FATAL_ERROR "npjit is written for LLVM 19; ${NPJIT_LLVM_CONFIG} is "
                        "${NPJIT_LLVM_VERSION} (Debian: apt install llvm-19-dev)")
endif()
find_library(npjit_llvm_library NO_CACHE NAMES LLVM-19 LLVM
    PATHS "${npjit_llvm_libdir}" NO_DEFAULT_PATH REQUIRED)
add_library(npjit::llvm INTERFACE IMPORTED)
target_include_directories(npjit::llvm SYSTEM INTERFACE "${npjit_llvm_include}")
target_link_libraries(npjit::llvm INTERFACE "${npjit_llvm_library}")

# clang of the same major makes the bitcode; the program itself may use any compiler.
find_program(NPJIT_CLANG NAMES clang-19 PATHS "${npjit_llvm_libdir}/../bin" REQUIRED)
find_program(NPJIT_LLVM_DIS NAMES llvm-dis-19 llvm-dis PATHS "${npjit_llvm_libdir}/../bin" REQUIRED)

# --- GMP, jansson, cmocka ---------------------------------------------------------
function(npjit_import name header library)
    find_path(npjit_${name}_include NO_CACHE NAMES ${header} REQUIRED)
    find_library(npjit_${name}_library NO_CACHE NAMES ${library} REQUIRED)
    add_library(npjit::${name} INTERFACE IMPORTED GLOBAL)
    target_include_directories(npjit::${name} SYSTEM INTERFACE "${npjit_${name}_include}")
    target_link_libraries(npjit::${name} INTERFACE "${npjit_${name}_library}")
endfunction()
npjit_import(gmp gmp.h gmp)
npjit_import(jansson jansson.h jansson)
if(BUILD_TESTING)
    npjit_import(cmocka cmocka.h cmocka)
endif()

set(npjit_faults 0)
if(NPJIT_TEST_FAULTS)
    set(npjit_faults 1)
endif()
# For tools/run_tests.py, which must test with what the program was built against.
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/test-environment.txt"
     CONTENT "NPJIT_PYTHON=${NPJIT_PYTHON}\nNPJIT_TEST_FAULTS=${npjit_faults}\n")

message(STATUS "npjit: CPython ${NPJIT_PYTHON_VERSION}, NumPy ${NPJIT_NUMPY_VERSION} headers, "
               "LLVM ${NPJIT_LLVM_VERSION}")
