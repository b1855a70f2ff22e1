# Finds OpenFHE: an installed one first, else the SDK that cmake/openfhe-sdk.txt pins.
#
# Defines the target slotwise::openfhe, and
#   SLOTWISE_OPENFHE_VERSION    such as 1.4.2
#   SLOTWISE_OPENFHE_ORIGIN     "installed: folder" or "sdk: package and version"
#   SLOTWISE_OPENFHE_LIBRARIES  the shared libraries (files, or targets) to put beside libslotwise.so
#   SLOTWISE_OPENFHE_OPENMP     whether OpenFHE was built with OpenMP
include(PipDownload)

set(SLOTWISE_OPENFHE_MINIMUM 1.4.0)
set(SLOTWISE_OPENFHE_SDK_VERSION 1.4.2)
option(SLOTWISE_USE_INSTALLED_OPENFHE "Use an installed OpenFHE where there is one" ON)

# The names under which an OpenFHE installation exports its shared libraries.
set(SLOTWISE_OPENFHE_TARGETS OPENFHEcore OPENFHEpke OPENFHEbinfhe)

# Sets PROBLEM to what is wrong with the installed OpenFHE that find_package found, or to "".
function(slotwise_check_installed_openfhe problem)
  set(found "OpenFHE ${BASE_OPENFHE_VERSION} in ${OpenFHE_DIR}")
  if(BASE_OPENFHE_VERSION VERSION_LESS SLOTWISE_OPENFHE_MINIMUM)
    set(${problem} "${found} is older than ${SLOTWISE_OPENFHE_MINIMUM}" PARENT_SCOPE)
  elseif(NOT OpenFHE_NATIVE_SIZE EQUAL 64)
    set(${problem} "${found} was built with NATIVE_SIZE=${OpenFHE_NATIVE_SIZE} and not 64"
        PARENT_SCOPE)
  elseif(NOT TARGET OPENFHEpke)
    set(${problem} "${found} was built without shared libraries (BUILD_SHARED=ON)" PARENT_SCOPE)
  else()
    set(${problem} "" PARENT_SCOPE)
  endif()
endfunction()

macro(slotwise_use_installed_openfhe)
  set(SLOTWISE_OPENFHE_VERSION "${BASE_OPENFHE_VERSION}")
  set(SLOTWISE_OPENFHE_ORIGIN "installed: ${OpenFHE_DIR}")
  set(SLOTWISE_OPENFHE_OPENMP ${OpenFHE_OPENMP})
  set(SLOTWISE_OPENFHE_LIBRARIES ${SLOTWISE_OPENFHE_TARGETS})

  add_library(slotwise_openfhe INTERFACE)
  foreach(folder "" /core /pke /binfhe /third-party/include)
    target_include_directories(slotwise_openfhe SYSTEM INTERFACE "${OpenFHE_INCLUDE}${folder}")
  endforeach()
  target_compile_definitions(slotwise_openfhe INTERFACE ${OpenFHE_COMPILE_DEFINITIONS}
                                                        MATHBACKEND=${OpenFHE_BACKEND})
  # All three are named although only two are called: they find each other through our own rpath.
  target_link_libraries(slotwise_openfhe INTERFACE -Wl,--no-as-needed ${OpenFHE_SHARED_LIBRARIES}
                                                   -Wl,--as-needed)
  if(OpenFHE_OPENMP)
    find_package(OpenMP REQUIRED COMPONENTS CXX)
    target_compile_definitions(slotwise_openfhe INTERFACE PARALLEL)
    target_link_libraries(slotwise_openfhe INTERFACE OpenMP::OpenMP_CXX)
  endif()
endmacro()

function(slotwise_check_sdk folder problem)
  if(NOT EXISTS "${folder}/heir/libopenfhe.so")
    set(${problem} "The OpenFHE SDK in ${folder} holds no libopenfhe.so: remove that folder"
        PARENT_SCOPE)
    return()
  endif()
  file(STRINGS "${folder}/heir/openfhe+/src/core/include/config_core.h" native_integer
       REGEX "^#define +NATIVEINT +64$")
  if(NOT native_integer)
    set(${problem} "The OpenFHE SDK in ${folder} was not built with NATIVEINT=64" PARENT_SCOPE)
    return()
  endif()
  set(${problem} "" PARENT_SCOPE)
