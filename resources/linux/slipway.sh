#!/bin/sh
# Starts Slipway: without words its window, with words its command line, which needs no display.
here=$(dirname "$(readlink -f "$0")")

# Chromium's own switches. As root its sandbox cannot be used; without a display it has to be told so from outside.
switches=
[ "$(id -u)" -ne 0 ] || switches='--no-sandbox'
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || switches="$switches --ozone-platform=headless --disable-gpu --log-level=3"

# Behind -- Chromium does not look, so a command may have options of any name.
case "${1:-}" in
  '' | -*) ;;
  *) set -- -- "$@" ;;
esac

# shellcheck disable=SC2086
exec "$here/../slipway" $switches "$@"
