# Runs one script in a process group of its own. Script, variables and helper functions reach it over stdin.

# Names and values of the variables of a script: the action's, what is known by now, and outputs of earlier actions.
all_variables() {
  local i
  all_names=(${names[@]+"${names[@]}"} ${more_names[@]+"${more_names[@]}"})
  all_values=(${values[@]+"${values[@]}"} ${more_values[@]+"${more_values[@]}"})
  for i in ${output_names[@]+"${!output_names[@]}"}; do
    # What scripts of a package passed on has its own name for those that follow, unless it is secret.
    if [ "${action_kinds[$number]}.${output_from[$i]}.${output_secret[$i]}" = "deploy-package.$number.0" ]; then
      set_in_all "${output_names[$i]}" "${output_values[$i]}"
    fi
    set_in_all "Octopus.Action[${action_names[${output_from[$i]}]}].Output.${output_names[$i]}" "${output_values[$i]}"
    set_in_all "Octopus.Action[${action_names[${output_from[$i]}]}].Output[$bundle_target].${output_names[$i]}" "${output_values[$i]}"
  done
  if [ -n "${first_error-}" ]; then set_in_all Octopus.Deployment.Error "$first_error"; fi
  for i in ${values[@]+"${!values[@]}"}; do
    if [[ ${values[$i]} == *'#{'* ]]; then with_known "${values[$i]}" && all_values[$i]=$REPLY; fi
  done
}
set_in_all() {
  local i
  for i in ${all_names[@]+"${!all_names[@]}"}; do
    if [ "${all_names[$i]}" = "$1" ]; then
      all_values[$i]=$2
      return 0
    fi
  done
  all_names+=("$1") all_values+=("$2")
}

# Sets REPLY to a text with its references to what is known only here replaced: outputs, and where things are. What is put
# in is not looked at again.
with_known() {
  local rest=$1 text='' name
  while [[ $rest == *'#{'*'}'* ]]; do
    text=$text${rest%%'#{'*} rest=${rest#*'#{'}
    name=${rest%%'}'*}
    if known_value "$name"; then text=$text$REPLY rest=${rest#*'}'}; else text=$text'#{'; fi
  done
  REPLY=$text$rest
}
# Sets REPLY to what is known only here under a name; fails for others. Names are the same whatever their case.
known_value() {
  local i found=1
  shopt -s nocasematch
  for i in ${all_names[@]+"${!all_names[@]}"}; do
    if [[ ${all_names[$i]} != "$1" ]]; then continue; fi
    if [ "$i" -lt "${#names[@]}" ] && [[ ${all_names[$i]} != 'Octopus.Action['* ]]; then continue; fi
    REPLY=${all_values[$i]} found=0
  done
  shopt -u nocasematch
  return $found
}

payload_bash() {
  local i is_last=more
  if is_other_user; then is_last=last; fi
  printf '__slipway_names=('
  for i in ${all_names[@]+"${!all_names[@]}"}; do quoted "${all_names[$i]}" && printf '%s ' "$REPLY"; done
  printf ')\n__slipway_values=('
  for i in ${all_names[@]+"${!all_names[@]}"}; do quoted "${all_values[$i]}" && printf '%s ' "$REPLY"; done
  quoted "$script_body"
  printf ')\nslipway_script=%s\n' "$REPLY"
  read_file "$here/runner/bash.sh" && printf '%s' "$REPLY"
  printf '\n__slipway_start %s %s %s\n' "$nonce" "$work_name" "$is_last"
  if [ "$script_folder" != "$work" ]; then
    quoted "$script_folder"
    printf 'cd -- %s || exit\n' "$REPLY"
  fi
  if [ -n "$script_parameters" ]; then
    quoted "$script_parameters"
    printf 'slipway_parameters=%s\neval "set -- $slipway_parameters" || fail_step "The parameters of the script cannot be read."\nunset slipway_parameters\n' "$REPLY"
  fi
}

# One line of JSON, then the helpers.
payload_python() {
  local i comma='' is_last=false
  if is_other_user; then is_last=true; fi
  json_text "$script_body" && printf '{"nonce":"%s","isLast":%s,"script":"%s"' "$nonce" "$is_last" "$REPLY"
  json_text "$start_folder" && printf ',"folder":"%s"' "$REPLY"
  json_text "$script_parameters" && printf ',"parameters":"%s","variables":{' "$REPLY"
  for i in ${all_names[@]+"${!all_names[@]}"}; do
    json_text "${all_names[$i]}" && printf '%s"%s":' "$comma" "$REPLY"
    json_text "${all_values[$i]}" && printf '"%s"' "$REPLY"
    comma=,
  done
  printf '}}\n'
  read_file "$here/runner/python.py" && printf '%s' "$REPLY"
}

# Sets REPLY to a PowerShell literal; PowerShell takes typographic quotes for quotes.
quoted_powershell() {
  local text=$1 mark
  for mark in "$quote" '‘' '’' '‚' '‛'; do text=${text//"$mark"/$mark$mark}; done
  REPLY=$quote$text$quote
}
payload_powershell() {
  {
    local i
    quoted_powershell "$start_folder" && printf '$SlipwayFolder = %s\n' "$REPLY"
    printf '$SlipwayNonce = "%s"\n$SlipwayTraces = ""\n$SlipwayRun = ""\n' "$nonce"
    printf '%s\n' '$OctopusParameters = New-Object "System.Collections.Generic.Dictionary[string,string]" ([StringComparer]::OrdinalIgnoreCase)'
    for i in ${all_names[@]+"${!all_names[@]}"}; do
      quoted_powershell "${all_names[$i]}" && printf '$OctopusParameters[%s] = ' "$REPLY"
      quoted_powershell "${all_values[$i]}" && printf '%s\n' "$REPLY"
    done
    quoted_powershell "$script_parameters" && printf '$SlipwayParameters = %s\n' "$REPLY"
    quoted_powershell "$script_body" && printf '$SlipwayScript = %s\n' "$REPLY"
    cat "$here/runner/powershell.ps1"
  } | base64 | tr -d '\r\n'
  printf '\n'
}

loader_bash='slipway_payload=$(cat); eval "$slipway_payload"; unset slipway_payload; eval "$slipway_script"; __slipway_end $?'
loader_python='import sys,json;payload=json.loads(sys.stdin.buffer.readline().decode());exec(sys.stdin.buffer.read().decode())'
# For work of the runner itself: says the last of what it complained of, and undoes things itself when it is to end.
loader_sh='task=$(cat); trap : INT TERM HUP; said=$(eval "$task" 2>&1 >/dev/null); code=$?; said=$(printf "%s\n" "$said" | tail -n 1)
if [ "$code" -ne 0 ] && [ -n "$said" ]; then printf "##octopus[resultMessage message=\"%s\"]\n" "$(printf %s "$said" | base64 | tr -d "\r\n")"; fi; exit "$code"'
loader_powershell='$p = @($input) -join ""; if (-not $p) { $p = [Console]::In.ReadToEnd() }; . ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($p))))'

# For a user whose home is not there to write to.
with_work='if [ -w ~ ]; then exec "$@"; fi; SLIPWAY_WORK=$(mktemp -d) || exit 125; export SLIPWAY_WORK; w=$SLIPWAY_WORK; "$@"; c=$?; rm -rf -- "$w"; exit $c'

# Becomes the interpreter. Its arguments are the same for every script.
launch() {
  local as=()
  if is_other_user; then
    as=(sudo -n -H -u "$action_user" -- sh -c "$with_work" sh)
  elif [ "$script_syntax" != sh ]; then
    export SLIPWAY_WORK="$root"
  fi
  trap - INT TERM HUP
  umask "$action_umask"
  case $script_syntax in
    bash) exec ${as[@]+"${as[@]}"} bash -c "$loader_bash" slipway < <(payload_bash) ;;
    python) exec ${as[@]+"${as[@]}"} python3 -c "$loader_python" < <(payload_python) ;;
    sh) exec sh -c "$loader_sh" < <(printf '%s\n' "$script_body") ;;
    powershell) exec ${as[@]+"${as[@]}"} pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "$loader_powershell" < <(payload_powershell) ;;
  esac
}

