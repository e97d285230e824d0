# Says what lies in the present folder: scripts that the package brought, in its root only, and all files where that is asked.

for one in [PpDd]*.*; do
  if [ -f "$one" ]; then printf 'script %s\n' "$one"; fi
done
echo 'list'
if [ "$p_lists" = yes ]; then find . -type f -print0; fi
