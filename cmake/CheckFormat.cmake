# Checks the layout of C and C++ sources with clang-format, and a target that mends it.
include(PipDownload)

set(SLOTWISE_CLANG_FORMAT_MAJOR 21)

# Sets PROGRAM to a clang-format of the pinned major version: the one on PATH, else the package.
function(slotwise_find_clang_format folder program)
  find_program(SLOTWISE_CLANG_FORMAT_ON_PATH
               NAMES clang-format-${SLOTWISE_CLANG_FORMAT_MAJOR} clang-format)
  if(SLOTWISE_CLANG_FORMAT_ON_PATH)
    execute_process(COMMAND "${SLOTWISE_CLANG_FORMAT_ON_PATH}" --version OUTPUT_VARIABLE version)
    if(version MATCHES "version ${SLOTWISE_CLANG_FORMAT_MAJOR}\\.")
      set(${program} "${SLOTWISE_CLANG_FORMAT_ON_PATH}" PARENT_SCOPE)
      return()
    endif()
  endif()
  slotwise_pip_unpack(
    REQUIREMENTS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/clang-format.txt"
    FOLDER "${folder}"
    PLATFORM --platform manylinux_2_28_x86_64
    PROBLEM problem)
  if(NOT problem STREQUAL "")
    message(FATAL_ERROR "${problem}, or put clang-format ${SLOTWISE_CLANG_FORMAT_MAJOR} on PATH, "
                        "or configure with -DSLOTWISE_CHECK_FORMAT=OFF.")
  endif()
  set(binary "${folder}/clang_format/data/bin/clang-format")
  file(CHMOD "${binary}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  set(${program} "${binary}" PARENT_SCOPE)
endfunction()

# Adds the targets check-format (part of every build) and format for the given sources.
function(slotwise_check_format folder)
  slotwise_find_clang_format("${folder}" clang_format)
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/format.checked")
  add_custom_command(
    OUTPUT "${stamp}"
    COMMAND "${clang_format}" --dry-run --Werror --style=file ${ARGN}
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${ARGN} "${CMAKE_CURRENT_SOURCE_DIR}/../.clang-format"
    COMMENT "Checking the layout of C and C++ sources (build the target format to mend it)")
  add_custom_target(check-format ALL DEPENDS "${stamp}")
  add_custom_target(format COMMAND "${clang_format}" -i --style=file ${ARGN})
endfunction()
