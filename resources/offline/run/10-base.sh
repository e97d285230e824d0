# Runs the actions of a bundle that deploy.sh has checked. For bash 3.2 and newer; besides it coreutils, tar, and
# openssl where there are secrets. Secrets are in variables of this shell only: not in its arguments, not in what it
# exports, not in files.
here=$1 root=$2 manifest_hash=$3 only=$4 password_file=$5 retry_unfinished=$6 is_yes=$7
runner_version=1
shopt -u patsub_replacement 2>/dev/null
action_umask=$(umask)
umask 077
exec 4>&1

# Whoever starts this may have exported variables of such names: they would be taken for what was found out here, and what
# is put into them would be passed on to every program.
unset REPLY seed receipt_key output_key hmac_key hmac_inner hmac_outer secrets_end script_body script_parameters
unset own_user user_or_id host_json syncs_files first_error is_unrecorded checked_packages action_run action_user

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

# Processes are what takes time on slow machines. So functions set REPLY instead of writing, and what is written is read by
# `exec` in a substitution, which then is one process and not two.
if have sha256sum; then
  hasher=(sha256sum)
elif have shasum; then
  hasher=(shasum -a 256)
else
  hasher=(openssl dgst -sha256 -r)
fi
# Sets REPLY to the SHA-256 of a file; to nothing where it cannot be read.
hash_file() {
  REPLY=$(exec "${hasher[@]}" <"$1") || return 1
  REPLY=${REPLY%% *}
}

base64_signs=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/
from_base64() {
  if printf 'QQ==' | base64 -d >/dev/null 2>&1; then base64 -d; else base64 -D; fi
}

# Sets REPLY to the bytes of a text in hex. Up to 200 bytes no program is started for that: a secret may have many lines.
hex_text() {
  local LC_ALL=C at code hex=''
  if [ ${#1} -gt 200 ]; then
    REPLY=$(printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n')
    return 0
  fi
  for ((at = 0; at < ${#1}; at++)); do
    printf -v code '%d' "'${1:at:1}"
    printf -v code '%02x' $((code & 255))
    hex=$hex$code
  done
  REPLY=$hex
}
# Sets REPLY to a text in base64, in the same way.
base64_text() {
  local LC_ALL=C at part number hex text='' pad=''
  if [ ${#1} -gt 200 ]; then
    REPLY=$(printf '%s' "$1" | base64 | tr -d '\r\n')
    return 0
  fi
  hex_text "$1" && hex=$REPLY
  for ((at = 0; at < ${#hex}; at += 6)); do
    part=${hex:at:6}
    case ${#part} in 4) part=${part}00 pad='=' ;; 2) part=${part}0000 pad='==' ;; esac
    number=$((16#$part))
    text=$text${base64_signs:$((number >> 18)):1}${base64_signs:$(((number >> 12) & 63)):1}
    text=$text${base64_signs:$(((number >> 6) & 63)):1}${base64_signs:$((number & 63)):1}
  done
  REPLY=${text:0:$((${#text} - ${#pad}))}$pad
}

# Sets REPLY to what a base64 text says, line breaks at its end included; to nothing for one that is none.
decode() {
  decode_short "$1" && return 0
  REPLY=$(printf '%s' "$1" | from_base64 2>/dev/null && printf x) || REPLY=x
  REPLY=${REPLY%x}
}
# The same, without a program, for what is short and holds no zero bytes; fails for the rest.
decode_short() {
  local LC_ALL=C at sign number=0 bits=0 byte escapes='' text=${1%=}
  text=${text%=}
  if [ ${#1} -gt 268 ] || [ $((${#1} % 4)) -ne 0 ]; then return 1; fi
  case $text in *[!A-Za-z0-9+/]*) return 1 ;; esac
  REPLY=''
  if [ -z "$text" ]; then return 0; fi
  for ((at = 0; at < ${#text}; at++)); do
    sign=${base64_signs%%"${text:at:1}"*}
    number=$(((number << 6 | ${#sign}) & 8191)) bits=$((bits + 6))
    if [ $bits -lt 8 ]; then continue; fi
    bits=$((bits - 8))
    byte=$((number >> bits & 255))
    if [ $byte -eq 0 ]; then return 1; fi
    escapes=$escapes$backslash$((byte >> 6))$((byte >> 3 & 7))$((byte & 7))
  done
  if [ $((number & ((1 << bits) - 1))) -ne 0 ]; then return 1; fi
  printf -v REPLY "$escapes"
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

# Sets own_user to the name of whoever started this; to nothing for who has none.
know_own_user() {
  if [ -z "${own_user+known}" ]; then own_user=$(exec id -un 2>/dev/null); fi
}
know_user_or_id() {
  know_own_user
  if [ -z "${user_or_id-}" ]; then user_or_id=${own_user:-$(exec id -u)}; fi
}
# Whether the action's scripts run as somebody else.
is_other_user() {
  [ -n "${action_user-}" ] || return 1
  know_own_user
  [ "$action_user" != "$own_user" ]
}