# Sets REPLY to when a process began, and in which run of the machine; each empty where that cannot be known.
began_at() {
  local stat='' boot=''
  { IFS= read -r stat <"/proc/$1/stat" && IFS= read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
  # Behind the name, which may hold anything.
  set -- ${stat##*)}
  REPLY="${20-} $boot"
}
# Writes down the group of processes that a script is: it outlives a runner that is killed.
keep_under_way() {
  began_at "$1"
  printf '%s %s\n' "$1" "$REPLY" >"$state/under-way"
}
# Whether what was written down so is still there; sets group. Numbers are given out anew, above all after a restart of the
# machine.
is_under_way() {
  local began='' boot=''
  group=''
  if [ -f "$state/under-way" ]; then read -r group began boot <"$state/under-way"; fi
  [ -n "$group" ] && is_alive "-$group" || return 1
  if [ -z "$boot" ]; then return 0; fi
  began_at "$group"
  # The first one of a group may be gone before the others.
  case $REPLY in "$began $boot" | " $boot" | ' ') return 0 ;; *) return 1 ;; esac
}

# Once for an end in order, twice for one at once.
stop_job() {
  stops=$((stops + 1))
  if [ "$stops" -gt 1 ]; then signal_group KILL "$group"; else signal_group TERM "$group"; fi
}

