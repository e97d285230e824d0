# Ends an installation: says in its entry how it went, leaves the hashes of what was installed beside it, and removes what
# is not to be kept. The functions `last_scripts` and `removals` were defined by whoever sends this.
# Exit codes: 40 the journal cannot be written.

own=${SLIPWAY_WORK:-$HOME/.slipway}
journal=$own/journal/$p_set
entry=$journal/$p_entry.entry
umask 077

cd -- "$p_folder" 2>/dev/null && last_scripts

if [ "$p_state" = succeeded ] && command -v sha256sum >/dev/null 2>&1; then
  if (cd -- "$p_path" && find . -type f -print0) |
    (cd -- "$p_folder" && xargs -0 sha256sum -- 2>/dev/null) >"$journal/$p_entry.new"; then :; fi
  mv -f -- "$journal/$p_entry.new" "$journal/$p_entry.sha256"
fi

{
  sed -e '/^state /d' -e '/^custom /d' -e '/^at /d' -- "$entry"
  printf 'state %s\nat %s\n' "$p_state" "$(date +%s)"
  if [ -n "$p_custom" ]; then printf 'custom %s\n' "$p_custom"; fi
} >"$entry.new" && mv -f -- "$entry.new" "$entry" || exit 40

# Undeletable folders stay in the journal, so that the next time tries again. Number, folder.
gone() {
  if [ -n "$2" ] && { [ -e "$2" ] || [ -L "$2" ]; } && ! rm -rf -- "$2"; then
    echo "kept $2"
    return 0
  fi
  rm -f -- "$journal/$1.entry" "$journal/$1.sha256" && echo "removed $2"
}
removals
