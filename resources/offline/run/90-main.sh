# From the first question to the receipt.

# One deployment at a time below one root. A lock whose owner is gone is taken over.
take_lock() {
  local owner lock=$root/offline/lock
  until mkdir -- "$lock" 2>/dev/null; do
    owner=$(cat "$lock/owner" 2>/dev/null)
    if [ -z "$owner" ]; then
      complain "Another deployment is about to begin here. If there is none, remove $lock."
      exit 4
    fi
    if is_alive "$owner"; then
      complain "Another deployment runs here already (process $owner). If that process is something else, remove $lock."
      exit 4
    fi
    mv -- "$lock" "$lock.$$" 2>/dev/null && rm -rf -- "$lock.$$"
  done
  printf '%s\n' "$$" >"$lock/owner"
  trap 'rm -rf -- "$root/offline/lock"' EXIT
}

# Reads the settings of an action; what earlier ones set is gone.
load_action() {
  number=$1
  action_run=${action_runs[$1]} action_folder=$here/actions/${action_folders[$1]}
  names=() values=() more_names=() more_values=() reference_names=() reference_packages=() reference_unpacked=()
  file_paths=() file_refs=() purge_keep=() parameters_ref='' body_ref='' syntax='' install_to='' is_purged=0
  pre_syntax='' pre_ref='' deploy_syntax='' deploy_ref='' post_syntax='' post_ref='' ignores_packaged=0 skips_if_installed=0
  site_name='' site_sites='' site_ssl='' site_paths=() site_refs=()
  action_user='' action_timeout=0 action_retries=0 action_backoff=0 message='' code=null
  . "$action_folder/action.sh"
}

perform() {
  deadline=0
  if [ "$action_timeout" -gt 0 ]; then deadline=$((SECONDS + action_timeout)); fi
  if is_other_user && ! sudo -n -u "$action_user" true 2>/dev/null; then
    if [ ! -t 0 ] || ! sudo -u "$action_user" true; then
      message="may not run as $action_user: sudo did not allow it"
      return 1
    fi
  fi
  make_work || return 1
  case ${action_kinds[$number]} in
    script) do_script ;;
    deploy-package) do_deploy_package ;;
    transfer-package) do_transfer_package ;;
    package-script) do_package_script ;;
  esac
  local how=$?
  rm -rf -- "$work" "$state/under-way"
  return $how
}

run_action() {
  local attempt=0 how end again wait_seconds
  load_action "$1"
  say ''
  say "$number. ${action_names[$number]}"
  while :; do
    # Each attempt is read anew, because variables of the one before are gone.
    attempt=$((attempt + 1))
    if [ $attempt -gt 1 ]; then load_action "$number"; fi
    record_begin $attempt || stop_unrecorded "“${action_names[$number]}” does not run: that it begins"
    standing[$number]=begin
    perform
    how=$?
    case $how in 0) end=succeeded ;; 2) end=timed-out ;; 3) end=unknown ;; *) end=failed ;; esac
    again=false
    if [ $how -ne 0 ] && [ $how -ne 3 ] && [ $attempt -le "$action_retries" ]; then again=true; fi
    if [ $how -ne 0 ]; then
      message="“${action_names[$number]}” $message."
      case $message in *'” '[A-Z]*) message="“${action_names[$number]}” failed: ${message#*'” '}" ;; esac
      note error "$message"
    else
      code=0
    fi
    record_end $end "$code" $again "$message"
    standing[$number]=$end
    if [ $again = false ]; then break; fi
    wait_seconds=0
    if [ $attempt -gt 1 ]; then wait_seconds=$action_backoff; fi
    if [ "$wait_seconds" = 0 ]; then
      note info 'It is tried again.'
    else
      note info "It is tried again in $wait_seconds seconds."
      sleep "$wait_seconds"
    fi
    if [ "$stop" = 1 ]; then break; fi
  done
  if [ $end != succeeded ] && [ -z "${first_error-}" ]; then masked "$message" && first_error=$REPLY; fi
  action_run=''
  write_receipt null
}

# Whether something failed among the actions before: of other steps, or of the same one.
has_failed() { # number, other|same
  local i
  for ((i = 1; i < $1; i++)); do
    if [ "$2" = other ] && [ "${action_steps[$i]}" = "${action_steps[$1]}" ]; then continue; fi
    if [ "$2" = same ] && [ "${action_steps[$i]}" != "${action_steps[$1]}" ]; then continue; fi
    case ${standing[$i]-} in failed | timed-out | unknown) return 0 ;; esac
  done
  return 1
}
holds() { # condition, number, other|same
  case $1 in
    success) ! has_failed "$2" "$3" ;;
    failure) has_failed "$2" "$3" ;;
    *) return 0 ;;
  esac
}

skip_action() {
  number=$1 action_run=${action_runs[$1]}
  note_run info "“${action_names[$number]}” is skipped, because $2."
  record_end skipped null false "Skipped, because $2."
  standing[$1]=skipped
  action_run=''
}

