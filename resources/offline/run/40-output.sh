# Reads what a script writes: takes service messages out, masks what remains, and only then shows and records it.

most_lines=100000 longest_line=3000
# The most bytes that one message may have, as on machines that are reached.
longest_message=8388608
# Slipway reads receipts of up to 64 MB. Lines of scripts fill them up to here; the rest is for how everything ended.
most_bytes=48000000

# How many bytes the events have at most; nobody has looked yet.
events_bytes=$most_bytes
look_at_events() {
  events_bytes=0
  if [ -s "$state/events" ]; then events_bytes=$(exec wc -c <"$state/events"); fi
}
# Sets room to how many bytes of lines there is room for. The streams look now and then only: both may go over by one such
# step.
leave_room() {
  room=$((most_bytes - events_bytes))
  if [ "$room" -gt 1000000 ]; then room=1000000; fi
}

# Sets REPLY to the value that a message gives a key; fails when it gives none.
value_of() {
  local pattern="(^|[[:space:]])$2[[:space:]]*=[[:space:]]*['\"]([A-Za-z0-9+/=[:space:]]*)['\"]"
  [[ $1 =~ $pattern ]] || return 1
  REPLY=${BASH_REMATCH[2]//[[:space:]]/}
}

# Obeys one message; sets level for those that change it. Control lines go to stdout.
obey() {
  local body=$1 name value
  case ${body%%[[:space:]]*} in
    "$stream"-default) level=$default_level ;;
    stdout-verbose | stdout-highlight | stdout-wait | stdout-warning | stdout-error | stdout-ignore)
      if [ "$stream" = stdout ]; then level=${body%%[[:space:]]*} && level=${level#stdout-}; fi
      ;;
    stderr-error | stderr-ignore) if [ "$stream" = stderr ]; then level=${body%%[[:space:]]*} && level=${level#stderr-}; fi ;;
    stderr-progress) if [ "$stream" = stderr ]; then level=verbose; fi ;;
    mask)
      value_of "$body" value || return 0
      printf 'mask %s\n' "$REPLY"
      decode "$REPLY" && add_mask "$REPLY"
      ;;
    setVariable)
      # As on machines that are reached, what has no name is not set.
      value_of "$body" name && [ -n "$REPLY" ] || return 0
      name=$REPLY
      value_of "$body" value || REPLY=''
      value=${REPLY:--}
      if value_of "$body" sensitive && decode "$REPLY" && [[ $REPLY == [Tt][Rr][Uu][Ee] ]]; then
        if [ "$value" != - ]; then decode "$value" && add_mask "$REPLY"; fi
        printf 'set %s %s 1\n' "$name" "$value"
      else
        printf 'set %s %s 0\n' "$name" "$value"
      fi
      ;;
    resultMessage) if value_of "$body" message; then printf 'result %s\n' "$REPLY"; fi ;;
    createArtifact)
      value_of "$body" path && [ -n "$REPLY" ] || return 0
      value=$REPLY
      value_of "$body" name || REPLY=-
      printf 'artifact %s %s\n' "$value" "${REPLY:--}"
      ;;
  esac
}

show_line() {
  local text
  masked "$1" && text=$REPLY
  case $level in
    ignore) return 0 ;;
    warning | error) printf '  ! %s\n' "$text" >&4 ;;
    *) printf '    %s\n' "$text" >&4 ;;
  esac
  lines=$((lines + 1))
  if [ "$lines" -gt "$most_lines" ] || [ "$is_full" = 1 ]; then return 0; fi
  if [ "$room" -le 0 ]; then look_at_events && leave_room; fi
  if [ "$room" -le 0 ]; then is_full=1 && return 0; fi
  if [ ${#text} -gt $longest_line ]; then
    local end=$longest_line
    # Not through a character.
    while [ $end -gt $((longest_line - 4)) ] && [[ ${text:end:1} == [$'\200'-$'\277'] ]]; do end=$((end - 1)); done
    text="${text:0:$end} (the rest of this line was left out)"
  fi
  json_text "$text" && text=$REPLY
  now
  text='{"kind":"line","at":'$REPLY',"run":"'$action_run'","stream":"'$stream'","level":"'$level'","text":"'$text'"}'
  room=$((room - ${#text})) written=$((written + ${#text} + 2))
  # One write each, so that lines of both streams cannot get into one another.
  record "$text" || is_lossy=1
}

# Says something about the stream itself, whatever was recorded of it.
warn_in_stream() {
  local level=warning lines=0 room=1 is_full=0
  show_line "$1"
}

# Reads on to the end of a message that a line began, which may be lines away, and obeys it. Sets unfinished to the bytes
# of one that never ended. $1: what came behind its bracket.
read_message() {
  local part=$1 size=$((${#1} + 1)) body IFS=''
  local pieces=()
  while [[ $part != *']'* ]]; do
    pieces+=("$part")
    if [ "$size" -gt "$longest_message" ]; then
      pass_long_message "${pieces[*]}"
      return 0
    fi
    if ! IFS= read -r part && [ -z "$part" ]; then
      unfinished=$size
      return 0
    fi
    part=${part%$'\r'} size=$((size + ${#part} + 1))
  done
  pieces+=("${part%%']'*}")
  body="${pieces[*]}"
  IFS=$' \t\n'
  obey "$body"
}

# Passes over what is left of a message that is too long to be kept: nothing of it is shown, for it may hold a secret. It is
# over with the first line that can be no part of one, unless it is known to hold a secret.
pass_long_message() { # what came of it
  local part is_secret=0 sign="[^A-Za-z0-9+/=_.'\"[:space:]-]" secret='^[[:space:]]*mask[[:space:]]|[[:space:]]sensitive[[:space:]]*='
  if [[ $1 =~ $secret ]]; then is_secret=1; fi
  warn_in_stream "A service message has more than $((longest_message / 1048576)) MB. It is left out up to its end: what it asks for is not done, and what it declares secret is not masked where it stands elsewhere."
  while IFS= read -r part || [ -n "$part" ]; do
    size=$((size + ${#part} + 1))
    if [[ $part == *']'* ]]; then return 0; fi
    if [ $is_secret = 0 ] && [[ $part =~ $sign ]]; then return 0; fi
  done
  unfinished=$size
}

# Name of the stream, level that its lines have by themselves.
filter() {
  local stream=$1 default_level=$2 level=$2 line lines=0 room is_full=0 is_lossy=0 cut='' unfinished=''
  local LC_ALL=C is_counted=$((events_bytes < most_bytes)) written=0
  leave_room
  trap '' INT TERM HUP
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [[ $line == "slipway-start $nonce "* || $line == "slipway-left $nonce" ]]; then continue; fi
    line=${line%"slipway-left $nonce"}
    if [[ $line == *'##octopus['* && $line != *'###octopus['* ]]; then
      read_message "${line#*'##octopus['}"
      continue
    fi
    show_line "$line"
  done
  if [ "$lines" -gt "$most_lines" ]; then cut="Only the first $most_lines lines of this stream are recorded."; fi
  if [ "$is_full" = 1 ]; then cut='The receipt is full: from here on, lines of this stream are not recorded.'; fi
  if [ "$is_lossy" = 1 ]; then cut='Lines of this stream are missing in the receipt, because they could not be written down.'; fi
  if [ -n "$unfinished" ]; then
    warn_in_stream "A service message of $unfinished bytes never ended and was left out; the script may have been cut off while writing it."
  fi
  if [ -n "$cut" ]; then warn_in_stream "$cut"; fi
  if [ "$is_counted" = 1 ] && [ "$written" -gt 0 ]; then printf 'written %s\n' "$written"; fi
}
