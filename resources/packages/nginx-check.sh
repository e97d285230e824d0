# Looks whether a site of NGINX can be set up at all, before anything is changed.
# Exit codes: 70 NGINX is not there, 71 sudo does not allow it, 72 the folder for sites is not there.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
if ! command -v nginx >/dev/null 2>&1; then
  echo 'nginx: command not found' >&2
  exit 70
fi
if [ ! -d "$p_sites" ]; then
  echo "There is no folder $p_sites." >&2
  exit 72
fi
if [ "$(id -u)" != 0 ]; then
  for tool in cp mv rm nginx; do
    if ! sudo -n -l "$tool" >/dev/null 2>&1; then
      echo "sudo does not allow $tool without a password" >&2
      exit 71
    fi
  done
fi
