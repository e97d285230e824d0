# Makes the folder of a person's own, and sets real_to and real_from to where it and the installation really are. It is
# neither emptied nor copied to where that would take the installation along, or what Slipway keeps there.
# Exit codes: 51 the folder cannot be made, or is none to copy to or to empty, 52 the installation is not there.

mkdir -p -- "$p_to" || exit 51
real_to=$(cd -P -- "$p_to" && pwd) || exit 51
real_from=$(cd -P -- "$p_from" && pwd) || exit 52
lies_in() {
  case $1/ in "${2%/}"/*) return 0 ;; *) return 1 ;; esac
}
if lies_in "$real_to" "$real_from"; then
  echo "$p_to leads to where the package was unpacked." >&2
  exit 51
fi
if [ "$p_purges" = yes ]; then
  if lies_in "$real_from" "$real_to"; then
    echo "$p_to holds the folder that the package was unpacked to, so it is not emptied." >&2
    exit 51
  fi
  for kept in journal packages; do
    kept=$(cd -P -- "${SLIPWAY_WORK:-$HOME/.slipway}/$kept" 2>/dev/null && pwd) || continue
    if lies_in "$kept" "$real_to" || lies_in "$real_to" "$kept"; then
      echo "$p_to holds what Slipway keeps in $kept, so it is not emptied." >&2
      exit 51
    fi
  done
fi
