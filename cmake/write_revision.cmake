# cmake -DSOURCE=<work tree> -DOUTPUT=<header> -P write_revision.cmake
#
# Writes the header only when the revision has changed, so that an idle build stays idle.
execute_process(
    COMMAND git -C "${SOURCE}" rev-parse --show-toplevel
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
set(revision unknown)
file(REAL_PATH "${SOURCE}" source)
# An unpacked release inside someone else's work tree must not report that tree's revision.
if(NOT failed AND top STREQUAL source)
    execute_process(
        COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
        OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
        RESULT_VARIABLE failed)
    if(NOT failed)
        set(revision "${described}")
    endif()
endif()

set(content "/* Written by every build; see base/version.h. */\n#define NPJIT_GIT_REVISION \"${revision}\"\n")
set(old "")
if(EXISTS "${OUTPUT}")
    file(READ "${OUTPUT}" old)
endif()
if(NOT content STREQUAL old)
    file(WRITE "${OUTPUT}" "${content}")
endif()
