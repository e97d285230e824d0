# Says what was installed last at this place for an action, and what is there now. Plain sh. `p_set` and `p_token` were set
# by whoever sends this. Lines of hashes are as sha256sum prints them.

own=${SLIPWAY_WORK:-$HOME/.slipway}
journal=$own/journal/$p_set
entry=
for one in "$journal"/*.entry; do
  if [ -f "$one" ] && grep -qx 'state succeeded' "$one"; then entry=$one; fi
done
printf '\nslipway-installed %s\n' "$p_token"
if [ -z "$entry" ]; then
  echo 'nothing'
  exit 0
fi
number=${entry##*/}
number=${number%.entry}
printf 'number %s\n' "$number"
sed -n -e '/^path /p' -e '/^custom /p' -e '/^package /p' -e '/^version /p' "$entry"
custom=$(sed -n 's/^custom //p' "$entry")
folder=${custom:-$(sed -n 's/^path //p' "$entry")}
if [ ! -f "$journal/$number.sha256" ] || ! command -v sha256sum >/dev/null 2>&1; then
  echo 'unhashed'
  exit 0
fi
if ! cd -- "$folder" 2>/dev/null; then
  echo 'gone'
  exit 0
fi
echo 'recorded'
cat -- "$journal/$number.sha256"
echo 'present'
find . -type f -print0 | xargs -0 -r sha256sum --
