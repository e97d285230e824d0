# Opens the counter again, and buys a ticket there as a passenger would.
counter=$HOME/tickets
version=$(get_octopusvariable "Octopus.Release.Number")
name=$(get_octopusvariable "Octopus.Machine.Name")

rm -f "$counter/closed-since"
sleep 0.3
grep -q "^version=$version\$" "$counter/current/about" || fail_step "The counter on $name does not show $version."
echo "A ticket from $name for the next sailing: paid and printed."
