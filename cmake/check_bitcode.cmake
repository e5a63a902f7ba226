# cmake -DNM=<llvm-nm> -DBITCODE=<file> -P check_bitcode.cmake
#
# A thunk file exists twice in the running program, so it must not own variables: the kernel
# would see its own copy of each, never the one that the program has set up.
execute_process(COMMAND "${NM}" --defined-only --format=posix "${BITCODE}"
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^ \n]+ [bBcCdD] " variables "${symbols}")
if(variables)
    list(TRANSFORM variables REPLACE " .*" "")
    list(JOIN variables ", " variables)
    cmake_path(GET BITCODE STEM name)
    file(REMOVE "${BITCODE}")
    message(FATAL_ERROR "thunk file ${name}.c defines writable variables: ${variables}. "
                        "Keep state in the context, or in a file that is not a thunk file.")
endif()
