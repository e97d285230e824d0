# Keys and secrets. Everything is derived from one seed: what PBKDF2 makes of the password, or, in a bundle without
# secrets, a number that lies in the bundle.

# Sets REPLY to what makes printf write the bytes of a hex text, each combined with a number.
escapes_of() {
  local hex=$1 with=$2 escapes='' at byte
  for ((at = 0; at < ${#hex}; at += 2)); do
    byte=$((16#${hex:at:2} ^ with))
    escapes=$escapes$backslash$((byte >> 6))$(((byte >> 3) & 7))$((byte & 7))
  done
  REPLY=$escapes
}

# Sets REPLY to the HMAC-SHA256, under a key, of what a command writes. It is put together from hashes: tools take the key as
# an argument, which others would see. What is made of the key is kept, because receipts use one again and again.
hmac() { # key, command
  local key=$1
  shift
  if [ "$key" != "${hmac_key-}" ]; then
    hmac_key=$key
    while [ ${#key} -lt 128 ]; do key=${key}00; done
    escapes_of "$key" 54 && hmac_inner=$REPLY
    escapes_of "$key" 92 && hmac_outer=$REPLY
  fi
  REPLY=$(exec "${hasher[@]}" < <(printf "$hmac_inner" && "$@")) || return 1
  escapes_of "${REPLY%% *}" 0
  REPLY=$(exec "${hasher[@]}" < <(printf "$hmac_outer$REPLY")) || return 1
  REPLY=${REPLY%% *}
}
hmac_of_file() { hmac "$1" exec cat -- "$2"; }
derive() { hmac "$seed" printf '%s' "$1"; }

ask_password() {
  local password=''
  if [ -n "$password_file" ]; then
    IFS= read -r password <"$password_file" || [ -n "$password" ] || return 1
  elif [ -t 0 ]; then
    ask 'Password of the bundle:' -s && password=$REPLY
    say ''
  else
    IFS= read -r password || [ -n "$password" ] || return 1
  fi
  REPLY=${password%$'\r'}
}

open_secrets() {
  local found=''
  if [ "$bundle_key" = open ]; then
    seed=$bundle_seed
  else
    if ! have openssl; then
      complain 'There is no openssl here, which the secrets of this bundle need. Install it.'
      exit 4
    fi
    ask_password || { complain 'This bundle needs its password: start it in a terminal, or say --password-file.' && exit 4; }
    found=$(exec openssl enc -aes-256-cbc -pbkdf2 -md sha256 -iter "$bundle_iterations" -S "$bundle_salt" -P -pass stdin \
      < <(printf '%s\n' "$REPLY") 2>/dev/null)
    REPLY=''
    found=${found#*key=}
    seed=${found%%[!0-9A-Fa-f]*}
    seed=${seed//A/a} seed=${seed//B/b} seed=${seed//C/c} seed=${seed//D/d} seed=${seed//E/e} seed=${seed//F/f}
    if [ ${#seed} -ne 64 ]; then
      complain 'The openssl here cannot do what the secrets need: OpenSSL 1.1.1 or newer is needed.'
      exit 4
    fi
    derive 'slipway check'
    if [ "$REPLY" != "$bundle_check" ]; then
      complain 'The password is wrong.'
      exit 4
    fi
  fi
  if [ -f "$here/secrets.enc" ]; then
    derive 'slipway secrets mac'
    hmac_of_file "$REPLY" "$here/secrets.enc" && found=$REPLY || found=unknown
    read_file "$here/secrets.mac"
    if [ "$found" != "${REPLY%"$newline"}" ]; then
      complain 'REFUSED: The file secrets.enc is not what was put into the bundle.'
      exit 3
    fi
    derive 'slipway secrets'
    read_secrets < <(exec openssl enc -d -aes-256-cbc -pbkdf2 -md sha256 -iter 1 -in "$here/secrets.enc" -pass fd:3 \
      3< <(printf '%s\n' "$REPLY") 2>/dev/null)
    if [ "${secrets_end-}" != "$bundle_secrets" ]; then
      complain 'The secrets of the bundle cannot be read.'
      exit 3
    fi
  fi
  derive 'slipway receipt' && receipt_key=$REPLY
}

# Lines: v is a value as it is, b one in base64, f a file that stays in base64, m a text to mask, e the number of lines.
read_secrets() {
  local kind rest
  while IFS= read -r rest; do
    kind=${rest%%' '*} rest=${rest#*' '}
    case $kind in
      v | f) slipway_secrets[${rest%%' '*}]=${rest#*' '} ;;
      b) decode "${rest#*' '}" && slipway_secrets[${rest%%' '*}]=$REPLY ;;
      m) masks+=("$rest") ;;
      e) secrets_end=$rest ;;
    esac
  done
}

know_output_key() {
  if [ -z "${output_key-}" ]; then derive 'slipway outputs' && output_key=$REPLY; fi
}
# Sets REPLY to a sensitive output, encrypted for the state and the receipt.
seal() {
  know_output_key
  REPLY=$(printf '%s' "$1" | openssl enc -e -aes-256-cbc -pbkdf2 -md sha256 -iter 1 -salt -pass fd:3 3< <(printf '%s\n' "$output_key") 2>/dev/null |
    base64 | tr -d '\r\n')
}
# Fails for what was not sealed here, or is not whole.
unseal() {
  know_output_key
  REPLY=$(printf '%s' "$1" | from_base64 | openssl enc -d -aes-256-cbc -pbkdf2 -md sha256 -iter 1 -pass fd:3 3< <(printf '%s\n' "$output_key") 2>/dev/null && printf x) || return 1
  REPLY=${REPLY%x}
}
