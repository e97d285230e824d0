echo "Quotes come every $(get_octopusvariable "Quotes.Seconds") seconds from $(get_octopusvariable "Quotes.Source")"
grep -q '"Seconds": *"\?'"$(get_octopusvariable "Quotes.Seconds")" appsettings.json && echo "The settings are in place"
