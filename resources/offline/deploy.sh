#!/bin/sh
# Starts an offline deployment of Slipway. Plain POSIX sh: it checks the bundle, then hands over to runner/run.sh,
# which needs bash 3.2 or newer. Nothing of the bundle runs before all of it was checked.

usage() {
  cat <<'USAGE'
Usage: sh deploy.sh [options]

  --plan                  check the bundle and show what it would do; nothing runs
  --only <number|name>    run one action of the plan
  --password-file <file>  read the password from the first line of a file; else it is asked for, or read from stdin
  --signer "<words>"      the words that Slipway shows for the key that signed the bundle
  --without-signature     go on where openssl is missing, so that the signature cannot be checked
  --retry-unfinished      run the action again that was under way when the runner was ended
  --yes                   do not ask before it begins
  --root <folder>         where packages, state and receipts are kept; ~/.slipway otherwise
  --help                  show this

Exit codes: 0 succeeded, 1 an action failed, 2 wrong options, 3 the bundle was refused, 4 a person has to decide.
USAGE
}

say() { printf '%s\n' "$*"; }
refuse() {
  printf 'REFUSED: %s\n' "$1" >&2
  if [ -n "${2-}" ]; then printf '%s\n' "$2" >&2; fi
  exit 3
}
wrong() {
  printf '%s\n\n' "$1" >&2
  usage >&2
  exit 2
}

plan=0 only='' password_file='' signer='' without_signature=0 retry=0 yes=0 root=${HOME:-}/.slipway
while [ $# -gt 0 ]; do
  case $1 in
    --only | --password-file | --signer | --root)
      if [ $# -lt 2 ] || [ -z "$2" ]; then wrong "$1 needs a value."; fi
      case $1 in
        --only) only=$2 ;;
        --password-file) password_file=$2 ;;
        --signer) signer=$2 ;;
        --root) root=$2 ;;
      esac
      shift 2
      ;;
    --plan) plan=1 && shift ;;
    --without-signature) without_signature=1 && shift ;;
    --retry-unfinished) retry=1 && shift ;;
    --yes) yes=1 && shift ;;
    -h | --help) usage && exit 0 ;;
    *) wrong "There is no option $1." ;;
  esac
done
if [ "$root" = /.slipway ]; then wrong 'HOME is not set: say with --root where things are to be kept.'; fi
case $root in /*) ;; *) root=$PWD/$root ;; esac
case $password_file in '' | /*) ;; *) password_file=$PWD/$password_file ;; esac

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
CDPATH='' cd -- "${here:-/}" || refuse 'The folder of the bundle cannot be entered.'
here=$PWD

newline='
'
have() { command -v "$1" >/dev/null 2>&1; }
# What tells the SHA-256 of stdin, and what tells those of files as a list has them.
hash_list=''
if have sha256sum; then
  hasher=sha256sum hash_list=sha256sum
elif have shasum; then
  hasher='shasum -a 256' hash_list='shasum -a 256'
elif have openssl; then
  hasher='openssl dgst -sha256 -r'
else
  refuse 'There is no sha256sum, shasum or openssl here, so the bundle cannot be checked.' 'Install one of them.'
fi
hash_file() {
  hashed=$(exec $hasher <"$1") || return 1
  hashed=${hashed%% *}
}

# Every file has the hash that is written down, and there is no other file.
listed=$newline files=0
if [ ! -r manifest.sha256 ]; then refuse 'The file manifest.sha256 is missing.' 'Copy the whole bundle once more.'; fi
while IFS= read -r entry; do
  expected=${entry%% *} name=${entry#*  }
  case $name in '' | /* | ../* | */../* | *\\*) refuse 'The list in manifest.sha256 cannot be read.' 'Copy the whole bundle once more.' ;; esac
  if [ ! -f "$name" ] || [ -h "$name" ]; then refuse "The file $name is missing." 'Copy the whole bundle once more.'; fi
  case $name in -*) hash_list='' ;; esac
  listed=$listed$name$newline files=$((files + 1))
done <manifest.sha256
# No name holds a line break, and one by one would take long to put so many together.
IFS=$newline
set -f
set -- $listed
set +f
unset IFS
# All at once, because processes take time; one by one where that does not give the very list, to find which is wrong.
if [ -z "$hash_list" ] || [ $files -eq 0 ] || [ "$($hash_list "$@" 2>/dev/null)" != "$(exec cat manifest.sha256)" ]; then
  while IFS= read -r entry; do
    expected=${entry%% *} name=${entry#*  }
    hash_file "$name" || refuse "The file $name cannot be read."
    if [ "$hashed" != "$expected" ]; then
      refuse "The file $name is not what was put into the bundle." 'Copy the whole bundle once more; if that does not help, somebody changed it.'
    fi
  done <manifest.sha256
fi
for name in deploy.sh manifest.json bundle.sh runner/run.sh signer.pem; do
  case $listed in *"$newline$name$newline"*) ;; *) refuse "The file $name is not in manifest.sha256." 'Make the bundle once more.' ;; esac
done
others='' IFS=$newline
set -f
for name in $(exec find . ! -type d); do
  name=${name#./}
  case $name in manifest.sha256 | manifest.sig | README.txt | receipt-*.json) continue ;; esac
  # What file managers leave; nothing here reads it.
  case ${name##*/} in .DS_Store | ._* | Thumbs.db | desktop.ini) continue ;; esac
  case $listed in *"$newline$name$newline"*) ;; *) others=$name && break ;; esac
