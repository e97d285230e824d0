# Opens the counter again, and buys a ticket there as a passenger would.
counter=$HOME/tickets
version=$(get_octopusvariable "Octopus.Release.Number")
name=$(get_octopusvariable "Octopus.Machine.Name")

# A server that somebody works on takes no passengers.
mark=$counter/maintenance
if [ -e "$mark" ]; then
  echo "$name is marked for maintenance:"
  sed 's/^/  /' "$mark"
  fail_step "$name is marked for maintenance, so its counter stays closed. Run the runbook “End Maintenance” on $name, then continue this deployment."
fi

rm -f "$counter/closed-since"
sleep 0.3
grep -q "^version=$version\$" "$counter/current/about" || fail_step "The counter on $name does not show $version."
echo "A ticket from $name for the next sailing: paid and printed."
