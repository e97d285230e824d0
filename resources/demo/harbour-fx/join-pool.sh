# Visitors come back only when the server answers with the release that was put there.
name=$(get_octopusvariable "Octopus.Machine.Name")
version=$(get_octopusvariable "Octopus.Release.Number")
echo "Asking $name which release it has"
sleep 0.2
echo "$name answers with $version"
write_highlight "$name is back in the pool."
