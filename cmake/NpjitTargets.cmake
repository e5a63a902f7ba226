# npjit_add_library(<folder> [SOURCES file...] [PUBLIC target...] [PRIVATE target...])
#
# The static library npjit_<folder>. Its public headers are <folder>/include/<folder>/*.h;
# private ones lie beside the sources. What is linked PRIVATE is seen by this folder alone,
# so that an include against the direction of the pipeline does not compile.
function(npjit_add_library folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
    set(target npjit_${folder})
    if(NOT arg_SOURCES)
        file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/empty/${target}.c"
             CONTENT "extern const char ${target}_is_empty;\n")
        set(arg_SOURCES "${CMAKE_BINARY_DIR}/empty/${target}.c")
    endif()
    add_library(${target} STATIC ${arg_SOURCES})
    target_include_directories(${target}
        PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/include"
        PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${target}
        PUBLIC ${arg_PUBLIC}
        PRIVATE ${arg_PRIVATE} npjit_options npjit_warnings)
endfunction()

# npjit_add_headers(<name> <folder>)
#
# INTERFACE target <name>: the public headers of <folder> without its library, for a folder
# that may know the other's plain C declarations and nothing of what they are made with.
function(npjit_add_headers name folder)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${CMAKE_SOURCE_DIR}/${folder}/include")
endfunction()

# npjit_add_unit_test(<name> SOURCES file... [LIBS target...])
#
# A cmocka program test_<name>, registered with ctest as unit/<name>.
function(npjit_add_unit_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS")
    add_executable(test_${name} ${arg_SOURCES})
    target_link_libraries(test_${name}
        PRIVATE ${arg_LIBS} npjit::cmocka npjit_options npjit_warnings)
    target_compile_definitions(test_${name} PRIVATE
        NPJIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}" NPJIT_PYTHON="${NPJIT_PYTHON}")
    add_test(NAME unit/${name} COMMAND test_${name}
             WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(unit/${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# A file inside the program as the NUL-terminated string npjit_<name>: adds its assembly to the caller's
# list `embedded`.
function(npjit_embed name file)
    set(source "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    set(assembly "${CMAKE_CURRENT_BINARY_DIR}/${name}.S")
    file(CONFIGURE OUTPUT "${assembly}" @ONLY CONTENT [[
    .section .rodata
    .globl npjit_@name@
    .type npjit_@name@, %object
npjit_@name@: .incbin "@source@"
    .byte 0
    .size npjit_@name@, . - npjit_@name@
    .section .note.GNU-stack, "", %progbits
]])
    set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${source}")
    set(embedded ${embedded} "${assembly}" PARENT_SCOPE)
endfunction()
