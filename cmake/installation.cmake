
# The program finds its data as ../share/rewire from its own directory.
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/atlases
  DESTINATION share/rewire
  FILES_MATCHING
  PATTERN "*.toml"
  PATTERN "*.tsv"
)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs DESTINATION share/rewire)
install(TARGETS rewire RUNTIME DESTINATION bin)
install(
  FILES ${PROJECT_SOURCE_DIR}/completions/rewire.bash
  DESTINATION share/bash-completion/completions
  RENAME rewire
)
