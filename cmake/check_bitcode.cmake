# cmake -DDIS=<llvm-dis> -DBITCODE=<file> -P check_bitcode.cmake
#
# A thunk file exists twice in the running program, so it must not own variables: the kernel
# would see its own copy of each, never the one that the program has set up.
execute_process(COMMAND "${DIS}" -o - "${BITCODE}"
    OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n@[^ ]+ = [^\n]*global " globals "${text}")
set(variables "")
foreach(line IN LISTS globals)
    if(NOT line MATCHES " = (external|extern_weak) ")
        string(REGEX REPLACE "^\n@([^ ]+).*" "\\1" name "${line}")
        list(APPEND variables "${name}")
    endif()
endforeach()
if(variables)
    list(JOIN variables ", " variables)
    cmake_path(GET BITCODE STEM name)
    file(REMOVE "${BITCODE}")
    message(FATAL_ERROR "thunk file ${name}.c defines writable variables: ${variables}. "
                        "Keep state in the context, or in a file that is not a thunk file.")
endif()
