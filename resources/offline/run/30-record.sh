# What happened, line by line as JSON, for the receipt; and how far it came, for the next start.

record() { printf '%s\n' "$1" >>"$state/events"; }
durable() { sync "$1" 2>/dev/null || sync; }
# The runner may have been killed in the middle of a line: what follows begins on a line of its own.
complete_last_line() {
  if [ -f "$1" ] && [ -n "$(tail -c 1 "$1")" ]; then printf '\n' >>"$1"; fi
}

# A line of the runner itself: level, text.
note() {
  local text run=null
  if [ -n "${action_run-}" ]; then run='"'$action_run'"'; fi
  masked "$2" && text=$REPLY
  printf '    %s\n' "$text" >&4
  json_text "$text" && text=$REPLY
  now
  record '{"kind":"line","at":'"$REPLY"',"run":'"$run"',"stream":"stdout","level":"'"$1"'","text":"'"$text"'"}'
}
note_run() {
  local keep=${action_run-}
  action_run=''
  note "$@"
  action_run=$keep
}

record_begin() {
  printf '%s begin\n' "$number" >>"$state/actions"
  durable "$state/actions"
  now
  record '{"kind":"action-started","at":'"$REPLY"',"run":"'"$action_run"'","attempt":'"$1"'}'
}

# State, exit code or null, whether it is tried again, why.
record_end() {
  local message
  masked "$4" && json_text "$REPLY" && message=$REPLY
  now
  record '{"kind":"action-ended","at":'"$REPLY"',"run":"'"$action_run"'","state":"'"$1"'","code":'"$2"',"isRetried":'"$3"',"message":"'"$message"'"}'
  durable "$state/events"
  printf '%s %s\n' "$number" "$([ "$3" = true ] && printf retry || printf '%s' "$1")" >>"$state/actions"
  durable "$state/actions"
}

# How each action stands: empty, begin, retry, succeeded, failed, timed-out, skipped, unknown. A line that is no whole one
# tells nothing.
load_state() {
  local at what
  standing=()
  if [ ! -f "$state/actions" ]; then return 0; fi
  while read -r at what; do
    case $what in begin | retry | succeeded | failed | timed-out | skipped | unknown) standing[$at]=$what ;; esac
  done <"$state/actions"
}

# Names and values of what actions passed on, with the number of the action that did.
output_from=() output_names=() output_values=() output_secret=()

keep_output() { # number, name, value, whether it is secret
  output_from+=("$1") output_names+=("$2") output_values+=("$3") output_secret+=("$4")
}

# Keeps an output of the action that runs, and writes it down: name, value, whether it is sensitive.
take_output() {
  local name=$1 value=$2 is_secret=$3 sealed='' json
  masked "$value"
  if [ "$REPLY" != "$value" ]; then is_secret=1; fi
  if [ "$is_secret" = 1 ]; then add_mask "$value"; fi
  keep_output "$number" "$name" "$value" "$is_secret"
  if [ "$is_secret" = 0 ]; then
    json_text "$value" && json='{"kind":"text","text":"'"$REPLY"'"}'
    printf '%s t %s %s\n' "$number" "$(to_base64 "$name")" "$(to_base64 "$value")" >>"$state/outputs"
  elif [ "$bundle_key" = password ]; then
    sealed=$(seal "$value")
    json='{"kind":"sealed","sealed":"'"$sealed"'"}'
    printf '%s s %s %s\n' "$number" "$(to_base64 "$name")" "$sealed" >>"$state/outputs"
  else
    json='{"kind":"withheld"}'
    printf '%s w %s -\n' "$number" "$(to_base64 "$name")" >>"$state/outputs"
  fi
  masked "$name" && json_text "$REPLY" && name=$REPLY
  now
  record '{"kind":"output","at":'"$REPLY"',"run":"'"$action_run"'","name":"'"$name"'","value":'"$json"'}'
}

# What earlier starts of the runner left.
load_outputs() {
  local from kind name value
  if [ ! -f "$state/outputs" ]; then return 0; fi
  while read -r from kind name value; do
    decode "$name" && name=$REPLY
    case $kind in
      t) decode "$value" && keep_output "$from" "$name" "$REPLY" 0 ;;
      s)
        unseal "$value" || continue
        value=$REPLY
        add_mask "$value" && keep_output "$from" "$name" "$value" 1
        ;;
      w) note_run warning "The sensitive output “$name” of an earlier start was not kept, because this bundle has no password." ;;
    esac
  done <"$state/outputs"
}
