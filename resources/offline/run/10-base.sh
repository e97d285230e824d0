# Runs the actions of a bundle that deploy.sh has checked. For bash 3.2 and newer; besides it coreutils, tar, and
# openssl where there are secrets. Secrets are in variables of this shell only: not in its arguments, not in what it
# exports, not in files.
here=$1 root=$2 manifest_hash=$3 only=$4 password_file=$5 retry_unfinished=$6 is_yes=$7
runner_version=1
shopt -u patsub_replacement 2>/dev/null
action_umask=$(umask)
umask 077
exec 4>&1

backslash='\' quote="'" double='"' newline=$'\n'
slipway_secrets=() masks=()
# Stands in a site of NGINX for where the files of the package are.
site_root='#{Slipway.Nginx.Root}'

say() { printf '%s\n' "$*" >&4; }
complain() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# Asks a person; sets REPLY to the answer. This is done by a process of its own, which a signal ends: this shell would go on
# waiting. $1: the question, $2: options of read.
ask() {
  local line
  REPLY=$(printf '%s ' "$1" >&4 && IFS= read -r ${2-} line && printf '%s' "$line")
}

# Milliseconds since 1970; older shells know seconds only.
if [ -n "${EPOCHREALTIME-}" ]; then
  now() {
    REPLY=${EPOCHREALTIME/[.,]/}
    REPLY=${REPLY%???}
  }
else
  started_at=$(($(date +%s) - SECONDS))
  now() { REPLY=$((started_at + SECONDS))000; }
fi

if have sha256sum; then
  hash_stream() { sha256sum; }
elif have shasum; then
  hash_stream() { shasum -a 256; }
else
  hash_stream() { openssl dgst -sha256 -r; }
fi
# The SHA-256 of stdin.
hash_of() {
  local found
  found=$(hash_stream) || return 1
  printf '%s' "${found%% *}"
}

if printf 'QQ==' | base64 -d >/dev/null 2>&1; then
  from_base64() { base64 -d; }
else
  from_base64() { base64 -D; }
fi
to_base64() { printf '%s' "$1" | base64 | tr -d '\r\n'; }
# Sets REPLY to what a base64 text says, line breaks at its end included.
decode() {
  REPLY=$(printf '%s' "$1" | from_base64 2>/dev/null && printf x) || REPLY=x
  REPLY=${REPLY%x}
}

# Sets REPLY to the whole of a text file.
read_file() {
  REPLY=''
  IFS= read -r -d '' REPLY <"$1"
  return 0
}

# Sets REPLY to a text as one word of a shell.
quoted() {
  REPLY=$quote${1//"$quote"/$quote$backslash$quote$quote}$quote
}

# Sets REPLY to a text as valid UTF-8: a byte that is none becomes U+FFFD. What is valid is looked for in a copy, whose
# characters of several bytes become as many letters, so that only what is not stands out.
valid_text() {
  local LC_ALL=C rest=$1 any=$'[\200-\277]' high=$'[\200-\377]' part shape before well=''
  case $1 in *$high*) ;; *) REPLY=$1 && return 0 ;; esac
  while [ -n "$rest" ]; do
    # A piece after the other, because each replacement writes what is left once more; no character lies in two.
    part=${rest:0:4000}
    rest=${rest:4000}
    while [[ $rest == $any* && ${#part} -lt 4003 ]]; do part=$part${rest:0:1} rest=${rest:1}; done
    shape=${part//[$'\302'-$'\337']$any/xx}
    shape=${shape//$'\340'[$'\240'-$'\277']$any/xxx}
    shape=${shape//[$'\341'-$'\354'$'\356'$'\357']$any$any/xxx}
    shape=${shape//$'\355'[$'\200'-$'\237']$any/xxx}
    shape=${shape//$'\360'[$'\220'-$'\277']$any$any/xxxx}
    shape=${shape//[$'\361'-$'\363']$any$any$any/xxxx}
    shape=${shape//$'\364'[$'\200'-$'\217']$any$any/xxxx}
    while [[ $shape == *$high* ]]; do
      before=${shape%%$high*}
      well=$well${part:0:${#before}}$'\357\277\275'
      part=${part:$((${#before} + 1))} shape=${shape:$((${#before} + 1))}
    done
    well=$well$part
  done
  REPLY=$well
}

# Sets REPLY to a text as JSON has it between its quotes.
json_text() {
  local text code character
  valid_text "$1" && text=$REPLY
  text=${text//"$backslash"/$backslash$backslash}
  text=${text//"$double"/$backslash$double}
  text=${text//"$newline"/${backslash}n}
  text=${text//$'\t'/${backslash}t}
  text=${text//$'\r'/${backslash}r}
  case $text in
    *[$'\001'-$'\037']*)
      for code in 1 2 3 4 5 6 7 8 11 12 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31; do
        printf -v character "\\$(printf '%03o' $code)"
        text=${text//"$character"/${backslash}u00$(printf '%02x' $code)}
      done
      ;;
  esac
  REPLY=$text
}

# Whether a process is there, or a group of processes (-number); those of other users too.
is_alive() {
  local said
  said=$(LC_ALL=C kill -s 0 -- "$1" 2>&1) && return 0
  case $said in *ermitted*) return 0 ;; *) return 1 ;; esac
}
# What runs as another user is ended as that user.
signal_group() {
  kill -s "$1" -- "-$2" 2>/dev/null || {
    if [ -n "${action_user-}" ]; then sudo -n -u "$action_user" kill -s "$1" -- "-$2" 2>/dev/null; fi
  }
}

# Whether the action's scripts run as somebody else.
is_other_user() { [ -n "${action_user-}" ] && [ "$action_user" != "$(id -un)" ]; }