# Starts the script, waits for it, ends it when it takes too long or somebody stops the runner; tells the exit code.
job() {
  local group dog='' status stops=0
  set -m
  launch 3>&- 4>&- 5>&- &
  group=$!
  # The shell would announce how its job ended.
  exec 2>/dev/null
  trap stop_job INT TERM HUP
  keep_under_way "$group"
  if [ "$script_seconds" -gt 0 ]; then
    (
      sleep "$script_seconds"
      : >"$state/timed-out"
      signal_group TERM "$group"
      sleep 5
      signal_group KILL "$group"
    ) >/dev/null 2>&1 3>&- 4>&- 5>&- &
    dog=$!
  fi
  while :; do
    wait "$group" 2>/dev/null
    status=$?
    # Beyond that it was a signal: of the script, or one that ended the waiting only.
    if [ "$status" -le 128 ]; then break; fi
    is_alive "$group" || break
  done
  if [ -n "$dog" ]; then { kill -s KILL -- "-$dog" && wait "$dog"; } 2>/dev/null; fi
  if [ "$stops" -gt 0 ]; then printf 'stopped\n' >&5; fi
  printf 'code %s\n' "$status" >&5
}

# Sets text_lines to the lines of a text, and words to the words of one.
lines_of() {
  local IFS=$newline
  set -f
  text_lines=($1)
  set +f
}
words_of() {
  set -f
  words=($1)
  set +f
}

# Sets nonce to 16 random bytes in hex. Those for several scripts are fetched at once.
random_digits=''
new_nonce() {
  if [ -z "$random_digits" ]; then
    random_digits=$(exec od -An -v -N512 -tx1 /dev/urandom)
    random_digits=${random_digits//[!0-9a-f]/}
  fi
  nonce=${random_digits:0:32}
  random_digits=${random_digits:32}
}

# Runs script_body as script_syntax in script_folder. Sets code, result, and takes what it passed on. Returns 0 for
# success, 1 for failure, 2 when it took too long, 3 when the runner is to stop.
run_script() {
  local control kind first second third
  code=null result=''
  script_seconds=0
  if [ "$deadline" -gt 0 ]; then
    script_seconds=$((deadline - SECONDS))
    if [ "$script_seconds" -le 0 ]; then return 2; fi
  fi
  all_variables
  # What is in quotes already had its references replaced before.
  if [ "$script_syntax" != sh ]; then
    with_known "$script_body" && script_body=$REPLY
    with_known "$script_parameters" && script_parameters=$REPLY
  fi
  new_nonce
  # Another user has a work folder of its own, under the same name.
  start_folder=$script_folder
  if is_other_user && [ "$script_folder" = "$work" ]; then start_folder=$work_name; fi
  if [ -e "$state/timed-out" ]; then rm -f -- "$state/timed-out"; fi
  control=$(
    trap '' INT TERM HUP
    exec 5>&1 2>/dev/null
    # Newer shells then need no processes of their own for those that read.
    shopt -s lastpipe
    { job 2>&3 3>&- | filter stdout info >&5 3>&-; } 3>&1 | filter stderr error >&5
  )
  { : >"$state/under-way"; } 2>/dev/null
  local is_stopped=0 entry text_lines words
  lines_of "$control"
  for entry in ${text_lines[@]+"${text_lines[@]}"}; do
    words_of "$entry"
    kind=${words[0]} first=${words[1]-} second=${words[2]-} third=${words[3]-}
    case $kind in
      written) events_bytes=$((events_bytes + first)) ;;
      code) code=$first ;;
      stopped) is_stopped=1 ;;
      mask) decode "$first" && add_mask "$REPLY" ;;
      result) decode "$first" && result=${REPLY%.} ;;
      set)
        decode "$first" && first=$REPLY
        if [ "$second" = - ]; then REPLY=''; else decode "$second"; fi
        if [ -n "${first//[[:space:]]/}" ]; then take_output "$first" "$REPLY" "$third"; fi
        ;;
      artifact) take_artifact "$first" "$second" ;;
    esac
  done
  if [ "$is_stopped" = 1 ] || [ "$stop" = 1 ]; then return 3; fi
  if [ -f "$state/timed-out" ]; then return 2; fi
  case $code in 0) return 0 ;; 126 | 127) explain_missing ;; esac
  return 1
}

explain_missing() {
  local program=$script_syntax
  case $program in python) program=python3 ;; powershell) program=pwsh ;; esac
  if ! have "$program"; then result="$program was not found here"; fi
}

# Keeps a copy of a file that a script wants kept: path and name in base64.
take_artifact() {
  local path name copy bytes hash
  decode "$1" && path=$REPLY
  name=${path##*/}
  if [ "$2" != - ]; then decode "$2" && name=$REPLY; fi
  case $path in /*) ;; *) path=$script_folder/$path ;; esac
  mkdir -p -- "$state/artifacts"
  artifact_count=$((${artifact_count:-0} + 1))
  copy=$state/artifacts/$number-$SECONDS-$artifact_count
  if ! cp -- "$path" "$copy" 2>/dev/null; then
    note error "The file $path, which was to be kept as an artifact, cannot be read."
    return 1
  fi
  hash_file "$copy"
  hash=$REPLY bytes=$(exec wc -c <"$copy")
  masked "$name" && json_text "$REPLY" && name=$REPLY
  json_text "$copy" && copy=$REPLY
  now
  record '{"kind":"artifact","at":'"$REPLY"',"run":"'"$action_run"'","name":"'"$name"'","path":"'"$copy"'","bytes":'"${bytes//[!0-9]/}"',"sha256":"'"$hash"'"}' || is_unrecorded=1
}