endfunction()

macro(slotwise_use_openfhe_sdk folder)
  file(STRINGS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/openfhe-sdk.txt" package REGEX "==")
  string(REGEX REPLACE " .*" "" package "${package}")
  set(SLOTWISE_OPENFHE_VERSION "${SLOTWISE_OPENFHE_SDK_VERSION}")
  set(SLOTWISE_OPENFHE_ORIGIN "sdk: ${package}")
  set(SLOTWISE_OPENFHE_OPENMP OFF)
  set(SLOTWISE_OPENFHE_LIBRARIES "${folder}/heir/libopenfhe.so")

  add_library(slotwise_openfhe SHARED IMPORTED)
  set_target_properties(slotwise_openfhe PROPERTIES
    IMPORTED_LOCATION "${folder}/heir/libopenfhe.so"
    # Without this the linker would record the path on this machine in what it links.
    IMPORTED_NO_SONAME TRUE)
  foreach(part core pke binfhe)
    target_include_directories(slotwise_openfhe SYSTEM INTERFACE
                               "${folder}/heir/openfhe+/src/${part}/include")
  endforeach()
  target_include_directories(slotwise_openfhe SYSTEM INTERFACE "${folder}/heir/cereal+/include")
  target_compile_definitions(slotwise_openfhe INTERFACE MATHBACKEND=2)
endmacro()

# Resolves OpenFHE, keeping a downloaded SDK in FOLDER; ends the configuration with one sentence
# where that is impossible. Called from the top level, so that its results are visible everywhere.
function(slotwise_resolve_openfhe folder)
  set(installed_problem "")
  if(SLOTWISE_USE_INSTALLED_OPENFHE)
    set(chosen_by_user "${OpenFHE_DIR}$ENV{OpenFHE_DIR}")
    find_package(OpenFHE CONFIG QUIET)
    if(OpenFHE_FOUND)
      slotwise_check_installed_openfhe(installed_problem)
    elseif(chosen_by_user)
      set(installed_problem "OpenFHE_DIR is ${chosen_by_user}, where there is no OpenFHEConfig.cmake")
    endif()
    if(installed_problem AND chosen_by_user)
      message(FATAL_ERROR "${installed_problem}: install OpenFHE ${SLOTWISE_OPENFHE_MINIMUM} or "
                          "later with NATIVE_SIZE=64, or leave OpenFHE_DIR unset to use the SDK.")
    elseif(installed_problem)
      message(STATUS "Not used: ${installed_problem}")
      # Else the next configuration would take what was found for a choice of the user's.
      unset(OpenFHE_DIR CACHE)
    endif()
  endif()

  if(OpenFHE_FOUND AND installed_problem STREQUAL "")
    slotwise_use_installed_openfhe()
  else()
    slotwise_download_openfhe_sdk("${folder}")
    slotwise_use_openfhe_sdk("${folder}")
  endif()

  message(STATUS "OpenFHE ${SLOTWISE_OPENFHE_VERSION} (${SLOTWISE_OPENFHE_ORIGIN})")
  add_library(slotwise::openfhe ALIAS slotwise_openfhe)
  foreach(result VERSION ORIGIN LIBRARIES OPENMP)
    set(SLOTWISE_OPENFHE_${result} "${SLOTWISE_OPENFHE_${result}}" PARENT_SCOPE)
  endforeach()
endfunction()

function(slotwise_download_openfhe_sdk folder)
  set(elsewhere "or build and install OpenFHE from source and set OpenFHE_DIR.")
  if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    message(FATAL_ERROR "The OpenFHE SDK exists for Linux x86_64 only and this is "
                        "${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR}: build and install OpenFHE "
                        "from source and set OpenFHE_DIR.")
  endif()
  slotwise_pip_unpack(
    REQUIREMENTS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/openfhe-sdk.txt"
    FOLDER "${folder}"
    PLATFORM --python-version 3.12 --implementation cp --abi abi3 --platform manylinux_2_28_x86_64
    PROBLEM problem)
  if(problem STREQUAL "")
    slotwise_check_sdk("${folder}" problem)
  endif()
  if(NOT problem STREQUAL "")
    message(FATAL_ERROR "${problem}, ${elsewhere}")
  endif()
endfunction()
