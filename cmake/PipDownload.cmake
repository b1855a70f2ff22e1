# Python packages as a source of binaries: pinned, checked by hash, kept in the build folder.

# Downloads the one package that a requirements file pins and unpacks it into FOLDER, unless that
# was done before. On failure sets PROBLEM to one sentence that says what is missing and how to get
# it, else to the empty string.
#
#   slotwise_pip_unpack(REQUIREMENTS file FOLDER folder PLATFORM tags PROBLEM variable)
function(slotwise_pip_unpack)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "REQUIREMENTS;FOLDER;PROBLEM" "PLATFORM")
  file(SHA256 "${arg_REQUIREMENTS}" wanted)
  set(stamp "${arg_FOLDER}/.unpacked")
  if(EXISTS "${stamp}")
    file(READ "${stamp}" present)
    if(present STREQUAL wanted)
      set(${arg_PROBLEM} "" PARENT_SCOPE)
      return()
    endif()
  endif()

  set(download "${arg_FOLDER}.download")
  file(REMOVE_RECURSE "${arg_FOLDER}" "${download}")
  slotwise_pip_download("${arg_REQUIREMENTS}" "${download}" "${arg_PLATFORM}" problem)
  if(problem STREQUAL "")
    file(GLOB wheel "${download}/*.whl")
    file(ARCHIVE_EXTRACT INPUT "${wheel}" DESTINATION "${arg_FOLDER}")
    file(WRITE "${stamp}" "${wanted}")
  endif()
  file(REMOVE_RECURSE "${download}")
  set(${arg_PROBLEM} "${problem}" PARENT_SCOPE)
endfunction()

function(slotwise_pip_download requirements folder platform problem)
  get_filename_component(name "${requirements}" NAME)
  find_program(SLOTWISE_PYTHON NAMES python3 python)
  if(NOT SLOTWISE_PYTHON)
    set(${problem}
        "Python 3 with pip is missing, which downloads what cmake/${name} names: install it (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip)"
        PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND "${SLOTWISE_PYTHON}" -m pip --version
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set(${problem}
        "pip is missing from ${SLOTWISE_PYTHON}, which downloads what cmake/${name} names: install it (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip)"
        PARENT_SCOPE)
    return()
  endif()

  execute_process(
    COMMAND "${SLOTWISE_PYTHON}" -m pip download --quiet --disable-pip-version-check --no-deps
            --only-binary=:all: --require-hashes ${platform} --dest "${folder}" --requirement
            "${requirements}"
    RESULT_VARIABLE failed ERROR_VARIABLE report OUTPUT_VARIABLE report)
  if(NOT failed)
    set(${problem} "" PARENT_SCOPE)
  elseif(report MATCHES "DO NOT MATCH THE HASHES")
    set(${problem}
        "The package that pip found does not have the hash that cmake/${name} expects, so it is not used: check the package index that pip is configured for and try again"
        PARENT_SCOPE)
  else()
    string(STRIP "${report}" report)
    string(REGEX REPLACE "\n.*" "" first_line "${report}")
    set(${problem}
        "pip could not download what cmake/${name} names (${first_line}): check the network and the package index that pip is configured for and try again"
        PARENT_SCOPE)
  endif()
endfunction()
