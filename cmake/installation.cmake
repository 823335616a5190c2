
# The program finds its data as ../share/rewire from its own directory.
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/atlases
  DESTINATION share/rewire
  FILES_MATCHING
  PATTERN "*.toml"
  PATTERN "*.tsv"
)
if(EXISTS ${PROJECT_SOURCE_DIR}/configs)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs DESTINATION share/rewire)
endif()
