# What a bash step can call. Works with bash 3.2 and newer; values are only ever handed to builtins, never to the
# arguments of another program.

encode_servicemessagevalue() {
  printf '%s' "${1-}" | base64 | tr -d '\r\n'
}

decode_servicemessagevalue() {
  if printf 'QQ==' | base64 -d >/dev/null 2>&1; then
    printf '%s' "${1-}" | base64 -d
  else
    printf '%s' "${1-}" | base64 -D
  fi
}

get_octopusvariable() {
  local i
  for i in "${!__slipway_names[@]}"; do
    if [ "${__slipway_names[$i]}" = "${1-}" ]; then
      printf '%s' "${__slipway_values[$i]}"
      return 0
    fi
  done
}

# What a script sets, it reads back itself.
__slipway_remember() {
  local i
  if [ "${BASH_VERSINFO[0]}" -gt 4 ] || { [ "${BASH_VERSINFO[0]}" -eq 4 ] && [ "${BASH_VERSINFO[1]}" -ge 2 ]; }; then
    octopus_parameters["$1"]=$2
  fi
  for i in "${!__slipway_names[@]}"; do
    if [ "${__slipway_names[$i]}" = "$1" ]; then
      __slipway_values[$i]=$2
      return 0
    fi
  done
  __slipway_names+=("$1")
  __slipway_values+=("$2")
}

set_octopusvariable() {
  local name=${1-} n v
  n=$(encode_servicemessagevalue "$name") || return 1
  v=$(encode_servicemessagevalue "${2-}") || return 1
  if [ "${3-}" = '-sensitive' ]; then
    # On both streams, because either may be read first.
    printf '##octopus[mask value='\''%s'\'']\n' "$v" >&2
    printf '##octopus[setVariable name='\''%s'\'' value='\''%s'\'' sensitive='\''VHJ1ZQ=='\'']\n' "$n" "$v"
  else
    printf '##octopus[setVariable name='\''%s'\'' value='\''%s'\'']\n' "$n" "$v"
  fi
  if [ -n "${name//[[:space:]]/}" ]; then __slipway_remember "$name" "${2-}"; fi
}

new_octopusartifact() {
  local p n s
  if [ ! -f "${1-}" ] || [ ! -r "${1-}" ]; then
    printf 'There is no readable file “%s” to keep as an artifact.\n' "${1-}" >&2
    return 1
  fi
  case $1 in
    /*) p=$1 ;;
    *) p=$PWD/$1 ;;
  esac
  n=${2-}
  n=$(encode_servicemessagevalue "${n:-${1##*/}}") || return 1
  s=$(wc -c <"$1") || return 1
  s=$(encode_servicemessagevalue "${s//[!0-9]/}") || return 1
  p=$(encode_servicemessagevalue "$p") || return 1
  printf '##octopus[createArtifact path='\''%s'\'' name='\''%s'\'' length='\''%s'\'']\n' "$p" "$n" "$s"
}

update_progress() {
  local p m
  p=$(encode_servicemessagevalue "${1-}") || return 1
  m=$(encode_servicemessagevalue "${2-}") || return 1
  printf '##octopus[progress percentage='\''%s'\'' message='\''%s'\'']\n' "$p" "$m"
}

fail_step() {
  if [ -n "${1-}" ]; then
    printf '##octopus[resultMessage message='\''%s'\'']\n' "$(encode_servicemessagevalue "$1")"
  fi
  exit 1
}

__slipway_write() {
  local mode=$1
  shift
  printf '##octopus[stdout-%s]\n%s\n##octopus[stdout-default]\n' "$mode" "$*"
}
write_verbose() { __slipway_write verbose "$@"; }
write_highlight() { __slipway_write highlight "$@"; }
write_wait() { __slipway_write wait "$@"; }
write_warning() { __slipway_write warning "$@"; }

if [ "${BASH_VERSINFO[0]}" -gt 4 ] || { [ "${BASH_VERSINFO[0]}" -eq 4 ] && [ "${BASH_VERSINFO[1]}" -ge 2 ]; }; then
  declare -A octopus_parameters
  for __slipway_i in "${!__slipway_names[@]}"; do
    octopus_parameters["${__slipway_names[$__slipway_i]}"]=${__slipway_values[$__slipway_i]}
  done
  unset __slipway_i
fi

# Enters the work folder and announces itself: nonce, process, process group, folder. Nothing is printed before that.
__slipway_start() {
  local group=$$ stat='' folder=${SLIPWAY_WORK:-~/.slipway}/work/$2 ready=no
  unset SLIPWAY_WORK
  if { IFS= read -r stat </proc/$$/stat; } 2>/dev/null; then
    stat=${stat##*') '}
    stat=${stat#* }
    stat=${stat#* }
    group=${stat%% *}
  fi
  # On a host that was deployed to before, one command does.
  if cd -- "$folder" 2>/dev/null || mkdir -m 700 -- "$folder" 2>/dev/null || (umask 077 && mkdir -p -- "$folder"); then
    if cd -- "$folder"; then ready=yes; fi
  fi
  printf 'slipway-start %s %s %s %s\n' "$1" "$$" "$group" "$PWD"
  if [ "$ready" = no ]; then fail_step "The work folder $folder cannot be made."; fi
  if [ "$3" = last ]; then __slipway_last=$1 __slipway_folder=$PWD; fi
}

# Ends a script that did not exit by itself. The last one takes an empty folder along, unless it has more to do on exit.
__slipway_end() {
  if [ -n "${__slipway_last-}" ] && [ -z "$(trap -p EXIT)" ] && rmdir -- "$__slipway_folder" 2>/dev/null; then
    printf 'slipway-left %s' "$__slipway_last"
  fi
  exit "$1"
}

unset __slipway_n __slipway_p

exec </dev/null
