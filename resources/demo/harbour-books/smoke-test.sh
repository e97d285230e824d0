# Looks at the shop as a customer would.
shop=$HOME/shop
version=$(get_octopusvariable "Octopus.Release.Number")
checksum=$(get_octopusvariable "Octopus.Action[Prepare Catalogue].Output.Checksum")
report=$shop/smoke-test.txt
failed=0

check() {
  if "${@:2}"; then
    printf '  \033[32mpass\033[0m  %s\n' "$1"
    echo "pass  $1" >> "$report"
  else
    printf '  \033[31mfail\033[0m  %s\n' "$1"
    echo "fail  $1" >> "$report"
    failed=$((failed + 1))
  fi
}

echo "$version on $(get_octopusvariable "Octopus.Machine.Name")" > "$report"
check "the shop shows $version" grep -q "^version=$version\$" "$shop/current/about"
check "the catalogue is the one of this release" grep -q "^checksum=$checksum\$" "$shop/current/about"
check "the pages are there" test -s "$shop/current/pages"
rm -f "$shop/paused-since"
check "orders are taken again" test ! -e "$shop/paused-since"

new_octopusartifact "$report" "smoke-test-$(get_octopusvariable "Octopus.Machine.Name").txt"
if [ "$failed" -gt 0 ]; then
  fail_step "$failed of 4 checks failed."
fi
echo "All 4 checks passed."
