# What a bash step can call. Works with bash 3.2 and newer; values are only ever handed to builtins, never to the
# arguments of another program. Comments and indents stay here, so no text may go over several lines.

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

# Where a name stands in the list of names; nowhere for one that is not there. Names compare without case.
__slipway_find() {
  local i heeds=
  __slipway_at=
  for i in "${!__slipway_names[@]}"; do
    if [ "${__slipway_names[$i]}" = "$1" ]; then
      __slipway_at=$i
      return 0
    fi
  done
  if ! shopt -q nocasematch; then heeds=yes; shopt -s nocasematch; fi
  for i in "${!__slipway_names[@]}"; do
    if [[ "${__slipway_names[$i]}" == "$1" ]]; then
      __slipway_at=$i
      break
    fi
  done
  if [ -n "$heeds" ]; then shopt -u nocasematch; fi
}

get_octopusvariable() {
  local __slipway_at
  __slipway_find "${1-}"
  if [ -n "$__slipway_at" ]; then printf '%s' "${__slipway_values[$__slipway_at]}"; fi
}

# What a script sets, it reads back itself.
__slipway_remember() {
  local __slipway_at name=$1
  __slipway_find "$name"
  if [ -n "$__slipway_at" ]; then
    name=${__slipway_names[$__slipway_at]}
    __slipway_values[$__slipway_at]=$2
  else
    __slipway_names+=("$name")
    __slipway_values+=("$2")
  fi
  if [ "${BASH_VERSINFO[0]}" -gt 4 ] || { [ "${BASH_VERSINFO[0]}" -eq 4 ] && [ "${BASH_VERSINFO[1]}" -ge 2 ]; }; then
    octopus_parameters["$name"]=$2
    octopus_parameters["$1"]=$2
  fi
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
  if [ -n "${name//[[:space:]]/}" ]; then
    __slipway_trace set "$n"
    __slipway_remember "$name" "${2-}"
  fi
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

# What is left where it ran, for whoever has to find out later how it went: that it began, the names of what it passed
# on, how it ended. No value, and nothing of the script. What cannot be left is no failure of the script; then nothing
# more is, because an end without all that came before would tell of too little.
__slipway_trace() {
  if [ -n "${__slipway_traces-}" ]; then
    { printf '%s %s %s\n' "$1" "$__slipway_run" "$2" >>"$__slipway_traces"; } 2>/dev/null || __slipway_traces=
  fi
}

# Opens the file for this deployment; the first script of one takes along what is a month old. File, run, start time.
__slipway_open_traces() {
  local old folder=$1/runs day=${2%%.*}
  if [ ! -d "$folder" ]; then mkdir -m 700 -- "$folder" 2>/dev/null || return 0; fi
  __slipway_traces=$folder/$2 __slipway_run=$3
  if [ ! -e "$__slipway_traces" ]; then
    for old in "$folder"/*; do
      old=${old##*/}
      case ${old%%.*} in '' | *[!0-9]*) continue ;; esac
      if [ "${old%%.*}" -lt $((day - 30)) ]; then rm -f -- "$folder/$old"; fi
    done
  fi
  __slipway_trace start "$$ ${4:--}"
  # Of a shell that a signal ends, this shows whatever the last command gave: so it may speak of failures only.
  trap '__slipway_code=$?; if [ "$__slipway_code" -ne 0 ]; then __slipway_trace end "$__slipway_code"; fi' EXIT
}

exit() {
  local code=${1-$?}
  if [ "$BASH_SUBSHELL" -eq 0 ] && [ "$code" = 0 ]; then __slipway_trace end 0; fi
  builtin exit "$code"
}

# Enters the work folder and announces itself: nonce, process, process group, folder. Nothing is printed before that.
__slipway_start() {
  local group=$$ stat='' began='' own=${SLIPWAY_WORK:-~/.slipway} ready=no
  local folder=$own/work/$2
  unset SLIPWAY_WORK
  if { IFS= read -r stat </proc/$$/stat; } 2>/dev/null; then
    stat=${stat##*') '}
    stat=${stat#* }
    stat=${stat#* }
    group=${stat%% *}
    # Field 22 of all: with the process number it tells this process from a later one.
    began=($stat)
    began=${began[17]}
  fi
  # On a host that was deployed to before, one command does.
  if cd -- "$folder" 2>/dev/null || mkdir -m 700 -- "$folder" 2>/dev/null || (umask 077 && mkdir -p -- "$folder"); then
    if cd -- "$folder"; then ready=yes; fi
  fi
  printf 'slipway-start %s %s %s %s\n' "$1" "$$" "$group" "$PWD"
  if [ "$ready" = no ]; then fail_step "The work folder $folder cannot be made."; fi
  if [ "$3" = last ]; then __slipway_last=$1 __slipway_folder=$PWD; fi
  if [ -n "${4-}" ]; then __slipway_open_traces "$own" "$4" "$5" "$began"; fi
}

# Ends a script that did not exit by itself. The last one takes an empty folder along, unless it has more to do on exit.
__slipway_end() {
  if [ -n "${__slipway_last-}" ]; then
    case $(trap -p EXIT) in '' | *__slipway_code*)
      if rmdir -- "$__slipway_folder" 2>/dev/null; then printf 'slipway-left %s' "$__slipway_last"; fi
      ;;
    esac
  fi
  exit "$1"
}

unset __slipway_n __slipway_p

exec </dev/null
