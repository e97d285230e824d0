# Copies an installation to a folder of the person's own. Folders that are there keep owner and mode, and files that are
# there are replaced rather than written into, because a program may be running. `p_purges` empties the folder before.
# Exit codes: 51 the folder cannot be made or emptied, 52 copying failed.

mkdir -p -- "$p_to" || exit 51
real_to=$(cd -P -- "$p_to" && pwd) || exit 51
real_from=$(cd -P -- "$p_from" && pwd) || exit 52
case $real_to/ in
  "$real_from"/*)
    echo "$p_to leads to where the package was unpacked." >&2
    exit 51
    ;;
esac
case $real_from/ in
  "$real_to"/*)
    if [ "$p_purges" = yes ]; then
      echo "$p_to holds the folder that the package was unpacked to, so it is not emptied." >&2
      exit 51
    fi
    ;;
esac
if [ "$p_purges" = yes ]; then find "$real_to" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} + || exit 51; fi
case $(cp --version 2>/dev/null) in
  *coreutils*) cp -RP --remove-destination --reflink=auto -- "$real_from/." "$real_to/" || exit 52 ;;
  *) cp -RPf -- "$real_from/." "$real_to/" || exit 52 ;;
esac
echo "files $(find "$real_from" ! -type d | wc -l | tr -d ' ')"
echo "path $p_to"
cd -- "$p_from" || exit 52
