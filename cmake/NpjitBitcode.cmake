# npjit_add_thunk_bitcode(<target> file...)
#
# Compiles each file a second time, with clang, to LLVM bitcode, and embeds the results in
# <target> as the table that runtime/include/runtime/bitcode.h declares: one row per file.
# Definitions and include folders are <target>'s own. The options are the same in every
# preset, sanitizers left out, so that every build measures the same kernel code:
#   -fPIC        data of the program and of CPython may be more than 2 GB from the JIT's code
#   no vectorizing, which the JIT does for the processor it runs on
#   -DNDEBUG     no assertions inside a timed loop
#   -g0 -fno-ident, relative names: the same bytes on every machine (the dependency file's
#                names are relative to the same folder, as CMake expects of them)
function(npjit_add_thunk_bitcode target)
    set(directory "${CMAKE_CURRENT_BINARY_DIR}/bitcode")
    file(MAKE_DIRECTORY "${directory}")
    set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
    set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
    set(blobs "")
    set(blob_text "")
    set(table_text "")
    set(count 0)
    foreach(source IN LISTS ARGN)
        cmake_path(GET source STEM name)
        set(blob "${directory}/${name}.bc")
        cmake_path(ABSOLUTE_PATH source NORMALIZE OUTPUT_VARIABLE path)
        cmake_path(RELATIVE_PATH path BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}"
                   OUTPUT_VARIABLE relative)
        add_custom_command(OUTPUT "${blob}"
            COMMAND "${NPJIT_CLANG}" -std=gnu17 -O2 -g0 -DNDEBUG -fPIC
                -ffp-contract=off -fno-fast-math -fno-stack-protector -fno-ident
                -fno-vectorize -fno-slp-vectorize
                "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
                "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
                "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
                -MD -MF "${blob}.d" -MT "${blob}"
                -emit-llvm -c "${relative}" -o "${blob}"
            COMMAND "${CMAKE_COMMAND}" "-DDIS=${NPJIT_LLVM_DIS}" "-DBITCODE=${blob}"
                -P "${CMAKE_SOURCE_DIR}/cmake/check_bitcode.cmake"
            WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}"
            DEPENDS "${path}" "${CMAKE_SOURCE_DIR}/cmake/check_bitcode.cmake" DEPFILE "${blob}.d"
            COMMENT "Building thunk bitcode ${name}.bc" COMMAND_EXPAND_LISTS VERBATIM)
        list(APPEND blobs "${blob}")
        string(APPEND blob_text
            ".Lname${count}: .asciz \"${name}\"\n.balign 16\n"
            ".Ldata${count}: .incbin \"${blob}\"\n.Lend${count}:\n")
        string(APPEND table_text
            "    .8byte .Lname${count}, .Ldata${count}, .Lend${count} - .Ldata${count}\n")
        math(EXPR count "${count} + 1")
    endforeach()

    set(assembly "${directory}/thunk_bitcode.S")
    file(CONFIGURE OUTPUT "${assembly}" @ONLY CONTENT [[
    .section .rodata
@blob_text@
    .globl npjit_thunk_bitcode_count
    .type npjit_thunk_bitcode_count, %object
    .size npjit_thunk_bitcode_count, 8
    .balign 8
npjit_thunk_bitcode_count: .8byte @count@

    .section .data.rel.ro, "aw"
    .globl npjit_thunk_bitcode
    .type npjit_thunk_bitcode, %object
    .balign 8
npjit_thunk_bitcode:
@table_text@    .8byte 0, 0, 0
    .size npjit_thunk_bitcode, . - npjit_thunk_bitcode

    .section .note.GNU-stack, "", %progbits
]])
    set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${blobs}")
    target_sources(${target} PRIVATE "${assembly}")
endfunction()