done
set +f
unset IFS
if [ -n "$others" ]; then
  refuse "The file $others does not belong to the bundle." 'Remove it, or copy the bundle to a folder of its own.'
fi
hash_file manifest.sha256
manifest=$hashed

# The signer's key as words: eight times 16 bits of the SHA-256 of the key, as consonants and vowels in turn.
key=''
while IFS= read -r entry || [ -n "$entry" ]; do
  case $entry in -----*) ;; *) key=$key$entry ;; esac
done <signer.pem
key_hash=$(printf '%s' "$key" | { base64 -d 2>/dev/null || base64 -D 2>/dev/null; } | $hasher)
if [ "${key_hash%% *}" = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ]; then
  key_hash=$(printf '%s' "$key" | base64 -D | $hasher)
fi
nth() { # character $2, from 0, of $1
  nth_left=$1 nth_count=$2
  while [ "$nth_count" -gt 0 ]; do nth_left=${nth_left#?} nth_count=$((nth_count - 1)); done
  nth_found=${nth_left%"${nth_left#?}"}
}
words='' digits=${key_hash%% *} count=0
while [ $count -lt 8 ]; do
  rest=${digits#????}
  number=$((0x${digits%"$rest"})) digits=$rest word='' shift_by=12
  for letters in bdfghjklmnprstvz aiou bdfghjklmnprstvz aiou bdfghjklmnprstvz; do
    if [ "$letters" = aiou ]; then
      shift_by=$((shift_by + 2))
      nth $letters $(((number >> shift_by) & 3))
    else
      nth $letters $(((number >> shift_by) & 15))
    fi
    word=$word$nth_found shift_by=$((shift_by - 4))
  done
  words="$words${words:+ }$word" count=$((count + 1))
done

if have openssl; then
  openssl dgst -sha256 -verify signer.pem -signature manifest.sig manifest.sha256 >/dev/null 2>&1 ||
    refuse 'The signature of the bundle (manifest.sig) does not fit.' 'Somebody changed the bundle after it was signed. Do not run it.'
  signature='the signature fits'
elif [ $without_signature = 1 ]; then
  signature='THE SIGNATURE WAS NOT CHECKED: there is no openssl here'
else
  refuse 'There is no openssl here, so the signature of the bundle cannot be checked.' \
    'Install openssl, or say --without-signature after you have compared the SHA-256 below with the one that Slipway shows.
'"$manifest  manifest.sha256"
fi

say "Checked $files files by SHA-256; $signature."
say "manifest.sha256  $manifest"
say "Signed by        $words"
say ''
cat plan.txt
if [ $plan = 1 ]; then exit 0; fi

# Whoever signed is known by the words: as they were given, as they were accepted before, or as they are accepted now.
if [ -n "$signer" ] && [ "$signer" != "$words" ]; then signer=$(printf '%s' "$signer" | tr 'A-Z-' 'a-z ' | tr -s ' '); fi
known=$root/offline/signers
is_known() {
  if [ ! -r "$known" ]; then return 1; fi
  while IFS= read -r entry; do
    if [ "$entry" = "$words" ]; then return 0; fi
  done <"$known"
  return 1
}
if [ -n "$signer" ] && [ "$signer" != "$words" ]; then
  refuse "The bundle was signed with another key: $words." "Expected was: $signer. Ask whoever made the bundle."
fi
if [ -z "$signer" ] && ! is_known; then
  if [ ! -t 0 ]; then
    printf 'This is the first bundle with this key here. Say --signer with the words that Slipway shows.\n' >&2
    exit 4
  fi
  printf '\nThis is the first bundle with this key here. Does Slipway show the same words? [y/N] '
  IFS= read -r answer
  case $answer in y | Y | yes | Yes) ;; *) say 'Nothing was done.' && exit 4 ;; esac
fi
[ -d "$root/offline" ] || (umask 077 && exec mkdir -p -- "$root/offline") || refuse "The folder $root cannot be made." 'Say another one with --root.'
if ! is_known; then printf '%s\n' "$words" >>"$known"; fi

if ! have bash; then
  refuse 'There is no bash here, which runs the actions.' 'Install bash 3.2 or newer; nothing else is missing.'
fi
exec bash "$here/runner/run.sh" "$here" "$root" "$manifest" "$only" "$password_file" "$retry" "$yes"
