# Compile and link options that every target shares, as INTERFACE targets.

add_library(npjit_options INTERFACE)
target_compile_definitions(npjit_options INTERFACE _GNU_SOURCE)
# Contraction to fused multiply-add would change results; NumPy's must be met bit for bit.
target_compile_options(npjit_options INTERFACE
    -ffp-contract=off
    -fno-fast-math
    -fno-omit-frame-pointer
    "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
)
# What compiled kernels and their bitcode call by name. Nothing else is exported: a name such as
# `hash` in the program's symbol table would be taken instead of a library's own.
target_link_options(npjit_options INTERFACE "LINKER:--export-dynamic-symbol=npjit_*")
if(NPJIT_TEST_FAULTS)
    target_compile_definitions(npjit_options INTERFACE NPJIT_TEST_FAULTS)
endif()
if(NPJIT_SANITIZE)
    target_compile_options(npjit_options INTERFACE
        "-fsanitize=${NPJIT_SANITIZE}" -fno-sanitize-recover=undefined)
    target_link_options(npjit_options INTERFACE "-fsanitize=${NPJIT_SANITIZE}")
endif()

add_library(npjit_warnings INTERFACE)
target_compile_options(npjit_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-Wshadow;-Wstrict-prototypes;-Wmissing-prototypes>
    $<$<COMPILE_LANGUAGE:C>:-Wpointer-arith;-Wcast-qual;-Wvla;-Wwrite-strings;-Wundef>
)
if(NPJIT_WERROR)
    target_compile_options(npjit_warnings INTERFACE $<$<COMPILE_LANGUAGE:C>:-Werror>)
endif()
