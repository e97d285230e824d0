# Takes away the mark that keeps the counter of a server closed.
mark=$HOME/tickets/maintenance
name=$(get_octopusvariable "Octopus.Machine.Name")
if [ ! -e "$mark" ]; then
  echo "$name has no mark."
  exit 0
fi
echo "The mark on $name says:"
sed 's/^/  /' "$mark"
rm -f "$mark"
write_highlight "$name is no longer marked for maintenance."
