# Puts the release beside the ones before it, then turns to it in one step.
counter=$HOME/tickets
version=$(get_octopusvariable "Octopus.Release.Number")
name=$(get_octopusvariable "Octopus.Machine.Name")
release=$counter/releases/$version

echo "Installing the counter $version on $name, log level #{Log.Level}"
mkdir -p "$release"
for part in prices sailings seats; do
  printf '  \033[32m✓\033[0m %s\n' "$part"
  echo "$part of $version" > "$release/$part"
  sleep 0.15
done
printf 'version=%s\nlog level=%s\nhold=%s\n' "$version" "#{Log.Level}" "#{Seats.Hold}" > "$release/about"
rm -f "$counter/current"
ln -s "releases/$version" "$counter/current"
write_highlight "$version is in place on $name."
