/** Prints the value of `s` in the ways in which scripts come to print values. */
const printed = `
  printf '%s\\n' "$s"
  printf 'in words: <%s>\\n' "$s" >&2
  printf '%s' "$s" | base64
  printf '%s' "$s" | base64 -w 0; echo
  printf 'x%s' "$s" | base64 -w 0; echo
  printf 'xy%s' "$s" | base64 -w 0; echo
  printf '%s' "$s" | od -An -v -tx1 | tr -d ' \\n'; echo
  printf '%q\\n' "$s"
  declare -p s
  set -x; : "$s"; set +x
  (export EXPOSED=$s; env | grep -a -A 20 '^EXPOSED='; export -p | grep -a EXPOSED)
  printf '%s' "$s" | python3 -c '
import sys, json, urllib.parse, base64
s = sys.stdin.buffer.read().decode()
for form in (json.dumps(s), json.dumps(s, ensure_ascii=False), repr(s), urllib.parse.quote(s), urllib.parse.quote_plus(s),
             urllib.parse.urlencode({"s": s}), base64.urlsafe_b64encode(s.encode()).decode()):
    print(form)
'
  half=$((\${#s} / 2))
  printf '%s' "\${s:0:$half}"; sleep 0.05; printf '%s\\n' "\${s:$half}"
  write_verbose "verbose $s"; write_warning "warning $s"
  update_progress 50 "progress $s"
  set_octopusvariable "Copy of $1" "a copy of $s"
`

/** Waits to be looked at, then prints every variable of `names` and what `hidden` unfolds to, and makes secrets of its own. */
export const talkingScript = (names: readonly string[], hidden: Readonly<Record<string, string>>): string => `
for n in ${names.join(' ')}; do v=$(get_octopusvariable $n; echo x); done
echo armed "#{Visible}"
while [ ! -e "$HOME/go" ]; do sleep 0.1; done
show() {
  ${printed}
}
for n in ${names.join(' ')}; do s=$(get_octopusvariable $n); show $n; done
${Object.entries(hidden)
  .map(([name, secret]) => `s=$(printf '%s' ${unfolding(secret)}); show ${name}`)
  .join('\n')}
set_octopusvariable Made "#{Octopus.Deployment.Id}-$(get_octopusvariable Plain | tr 'a-f0-9' 'b-g1-9a')" -sensitive
echo "a file that is kept" >kept.txt
new_octopusartifact kept.txt "named $(get_octopusvariable Plain).txt"
exec 3>&2
get_octopusvariable Long >&3; echo >&3
printf 'no line end: %s' "$(get_octopusvariable Plain)"
`

/** Written so that the script's text holds no form of the secret: each byte in octal, turned by one. */
const unfolding = (secret: string): string =>
  `"$(printf '%b' "$(printf '%s' '${[...Buffer.from(secret)].map(byte => (byte ^ 1).toString(8).padStart(3, '0')).join(' ')}' | tr ' ' '\\n' | while read -r o; do printf '\\\\0%o' $((0$o ^ 1)); done)")"`

/** Fails with a secret in its last words. */
export const failingScript = `
s=$(get_octopusvariable Plain)
echo "passed on #{Octopus.Action[Say Hello].Output.Made}"
echo "about to fail: $s" >&2
fail_step "It failed with $s and #{Quotes}"
`
