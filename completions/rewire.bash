# Completes commands and options of rewire, as its own --help lists them.
_rewire() {
  local word=${COMP_WORDS[COMP_CWORD]}
  local command=()
  local part
  for part in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $part == -* ]] || { [[ -e $part ]] || command+=("$part"); }
  done
  local help
  help=$(rewire "${command[@]:0:2}" --help 2>/dev/null || rewire "${command[@]:0:1}" --help 2>/dev/null)
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(grep -oE -- '--?[a-z][a-z0-9-]*' <<<"$help")" -- "$word")
  else
    local commands
    commands=$(sed -n '/^Subcommands:/,$p' <<<"$help" | awk 'NR > 1 && /^  [a-z]/ {print $1}')
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word"; compgen -f -- "$word")
  fi
}
complete -o filenames -F _rewire rewire
