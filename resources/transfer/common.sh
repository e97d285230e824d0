# What bringing a file and bringing a tree have in common, for any POSIX shell. It is given: a token that marks what it
# answers, the key of the shipment, and the path it is for. Answers end with a NUL, because paths may hold line breaks.
LC_ALL=C
export LC_ALL
token=$1 key=$2 to=$3
shift 3
say() { printf '%s %s\0' "$token" "$*"; }
is_locked=''
unlock() {
  if [ -n "$is_locked" ]; then rm -rf "$lock"; fi
  is_locked=''
}
# Whoever is told must find the lock gone.
stop() {
  unlock
  say "$@"
  exit 0
}
say begun
# Whoever gets this line and is no shell, such as an SFTP server, gives up on it.
read -r greeting

home=$PWD
case $to in
/*) ;;
*) to=./$to ;;
esac
name=${to##*/}
if [ ! -d "${to%/*}/" ]; then mkdir -p -- "${to%/*}/" || exit 1; fi
cd -- "${to%/*}/" || exit 1
path=${PWD%/}/$name
lock=.slipway-$key.lock

has() { command -v "$1" >/dev/null 2>&1; }
has openssl || has sha256sum || has shasum || stop tools 'openssl, sha256sum or shasum'

# The hash of standard input. OpenSSL knows the instructions that processors have for it; sha256sum often does not.
digest() {
  if has openssl; then openssl dgst -sha256 -r; elif has sha256sum; then sha256sum; else shasum -a 256; fi |
    { read -r found rest && printf %s "$found"; }
}

# Free space here in KB; nothing where it cannot be told.
free_space() {
  df -Pk . 2>/dev/null | {
    read -r heading
    read -r device size used free rest
    case $free in
    '' | *[!0-9]*) ;;
    *) printf %s "$free" ;;
    esac
  }
}

# Ends here when there are fewer than so many KB.
need_space() {
  free=$(free_space)
  if [ -n "$free" ] && [ "$free" -lt "$1" ]; then stop full "$free" "$1"; fi
}

# Whether who has the lock is gone: its process ended, or it has not come further for long.
is_stale() {
  at='' holder='' may_return=''
  read -r at holder 2>/dev/null <"$lock/holder"
  patience=120
  if [ -n "$holder" ] && [ "$at" = "$host" ]; then
    kill -0 "$holder" 2>/dev/null || ps -p "$holder" >/dev/null 2>&1 || return 0
    patience=600
  fi
  seen="$at $holder $(du -sk "$work" ${fresh:+"$fresh"} 2>/dev/null)"
  now=$(date +%s)
  if [ "$seen" != "$last_seen" ]; then last_seen=$seen since=$now; fi
  may_return=yes
  [ $((now - since)) -ge $patience ]
}

# Takes away a lock whose holder is gone. Only one may do so at a time: the next would take the new lock away.
break_lock() {
  if mkdir "$lock.break" 2>/dev/null; then
    if is_stale; then
      # Whoever may come back must not write into what is ours then.
      if [ -n "$may_return" ]; then rm -rf "$work" ${fresh:+"$fresh"}; fi
      rm -rf "$lock"
    fi
    rmdir "$lock.break"
  elif [ -n "$(find "$lock.break" -prune -mmin +1 2>/dev/null)" ]; then
    rmdir "$lock.break" 2>/dev/null
  fi
}

# Waits until nobody else brings the same to here; what somebody else brought meanwhile is taken as it is.
take_lock() {
  host=''
  read -r host 2>/dev/null </proc/sys/kernel/hostname
  if [ -z "$host" ]; then host=$(uname -n); fi
  last_seen=none since=0 failures=0
  until mkdir "$lock" 2>/dev/null; do
    if [ ! -d "$lock" ]; then
      failures=$((failures + 1))
      if [ $failures -gt 4 ]; then mkdir "$lock" || exit 1; fi
      continue
    fi
    if is_there; then stop there "$path"; fi
    if is_stale; then
      break_lock
      continue
    fi
    # Said again and again, so that it is noticed when nobody listens any more.
    say waiting
    sleep 0.2 2>/dev/null || sleep 1
  done
  is_locked=yes
  trap unlock EXIT
  trap 'exit 1' HUP INT PIPE TERM
  printf '%s %s\n' "$host" "$$" >"$lock/holder"
  if is_there; then stop there "$path"; fi
}
