# Reads what a script writes: takes service messages out, masks what remains, and only then shows and records it.

most_lines=100000 longest_line=3000
# Slipway reads receipts of up to 64 MB. Lines of scripts fill them up to here; the rest is for how everything ended.
most_bytes=48000000

# Looks how many bytes of lines there is room for, now and then only: both streams may go over by one such step.
look_for_room() {
  room=$((most_bytes - $(wc -c <"$state/events")))
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
      value_of "$body" name || return 0
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
      value_of "$body" path || return 0
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
  if [ "$room" -le 0 ]; then look_for_room; fi
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
  room=$((room - ${#text}))
  # One write each, so that lines of both streams cannot get into one another.
  record "$text" || is_lossy=1
}

# Name of the stream, level that its lines have by themselves.
filter() {
  local stream=$1 default_level=$2 level=$2 line body more lines=0 room=0 is_full=0 is_lossy=0 cut=''
  local LC_ALL=C
  trap '' INT TERM HUP
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [[ $line == "slipway-start $nonce "* || $line == "slipway-left $nonce" ]]; then continue; fi
    line=${line%"slipway-left $nonce"}
    if [[ $line == *'##octopus['* && $line != *'###octopus['* ]]; then
      body=${line#*'##octopus['}
      while [[ $body != *']'* ]] && IFS= read -r more; do body=$body${more%$'\r'}; done
      if [[ $body == *']'* ]]; then obey "${body%%']'*}"; fi
      continue
    fi
    show_line "$line"
  done
  if [ "$lines" -gt "$most_lines" ]; then cut="Only the first $most_lines lines of this stream are recorded."; fi
  if [ "$is_full" = 1 ]; then cut='The receipt is full: from here on, lines of this stream are not recorded.'; fi
  if [ "$is_lossy" = 1 ]; then cut='Lines of this stream are missing in the receipt, because they could not be written down.'; fi
  if [ -n "$cut" ]; then
    level=warning lines=0 is_full=0 room=1
    show_line "$cut"
  fi
}
