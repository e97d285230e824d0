# Reads which ferries sail today, once, on this machine.
echo "Reading the timetable of #{Octopus.Environment.Name}"
sailings=0
while read -r time ferry port; do
  sailings=$((sailings + 1))
  printf '  %s  %-8s to %s\n' "$time" "$ferry" "$port"
  update_progress $((sailings * 25)) "$sailings of 4 sailings"
  sleep 0.1
done <<'END'
06:40 Aurora Saltholm
09:15 Meridian Grey Head
13:30 Aurora Saltholm
18:05 Meridian Grey Head
END
set_octopusvariable "Sailings" "$sailings"
write_highlight "$sailings ferries sail today, with #{Seats.PerFerry} seats each."
