#!/bin/sh
# Starts Slipway: without words its window, with words its command line, which needs no display.
here=$(dirname "$(readlink -f "$0")")

# Chromium's own switches. As root its sandbox cannot be used; without a display it has to be told so from outside.
switches=
[ "$(id -u)" -ne 0 ] || switches='--no-sandbox'
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || switches="$switches --ozone-platform=headless --disable-gpu --log-level=3"

if [ $# -eq 0 ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo 'There is no display for the window of Slipway. Its commands need none: slipway --help' >&2
  exit 1
fi

# Behind -- Chromium does not look, so a command may have options of any name. What stands before is for Chromium.
left=$#
separated=
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case "$word" in
    --home | --workspace | --passphrase-file | [!-]*) [ -n "$separated" ] || { set -- "$@" --; separated=yes; } ;;
  esac
  set -- "$@" "$word"
done

# shellcheck disable=SC2086
exec "$here/../slipway" $switches "$@"
