# Runs once, on this machine, after everything else.
sailings=$(get_octopusvariable "Octopus.Action[Read the Timetable].Output.Sailings")
write_highlight "Harbour Tickets #{Octopus.Release.Number} sells for $sailings sailings in #{Octopus.Environment.Name}."
write_verbose "Questions go to #{Support.Contact}."
