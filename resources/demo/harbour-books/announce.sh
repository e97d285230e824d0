# Runs once, on this machine, after everything else.
books=$(get_octopusvariable "Octopus.Action[Prepare Catalogue].Output.Books")
write_highlight "#{Shop.Name} #{Octopus.Release.Number} is open in #{Octopus.Environment.Name}, with $books books. #{Shop.Greeting}"
write_verbose "Questions go to #{Support.Contact}."
