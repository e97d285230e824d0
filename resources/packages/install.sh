# Makes a folder for one installation of a package and copies the unpacked package into it. Plain sh, for dash and busybox
# as well. What begins with `p_` was set by whoever sends this; answers are lines of a word and a value.
# Exit codes: 40 the journal cannot be read or written, 41 the folder cannot be made, 42 the disk is too full, 43 copying
# failed, 44 the unpacked package is not there.

own=${SLIPWAY_WORK:-$HOME/.slipway}
journal=$own/journal/$p_set
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
if [ -n "$last" ]; then cat -- "$journal"/*.entry || exit 40; fi

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
  echo "There is no folder $tree." >&2
  exit 44
fi

root=$p_root
if [ -z "$root" ]; then root=$own/applications; fi
base=$(in_home "$root")/$p_base
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
        echo "$base has $((free / 1024)) MB left." >&2
        exit 42
      fi
      ;;
  esac
fi

# Whoever makes the folder has it: that is why two that install at once never share one.
count=0
dir=$base/$p_version
while [ -e "$dir" ] || [ -L "$dir" ] || ! mkdir -- "$dir" 2>/dev/null; do
  if [ ! -e "$dir" ] && [ ! -L "$dir" ]; then
    mkdir -- "$dir" && break
    [ -e "$dir" ] || exit 41
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
    echo "The file $entry cannot be made." >&2
    exit 40
  fi
done
state() {
  printf 'installation %s\nstate %s\ndeployment %s\nat %s\npackage %s\nid %s\nversion %s\npath %s\n' \
    "$name" "$1" "$p_deployment" "$(date +%s)" "$p_sha256" "$p_id" "$p_version_text" "$dir" >"$entry.new" &&
    mv -f -- "$entry.new" "$entry"
}
give_up() {
  rm -rf -- "$dir"
  state failed
}
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
if [ -f "$file" ]; then echo "file $file"; fi
echo "entry $name"
echo "now $(date +%s)"
echo "path $dir"
echo "files $(find "$dir" ! -type d | wc -l | tr -d ' ')"
cd -- "$dir" || exit 41
