# Sets up a site of NGINX. The files were written by `site_files` into the present folder, a temporary one: `site.conf`,
# `locations/`, and `ssl/<name>/` for certificates. What was there before lies in `<site>.former` until NGINX has accepted
# what is new; else it is put back. Where that folder is there already, an attempt before this one came to no end.
# Exit codes: 73 the files cannot be put in their place, 74 NGINX refuses them, 75 NGINX cannot be told.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
umask 077
conf=$p_sites/$p_name.conf
former=$conf.former

# Copies a file to a place, or removes what is there where there is no such file.
restore() { if [ -e "$1" ]; then as_root cp -p -- "$1" "$2"; else as_root rm -f -- "$2"; fi; }
take_back() {
  if [ ! -d "$former" ]; then return 0; fi
  as_root rm -rf -- "$conf.d" && restore "$former/site.conf" "$conf" || return 1
  if [ -d "$former/locations" ]; then as_root cp -Rp -- "$former/locations" "$conf.d" || return 1; fi
  for kept in "$former"/ssl/*; do
    if [ ! -d "$kept" ]; then continue; fi
    for part in crt key; do
      file=${kept##*/}/${kept##*/}.$part
      restore "$former/ssl/$file" "$p_ssl/$file" || return 1
    done
  done
  as_root rm -rf -- "$former"
}

temp=$(mktemp -d) || exit 73
# What root copied here, only root removes.
trap 'rm -rf -- "$temp" 2>/dev/null || as_root rm -rf -- "$temp"' EXIT
trap 'exit 143' TERM INT HUP
cd -- "$temp" && mkdir locations ssl old old/ssl || exit 73
site_files || exit 73
chmod 644 site.conf locations/* 2>/dev/null
chmod 755 locations ssl/* 2>/dev/null
take_back || exit 73

if [ -e "$conf" ]; then as_root cp -p -- "$conf" old/site.conf || exit 73; fi
if [ -d "$conf.d" ]; then as_root cp -Rp -- "$conf.d" old/locations || exit 73; fi
for one in ssl/*; do
  if [ ! -d "$one" ]; then continue; fi
  mkdir "old/$one" || exit 73
  for part in crt key; do
    file=${one#ssl/}/${one#ssl/}.$part
    if [ -e "$p_ssl/$file" ]; then as_root cp -p -- "$p_ssl/$file" "old/ssl/$file" || exit 73; fi
  done
done
# Whoever comes next may be somebody else, and has to see what is in there. Keys stay as they are.
chmod 755 old old/ssl old/ssl/* 2>/dev/null
trap 'take_back; exit 143' TERM INT HUP
as_root rm -rf -- "$former.new" &&
  as_root cp -Rp -- old "$former.new" &&
  as_root mv -f -- "$former.new" "$former" &&
  as_root rm -rf -- old || exit 73

for one in ssl/*; do
  if [ -d "$one" ]; then as_root cp -R -- "$one" "$p_ssl/" || { take_back; exit 73; }; fi
done
as_root rm -rf -- "$conf.d" &&
  as_root cp -R -- locations "$conf.d" &&
  as_root cp -- site.conf "$conf.new" &&
  as_root mv -f -- "$conf.new" "$conf" || {
  take_back
  exit 73
}
if ! told=$(as_root nginx -t 2>&1); then
  take_back || exit 73
  printf '%s\n' "$told" | grep -v 'test failed' >&2
  exit 74
fi
trap 'exit 143' TERM INT HUP
as_root rm -rf -- "$former" || exit 73
as_root nginx -s reload || exit 75
