# Makes a folder for one installation of a package and copies the unpacked package into it; follows folders.sh. Plain sh,
# for dash and busybox as well. What begins with `p_` was set by whoever sends this; answers are lines of a word and a value.
# Exit codes: 40 the journal cannot be read or written, 41 the folder cannot be made, 42 the disk is too full, 43 copying
# failed, 44 the unpacked package is not there.

in_home() {
  case $1 in
    /*) printf '%s' "$1" ;;
    '~') printf '%s' "$HOME" ;;
    '~/'*) printf '%s' "$HOME/${1#'~/'}" ;;
    *) printf '%s' "$HOME/$1" ;;
  esac
}

# What was installed before, oldest first: the names are numbers of ten digits.
last=
if [ -d "$journal" ]; then
  for entry in "$journal"/*.entry; do if [ -f "$entry" ]; then last=$entry; fi; done
fi
# Retention of a deployment at the same time may take one away meanwhile.
if [ -n "$last" ] && ! cat -- "$journal"/*.entry; then
  for entry in "$journal"/*.entry; do
    if [ -f "$entry" ] && [ ! -r "$entry" ]; then exit 40; fi
  done
fi

if [ "$p_skips" = yes ] && [ -n "$last" ] && grep -qx 'state succeeded' "$last" && grep -qxF "package $p_sha256" "$last"; then
  path=$(sed -n 's/^path //p' "$last")
  custom=$(sed -n 's/^custom //p' "$last")
  if [ -d "$path" ] && { [ -z "$custom" ] || [ -d "$custom" ]; }; then
    echo 'skipped yes'
    exit 0
  fi
fi

tree=$(in_home "$p_tree")
if [ ! -d "$tree" ]; then
  printf 'There is no folder %s.\n' "$tree" >&2
  exit 44
fi

root=$p_root
if [ -z "$root" ]; then root=$own/applications; fi
base=$(in_home "$root")/$p_base
# The journal has it in one line: half of it would be another folder.
case $base in
  *'
'*)
    echo 'Its name has a line break.' >&2
    exit 41
    ;;
esac
mkdir -p -- "$base" || exit 41

# In blocks of 1,024 bytes: the word before the one with the percent sign.
if [ "$p_needs" -gt 0 ]; then
  free=$(df -Pk -- "$base" 2>/dev/null | tail -n 1)
  set -f
  set -- ${free%\%*}
  set +f
  if [ $# -ge 2 ]; then shift $(($# - 2)); fi
  free=${1-}
  case $free in
    '' | *[!0-9]*) ;;
    *)
      if [ "$free" -lt "$p_needs" ]; then
        echo "free $free"
        printf '%s has %s MB left.\n' "$base" $((free / 1024)) >&2
        exit 42
      fi
      ;;
  esac
fi

# Whoever makes the folder has it: that is why two that install at once never share one. A name that an entry still has is
# not used again, even where its folder is gone: one day retention removes what that entry names.
is_named() {
  named_folders | (
    while IFS= read -r one; do
      if [ "${one##*/}" = "${dir##*/}" ] && [ "${one%/*}" -ef "$base" ]; then exit 0; fi
    done
    exit 1
  )
}
is_there() { [ -e "$dir" ] || [ -L "$dir" ]; }
count=0
dir=$base/$p_version
while :; do
  if ! is_there && { mkdir -- "$dir" 2>/dev/null || { ! is_there && mkdir -- "$dir"; }; }; then
    if ! is_named; then break; fi
    rmdir -- "$dir" 2>/dev/null
  elif ! is_there; then
    exit 41
  fi
  count=$((count + 1))
  dir=$base/${p_version}_$count
done

# The entry is there before anything is: what breaks off counts as failed, and is found again.
number=0
if [ -n "$last" ]; then
  number=${last##*/}
  number=1${number%.entry}
  number=$((number - 10000000000))
fi
(umask 077 && mkdir -p -- "$journal") || exit 40
while :; do
  number=$((number + 1))
  name=$(printf '%010d' "$number")
  entry=$journal/$name.entry
  if (set -C && umask 077 && : >"$entry") 2>/dev/null; then break; fi
  if [ ! -e "$entry" ]; then
    rmdir -- "$dir"
    printf 'The file %s cannot be made.\n' "$entry" >&2
    exit 40
  fi
done
state() {
  printf 'installation %s\nstate %s\ndeployment %s\nat %s\npackage %s\nid %s\nversion %s\npath %s\n' \
    "$name" "$1" "$p_deployment" "$(date +%s)" "$p_sha256" "$p_id" "$p_version_text" "$dir" >"$entry.new" &&
    mv -f -- "$entry.new" "$entry"
}
# Once the folder is gone its name is free, so no entry may have it. What cannot be removed stays in the journal.
give_up() { if rm -rf -- "$dir"; then rm -f -- "$entry" "$entry.new"; else state failed; fi; }
trap 'give_up; exit 143' TERM INT HUP
if ! state began; then
  rmdir -- "$dir"
  rm -f -- "$entry" "$entry.new"
  exit 40
fi

# A copy of its own, never hard links: the unpacked package stays as it is. Where the disk can, blocks are shared.
case $(cp --version 2>/dev/null) in
  *coreutils*) cp -a --reflink=auto -- "$tree/." "$dir/" ;;
  *) cp -pPR -- "$tree/." "$dir/" ;;
esac
if [ $? -ne 0 ]; then
  give_up
  exit 43
fi
chmod -R u+rwX -- "$dir" || { give_up; exit 43; }
trap - TERM INT HUP

file=$(in_home "$p_file")
if [ -f "$file" ]; then printf 'file %s\n' "$file"; fi
echo "entry $name"
echo "now $(date +%s)"
printf 'path %s\n' "$dir"
echo "files $(find "$dir" ! -type d | wc -l | tr -d ' ')"
cd -- "$dir" || exit 41
