# Puts the release beside the ones before it, then turns to it in one step.
version=$(get_octopusvariable "Octopus.Release.Number")
checksum=$(get_octopusvariable "Octopus.Action[Prepare Catalogue].Output.Checksum")
books=$(get_octopusvariable "Octopus.Action[Prepare Catalogue].Output.Books")
shop=$HOME/shop
release=$shop/releases/$version

if [ -z "$checksum" ]; then
  fail_step "The catalogue has no checksum, so nothing was installed."
fi

echo "Installing #{Shop.Name} $version on $(get_octopusvariable "Octopus.Machine.Name")"
mkdir -p "$release"
for part in pages styles scripts catalogue; do
  printf '  \033[32m✓\033[0m %s\n' "$part"
  echo "$part of $version" > "$release/$part"
  sleep 0.15
done
printf 'version=%s\nchecksum=%s\nbooks=%s\nlog level=%s\n' "$version" "$checksum" "$books" "#{Log.Level}" > "$release/about"

if [ -d "$shop/current" ] && [ ! -L "$shop/current" ]; then
  write_warning "“current” was a folder; it is kept as “current.old”."
  mv "$shop/current" "$shop/current.old"
fi
rm -f "$shop/next"
ln -s "releases/$version" "$shop/next"
rm -f "$shop/current"
mv "$shop/next" "$shop/current"

kept=$(ls "$shop/releases" | wc -l | tr -d ' ')
if [ "$kept" -gt 2 ]; then
  write_warning "$kept releases are kept here; two are enough to go back."
fi
write_highlight "$version is in place with $books books."
