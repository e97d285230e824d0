# What happened, line by line as JSON, for the receipt; and how far it came, for the next start.

# A tab ends each, which nothing in JSON text holds: so a line that a full disk or a kill cut off is known as one.
# It is counted how many bytes the events have at most; a character has up to four.
record() {
  events_bytes=$((events_bytes + 4 * ${#1} + 2))
  printf '%s\t\n' "$1" >>"$state/events"
}
# Waits until the disk has a file. Fails where that has no room for it after all.
durable() { if [ "${syncs_files-0}" = 1 ]; then sync "$1" 2>/dev/null; else sync; fi; }
# The runner may have been killed in the middle of a line: what follows begins on a line of its own.
complete_last_line() {
  if [ -s "$1" ] && [ -n "$(exec tail -c 1 "$1")" ]; then printf '\n' >>"$1"; fi
}

# Nothing goes on that could not be told of: it would be run again, unasked. $1: what is not known now.
stop_unrecorded() {
  complain "$1 cannot be written down in $state."
  complain 'Make room there, or see that it may be written to, then start again.'
  exit 1
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

# Fails where it cannot be written down that the action begins; then it must not begin.
record_begin() {
  is_unrecorded=0
  now
  record '{"kind":"action-started","at":'"$REPLY"',"run":"'"$action_run"'","attempt":'"$1"'}' || return 1
  printf '%s begin\n' "$number" >>"$state/actions" && durable "$state/actions" || return 1
}

# State, exit code or null, whether it is tried again, why. An end that cannot be written down ends the runner: the next
# start then asks what to do. So does one whose outputs could not, which what comes next may need.
record_end() {
  local message end=$1
  if [ "$3" = true ]; then end=retry; fi
  masked "$4" && json_text "$REPLY" && message=$REPLY
  now
  if [ "${is_unrecorded-0}" = 1 ] ||
    ! record '{"kind":"action-ended","at":'"$REPLY"',"run":"'"$action_run"'","state":"'"$1"'","code":'"$2"',"isRetried":'"$3"',"message":"'"$message"'"}' ||
    ! durable "$state/events" || ! printf '%s %s\n' "$number" "$end" >>"$state/actions" || ! durable "$state/actions"; then
    stop_unrecorded "How “${action_names[$number]}” ended"
  fi
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
  local name=$1 value=$2 is_secret=$3 json encoded kept
  masked "$value"
  if [ "$REPLY" != "$value" ]; then is_secret=1; fi
  if [ "$is_secret" = 1 ]; then add_mask "$value"; fi
  keep_output "$number" "$name" "$value" "$is_secret"
  base64_text "$name" && encoded=$REPLY
  if [ "$is_secret" = 0 ]; then
    json_text "$value" && json='{"kind":"text","text":"'"$REPLY"'"}'
    base64_text "$value" && kept="t $encoded $REPLY"
  elif [ "$bundle_key" = password ]; then
    seal "$value"
    json='{"kind":"sealed","sealed":"'"$REPLY"'"}' kept="s $encoded $REPLY"
  else
    json='{"kind":"withheld"}' kept="w $encoded -"
  fi
  printf '%s %s\n' "$number" "$kept" >>"$state/outputs" || is_unrecorded=1
  masked "$name" && json_text "$REPLY" && name=$REPLY
  now
  record '{"kind":"output","at":'"$REPLY"',"run":"'"$action_run"'","name":"'"$name"'","value":'"$json"'}' || is_unrecorded=1
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
