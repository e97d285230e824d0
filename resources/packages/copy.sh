# Copies an installation to a folder of the person's own, which custom.sh has made. Folders that are there keep owner and
# mode, and files that are there are replaced rather than written into, because a program may be running. `p_empties`
# empties the folder before.
# Exit codes: 51 the folder cannot be emptied, 52 copying failed.

if [ "$p_empties" = yes ]; then find "$real_to" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} + || exit 51; fi
case $(cp --version 2>/dev/null) in
  *coreutils*) cp -RP --remove-destination --reflink=auto -- "$real_from/." "$real_to/" || exit 52 ;;
  *) cp -RPf -- "$real_from/." "$real_to/" || exit 52 ;;
esac
echo "files $(find "$real_from" ! -type d | wc -l | tr -d ' ')"
echo "path $p_to"
cd -- "$p_from" || exit 52
