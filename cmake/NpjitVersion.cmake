# npjit_version_headers: INTERFACE target that gives <base/version.h>.
#
# The version comes from project(); the git revision is looked up again by every build, and
# once now so that tools which only read compile_commands.json find the header.
set(npjit_generated "${CMAKE_BINARY_DIR}/generated")
configure_file(cmake/version.h.in "${npjit_generated}/base/version.h" @ONLY)
set(npjit_write_revision "${CMAKE_COMMAND}"
    "-DSOURCE=${CMAKE_SOURCE_DIR}" "-DOUTPUT=${npjit_generated}/base/revision.h"
    -P "${CMAKE_SOURCE_DIR}/cmake/write_revision.cmake")
execute_process(COMMAND ${npjit_write_revision})
add_custom_target(npjit_revision
    COMMAND ${npjit_write_revision}
    BYPRODUCTS "${npjit_generated}/base/revision.h"
    COMMENT "Looking up the git revision" VERBATIM)

add_library(npjit_version_headers INTERFACE)
target_include_directories(npjit_version_headers INTERFACE "${npjit_generated}")
add_dependencies(npjit_version_headers npjit_revision)