# An action that was under way when the runner ended is never run again without somebody saying so.
settle_unfinished() {
  local i group answer='' tries
  # What was just ended may take a moment to be gone.
  for tries in 1 2 3 4 5; do
    if ! is_under_way; then break; fi
    sleep 1
  done
  if is_under_way; then
    complain "An action of an earlier start is still under way (process group $group). Wait for it, or end it, and start again."
    complain "If that is something else, remove $state/under-way."
    exit 4
  fi
  for i in "${!action_names[@]}"; do
    case ${standing[$i]-} in begin | unknown) ;; *) continue ;; esac
    number=$i action_run=${action_runs[$i]}
    if [ "${standing[$i]}" = begin ]; then
      record_end unknown null false 'The runner was ended while it was under way.'
      standing[$i]=unknown
    fi
    action_run=''
    if [ "$retry_unfinished" = 1 ]; then continue; fi
    complain "“${action_names[$i]}” (number $i) was under way when the runner was ended: nobody knows how far it came."
    if [ ! -t 0 ]; then
      write_receipt null
      complain 'Look what it did; then start again with --retry-unfinished to run it once more.'
      exit 4
    fi
    ask 'Run it again (r), take it as done (d), or stop here (s)?' && answer=$REPLY
    case $answer in
      r) ;;
      d)
        action_run=${action_runs[$i]}
        know_own_user
        record_end succeeded null false "$own_user said that it is done."
        standing[$i]=succeeded action_run=''
        ;;
      *)
        write_receipt null
        exit 4
        ;;
    esac
  done
}

choose_only() {
  local i
  chosen=''
  for i in "${!action_names[@]}"; do
    if [ "$only" = "$i" ] || [ "$only" = "${action_names[$i]}" ]; then chosen=$i && break; fi
  done
  if [ -z "$chosen" ]; then complain "There is no action “$only” in the plan." && exit 2; fi
  for ((i = 1; i < chosen; i++)); do
    if [ "${action_required[$i]}" = 1 ] && [ "${standing[$i]-}" != succeeded ]; then
      complain "“${action_names[$i]}” is required and has not succeeded yet, so nothing after it can run on its own."
      exit 4
    fi
  done
}

run_all() {
  local i why
  for i in "${!action_names[@]}"; do
    if [ "$stop" = 1 ]; then break; fi
    if [ -n "$only" ]; then
      if [ "$i" = "$chosen" ]; then run_action "$i"; fi
      continue
    fi
    if [ "${standing[$i]-}" = succeeded ]; then
      say "$i. ${action_names[$i]}: succeeded before."
    elif ! holds "${action_step_whens[$i]}" "$i" other; then
      why='nothing before it failed'
      if [ "${action_step_whens[$i]}" = success ]; then why='something before it failed'; fi
      skip_action "$i" "$why"
    elif ! holds "${action_whens[$i]}" "$i" same; then
      why='no action before it in its step failed'
      if [ "${action_whens[$i]}" = success ]; then why='an action before it in its step failed'; fi
      skip_action "$i" "$why"
    else
      run_action "$i"
    fi
  done
}

# Nothing new begins. What runs gets the signal itself; further ones do not disturb what is written down now.
stop_runner() {
  stop=1
  trap '' INT TERM HUP
}

# Before anything of this start runs, whoever stops it wants nothing to begin. A password may just be typed unseen.
leave() {
  stty echo 2>/dev/null
  say ''
  say 'Nothing was done.'
  exit 4
}

main() {
  local outcome answer='' by file
  . "$here/bundle.sh"
  stop=0
  trap leave INT TERM HUP
  take_lock
  state=$root/offline/$bundle_id
  { [ -d "$state" ] || mkdir -p -- "$state"; } && : >>"$state/events" || stop_unrecorded 'Nothing runs: what happens'
  # Some can wait for one file; others wait for all disks whatever they are told.
  if sync "$state/events" 2>/dev/null; then syncs_files=1; fi
  for file in events actions outputs; do
    complete_last_line "$state/$file" || stop_unrecorded 'Nothing runs: what happens'
  done
  look_at_events
  open_secrets
  load_state
  if [ -n "$only" ]; then choose_only; fi
  if [ "$is_yes" != 1 ]; then
    if [ ! -t 0 ]; then complain 'Say --yes to begin without a question.' && exit 4; fi
    say ''
    ask 'Begin? [y/N]' && answer=$REPLY
    case $answer in y | Y | yes | Yes) ;; *) say 'Nothing was done.' && exit 4 ;; esac
  fi
  know_user_or_id
  json_text "$user_or_id" && by=$REPLY
  now
  record '{"kind":"began","at":'"$REPLY"',"by":"'"$by"'"}' || stop_unrecorded 'Nothing runs: that it begins'
  note info "Checked: the manifest has the SHA-256 $manifest_hash."
  load_outputs
  settle_unfinished
  trap stop_runner INT TERM HUP
  run_all
  outcome_now
  if [ "$stop" = 1 ]; then REPLY=stopped; fi
  outcome=$REPLY
  if [ "$outcome" = stopped ]; then note info 'It stopped before everything was done.'; else note info "It $outcome."; fi
  now
  record '{"kind":"ended","at":'"$REPLY"',"outcome":"'"$outcome"'"}' || stop_unrecorded 'How it ended'
  write_receipt "\"$outcome\"" || exit 1
  say "The receipt is in $REPLY"
  if [ -n "$beside" ]; then say "and beside the bundle, as $beside"; fi
  if [ "$outcome" != succeeded ]; then exit 1; fi
}

main
exit
