# The receipt: everything that was recorded, with what this machine is, and a code that only who has the key can make.

# How it stands as a whole: failed, succeeded, or stopped while actions are left.
outcome_now() {
  local i
  REPLY=succeeded
  for i in "${!action_names[@]}"; do
    case ${standing[$i]-} in
      succeeded | skipped) ;;
      failed | timed-out | unknown)
        REPLY=failed
        return 0
        ;;
      *) REPLY=stopped ;;
    esac
  done
}

# The events, separated by commas. What was cut off is left out, also where the next one was written right behind it.
whole_events() {
  local LC_ALL=C begin='{"kind":"[a-z-]*","at":'
  export LC_ALL
  # One line is held back, because the last one gets no comma.
  sed -n -e $'/}\t$/!b last' -e "/.$begin/s/^.*\\($begin\\)/\\1/" -e x -e '/./s/$/,/p' -e ':last' -e '${x;/./p;}' "$state/events"
}

# Sets host_json to what this machine is, and who runs this. It stays the same, so it is asked once.
know_host() {
  local system kernel host user
  kernel=$(exec uname -s -r)
  system=${kernel%%' '*} kernel=${kernel#*' '}
  if [ -r /etc/os-release ]; then system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME-}"); fi
  json_text "${system:-unknown}" && system=$REPLY
  json_text "$kernel" && kernel=$REPLY
  host=$(exec hostname 2>/dev/null) || host=$(exec uname -n)
  json_text "$host" && host=$REPLY
  know_user_or_id
  json_text "$user_or_id" && user=$REPLY
  host_json='{"name":"'$host'","system":"'$system'","kernel":"'$kernel'","user":"'$user'"}'
}

# Fails where it cannot be written; the one before then stays. Sets REPLY to where it is, and beside to its
# name beside the bundle.
write_receipt() { # outcome as JSON
  local list='' comma='' file receipt=$state/receipt-$bundle_id.json
  if [ -z "${host_json-}" ]; then know_host; fi
  for file in "$root"/offline/packages/*.tar "$root"/offline/packages/*.file; do
    file=${file##*/}
    case $file in '*'.*) continue ;; esac
    list="$list$comma\"$file\"" comma=,
  done
  now
  {
    printf '{"format":1,"bundle":"%s","deployment":"%s","manifest":"%s","runner":"%s","key":"%s",\n' \
      "$bundle_id" "$bundle_deployment" "$manifest_hash" "$runner_version" "$bundle_key" &&
      printf '"host":%s,\n' "$host_json" &&
      printf '"writtenAt":%s,"outcome":%s,"packages":[%s],\n"events":[\n' "$REPLY" "$1" "$list" &&
      whole_events && printf ']'
  } >"$receipt.new" && hmac_of_file "$receipt_key" "$receipt.new" &&
    printf ',\n"mac":"%s"}\n' "$REPLY" >>"$receipt.new" && durable "$receipt.new" && mv -f -- "$receipt.new" "$receipt" || {
    rm -f -- "$receipt.new"
    complain "The receipt cannot be written to $receipt. Make room there, or see that it may be written to, then start again."
    return 1
  }
  # Beside the bundle, too, where that can be written to.
  beside=''
  if cp -- "$receipt" "$here/.receipt.new" 2>/dev/null && mv -f -- "$here/.receipt.new" "$here/${receipt##*/}" 2>/dev/null; then
    beside=${receipt##*/}
  else
    rm -f -- "$here/.receipt.new" 2>/dev/null
  fi
  REPLY=$receipt
}
