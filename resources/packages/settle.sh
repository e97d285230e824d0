# Settles one file that differs from what was installed. `p_set`, `p_number`, `p_folder`, `p_path` and `p_how` were set by
# whoever sends this: `keep` notes down what is there now, `restore` writes `p_content` (base64) over it.
# Exit codes: 50 the file is not there, 51 it cannot be written, 52 the journal cannot be written.

own=${SLIPWAY_WORK:-$HOME/.slipway}
hashes=$own/journal/$p_set/$p_number.sha256
cd -- "$p_folder" 2>/dev/null || exit 50
if [ "$p_how" = restore ]; then
  case $p_path in */*) mkdir -p -- "${p_path%/*}" || exit 51 ;; esac
  if [ -f "$p_path" ]; then cp -p -- "$p_path" "$p_path.slipway-new" || exit 51; fi
  printf '%s' "$p_content" | base64 -d >"$p_path.slipway-new" || exit 51
  if [ "$p_executable" = yes ]; then chmod +x "$p_path.slipway-new"; fi
  mv -f -- "$p_path.slipway-new" "$p_path" || exit 51
fi
umask 077
# The old line goes, and the present one comes, where there is a file. That grep finds no line is no failure of it.
{
  { grep -vF -- "  $p_path" "$hashes" || [ $? -eq 1 ]; } &&
    grep -F -- "  $p_path" "$hashes" | {
      while IFS= read -r line; do
        if [ "${line#*  }" != "$p_path" ]; then printf '%s\n' "$line" || exit 1; fi
      done
    } &&
    if [ -f "$p_path" ]; then sha256sum -- "$p_path"; fi
} >"$hashes.new" && mv -f -- "$hashes.new" "$hashes" || exit 52
