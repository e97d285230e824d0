# Ends an installation: says in its entry how it went, leaves the hashes of what was installed beside it, and removes what
# is not to be kept; follows folders.sh. The functions `last_scripts` and `removals` were defined by whoever sends this.
# Exit codes: 40 the journal cannot be written.

entry=$journal/$p_entry.entry
umask 077

cd -- "$p_folder" 2>/dev/null && last_scripts

# Files that a script removed have no hash, which is no failure; the empty line at the end tells whether there was room.
if [ "$p_state" = succeeded ] && command -v sha256sum >/dev/null 2>&1; then
  (cd -- "$p_path" && find . -type f -print0) | {
    (cd -- "$p_folder" && xargs -0 -r sha256sum -- 2>/dev/null)
    echo
  } >"$journal/$p_entry.new" && mv -f -- "$journal/$p_entry.new" "$journal/$p_entry.sha256" || exit 40
fi

{
  sed -e '/^state /d' -e '/^custom /d' -e '/^at /d' -- "$entry" &&
    printf 'state %s\nat %s\n' "$p_state" "$(date +%s)" &&
    if [ -n "$p_custom" ]; then printf 'custom %s\n' "$p_custom"; fi
} >"$entry.new" && mv -f -- "$entry.new" "$entry" || exit 40

# Whether nothing but one entry says that its installation lies in a folder. Journals from before have entries whose folder
# somebody removed: the name was free again, and may be another installation's by now.
is_named_once() {
  named_folders | {
    count=0
    while IFS= read -r one; do
      if [ "$one" = "$1" ] || [ "$one" -ef "$1" ]; then count=$((count + 1)); fi
    done
    [ "$count" -eq 1 ]
  }
}
# Undeletable folders stay in the journal, so that the next time tries again; and where another deployment took the entry
# away meanwhile, the folder is nobody's business any more. Number, folder.
gone() {
  if ! grep -qxF -- "path $2" "$journal/$1.entry" 2>/dev/null; then return 0; fi
  how=forgotten
  if [ -e "$2" ] || [ -L "$2" ]; then
    if ! is_named_once "$2"; then
      how=shared
    elif rm -rf -- "$2"; then
      how=removed
    else
      printf 'kept %s\n' "$2"
      return 0
    fi
  fi
  rm -f -- "$journal/$1.entry" "$journal/$1.sha256" && printf '%s %s\n' "$how" "$2"
}
removals
