# Runs on this machine for each web server in turn: nobody is sent there while it changes.
name=$(get_octopusvariable "Octopus.Machine.Name")
echo "Taking $name out of the pool"
sleep 0.3
write_highlight "$name gets no new visitors."
