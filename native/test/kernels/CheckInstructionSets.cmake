# Fails if an object that is compiled for one instruction set defines an inline function that other
# objects may share: the linker could keep its copy, and a CPU meet instructions that it lacks.
# Arguments: NM, OBJECTS.
foreach(object IN LISTS OBJECTS)
  if(NOT object MATCHES "(avx2|avx512|vnni)")
    continue()
  endif()
  execute_process(COMMAND "${NM}" --demangle "${object}" OUTPUT_VARIABLE symbols
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]* [WVu] [^\n]*" shared "${symbols}")
  list(FILTER shared EXCLUDE REGEX
       "slotwise::kernels::(avx2|avx512|avx512_vnni)::|DW\\.ref\\.__gxx_personality_v0")
  if(shared)
    message(FATAL_ERROR "${object} defines: ${shared}")
  endif()
endforeach()
