# Brings a folder of files; follows common.sh. It is given folders that may hold much of the same, the best first. Beside
# a complete tree lies its manifest, which is younger than everything in the tree.
work=.slipway-$key.part
fresh=.slipway-$key.changes
head="slipway-tree 1 $key"
set -f

is_complete() {
  [ -d "$1" ] && [ -f "$1/../manifest" ] &&
    [ -z "$(find "$1/." ! -type l -newer "$1/../manifest" -print 2>&1)" ]
}
is_there() {
  said=''
  read -r said 2>/dev/null <./manifest
  [ "$said" = "$head" ] && is_complete "./$name"
}

# Prints nothing when there is nothing to begin with.
find_base() {
  for folder in "$@"; do
    case $folder in
    /*) ;;
    *) folder=$home/$folder ;;
    esac
    if is_complete "$folder"; then
      printf %s "$folder"
      return
    fi
  done
  set +f
  set -- ../*/manifest
  if [ $# -gt 1 ]; then newest=$(ls -td "$@" 2>/dev/null | head -n 3); else newest=$1; fi
  set -f
  for manifest in $newest; do
    if is_complete "${manifest%/manifest}/$name"; then
      printf %s "${manifest%/manifest}/$name"
      return
    fi
  done
}

# Whether the files that came into folder $1 are as the list says; names the first that is not.
verify() (
  cd "$1" || return 1
  if [ ! -s ../sums ]; then return 0; fi
  if has openssl && xargs -0 openssl dgst -sha256 -r <../sent 2>/dev/null | cmp -s - ../sums; then return 0; fi
  if has sha256sum; then sha256sum -c ../sums; else shasum -a 256 -c ../sums; fi 2>/dev/null >../checked && return 0
  bad=$(grep -v ': OK$' ../checked | head -n 1)
  bad=${bad%: FAILED*}
  rm -f ../checked
  printf '%s %s' "$(digest 2>/dev/null <"$bad")" "${bad#./}"
  return 1
)

if is_there; then stop there "$path"; fi
take_lock
if [ -e "$fresh" ]; then rm -rf "$fresh"; fi
base=''
if [ -d "$work/tree" ]; then
  printf '%s have ' "$token"
  if has openssl; then set -- openssl dgst -sha256 -r; elif has sha256sum; then set -- sha256sum; else set -- shasum -a 256; fi
  (cd "$work/tree" && find . -type f -exec "$@" {} +)
  printf '\0'
else
  base=$(find_base "$@")
  if [ -n "$base" ]; then
    printf '%s base ' "$token"
    cat "$base/../manifest"
    printf '\0'
  else
    say nothing
  fi
fi

# The sender decides: changes, or what is missing of the whole; and how many KB it needs here.
read -r mode need || exit 1
need_space "$need"
if [ "$mode" = changes ]; then
  into=$fresh new=changed
  mkdir -p "$fresh/changed" "$fresh/tree" || exit 1
  { cp -al "$base/." "$fresh/tree/" 2>/dev/null || { rm -rf "$fresh/tree" && mkdir "$fresh/tree" && cp -a "$base/." "$fresh/tree/"; }; } &
  copying=$!
else
  into=$work new=tree copying=''
  mkdir -p "$work/tree" || exit 1
fi
tar -xomf - -C "$into" || {
  if [ -n "$copying" ]; then wait "$copying"; fi
  rm -rf "$fresh"
  stop short 0 "$(free_space)"
}
if [ -n "$copying" ]; then wait "$copying" || exit 1; fi
wrong=$(verify "$into/$new") || {
  rm -rf "$into"
  stop wrong "$wrong"
}
if [ "$mode" = changes ]; then
  (cd "$fresh/tree" && xargs -0 rm -rf -- <../gone) || exit 1
  cp -al "$fresh/changed/." "$fresh/tree/" 2>/dev/null || cp -a "$fresh/changed/." "$fresh/tree/" || exit 1
fi
sync -f "$into" 2>/dev/null || sync
old=.slipway-$key.old
if [ -e "./$name" ] || [ -e ./manifest ]; then
  rm -rf "$old" ./manifest
  if [ -e "./$name" ]; then mv "./$name" "$old" || exit 1; fi
fi
mv "$into/tree" "./$name" && touch "$into/manifest" && mv -f "$into/manifest" ./manifest || exit 1
rm -rf "$work" "$fresh" "$old"
stop done "$path"
