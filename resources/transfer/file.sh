# Brings a file; follows common.sh. It is given the size besides.
bytes=$1
work=.slipway-$key.part
if [ -d "./$name" ]; then stop refused "$path is a folder"; fi

# Beside the file lies its hash, which holds as long as the file is not younger.
is_there() {
  [ -f "./$name" ] && [ "$(($(wc -c <"./$name")))" -eq "$bytes" ] || return 1
  said=''
  read -r said rest 2>/dev/null <"./$name.sha256"
  if [ "$said" = "$key" ] && [ ! "./$name" -nt "./$name.sha256" ]; then return 0; fi
  [ "$(digest <"./$name")" = "$key" ] && note
}
note() { printf '%s  %s\n' "$key" "$name" >"./$name.sha256"; }

if is_there; then stop there "$path"; fi
take_lock
have=0
if [ -f "$work" ]; then have=$(($(wc -c <"$work"))); fi
if [ "$have" -gt "$bytes" ]; then
  rm -f "$work"
  have=0
fi
need_space $(((bytes - have + 1023) / 1024))
: >>"$work" || exit 1
say want "$have"
# Reading up to 512 MB back takes less time than passing them on while they come, as long as hashing is quick.
found=''
if [ "$bytes" -le 536870912 ] && has openssl; then
  cat >>"$work"
elif [ "$have" -eq 0 ]; then
  found=$(tee -a "$work" | digest)
else
  found=$({ cat "$work" && tee -a "$work"; } | digest)
fi
size=$(($(wc -c <"$work")))
if [ "$size" -ne "$bytes" ]; then stop short "$size" "$(free_space)"; fi
if [ -z "$found" ]; then found=$(digest <"$work"); fi
if [ "$found" != "$key" ]; then
  rm -f "$work"
  stop wrong "$found" "$name"
fi
sync -d "$work" 2>/dev/null || sync "$work" 2>/dev/null || sync
mv -f "$work" "./$name" && note && stop done "$path"
exit 1
