# Writes what zsh offers for a line into the file `hits`: a shell of its own completes it, and its `compadd` is
# wrapped to tell of the matches.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT= ; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell 'compadd() {
  local -a hits
  if (( ${@[(I)-*[OAD]*]} == 0 )) { builtin compadd -O hits "$@"; print -rl -- $hits >> hits }
  builtin compadd "$@"
}'
zpty -w shell 'finish() { : > done }; zle -N finish; bindkey "^X" finish'
zpty -w -n shell "$1"$'\t\x18'
repeat 400; do [[ -e done ]] && break; sleep 0.05; done
zpty -d shell
