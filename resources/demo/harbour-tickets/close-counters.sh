# Nobody buys a ticket from a counter that changes underneath.
counter=$HOME/tickets
name=$(get_octopusvariable "Octopus.Machine.Name")
mkdir -p "$counter"
date -u +%FT%TZ > "$counter/closed-since"
sleep 0.3
echo "The counter on $name is closed. Passengers keep their seats for #{Seats.Hold}."
