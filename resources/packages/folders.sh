# What install.sh and finish.sh both have to know: the folders that the journals name, one a line, those of all sets and
# those of bundles. Plain sh, for dash and busybox as well.

own=${SLIPWAY_WORK:-$HOME/.slipway}
journal=$own/journal/$p_set
named_folders() {
  find "$own/journal" -name '*.entry' -exec sed -n 's/^path //p' {} + 2>/dev/null
  if [ -f "$own/offline/journal" ]; then cut -f 5 "$own/offline/journal"; fi
}
