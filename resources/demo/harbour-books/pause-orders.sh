# New orders wait while the shop changes underneath them.
shop=$HOME/shop
mkdir -p "$shop"
echo "Pausing orders on $(get_octopusvariable "Octopus.Machine.Name")"
date -u +%FT%TZ > "$shop/paused-since"
for open in 3 2 1 0; do
  echo "  $open baskets still open"
  update_progress $(( (3 - open) * 100 / 3 )) "$open baskets open"
  sleep 0.15
done
