# Sets up a site of NGINX. The files were written by `site_files` into the present folder, a temporary one: `site.conf`,
# `locations/`, and `ssl/<name>/` for certificates. What NGINX does not accept is taken back.
# Exit codes: 73 the files cannot be put in their place, 74 NGINX refuses them, 75 NGINX cannot be told.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
umask 077
temp=$(mktemp -d) || exit 73
trap 'rm -rf -- "$temp"' EXIT
trap 'exit 143' TERM INT HUP
cd -- "$temp" || exit 73
mkdir locations ssl old || exit 73
site_files || exit 73
chmod 644 site.conf locations/* 2>/dev/null
chmod 755 locations ssl/* 2>/dev/null

conf=$p_sites/$p_name.conf
if [ -e "$conf" ]; then as_root cp -p -- "$conf" old/site.conf || exit 73; fi
if [ -d "$conf.d" ]; then as_root cp -Rp -- "$conf.d" old/locations || exit 73; fi
take_back() {
  as_root rm -rf -- "$conf" "$conf.d"
  if [ -e old/site.conf ]; then as_root cp -p -- old/site.conf "$conf"; fi
  if [ -d old/locations ]; then as_root cp -Rp -- old/locations "$conf.d"; fi
  # What root copied here, only root removes.
  as_root rm -rf -- old
}

for one in ssl/*; do
  if [ -d "$one" ]; then as_root cp -R -- "$one" "$p_ssl/" || exit 73; fi
done
as_root rm -rf -- "$conf.d" &&
  as_root cp -R -- locations "$conf.d" &&
  as_root cp -- site.conf "$conf.new" &&
  as_root mv -f -- "$conf.new" "$conf" || {
  take_back
  exit 73
}
if ! told=$(as_root nginx -t 2>&1); then
  take_back
  printf '%s\n' "$told" | grep -v 'test failed' >&2
  exit 74
fi
as_root rm -rf -- old
as_root nginx -s reload || exit 75
