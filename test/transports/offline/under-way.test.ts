import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRunner } from '../../support/offline-runner'

it.skipIf(!existsSync('/proc/self/stat'))('takes no other process for a script of an earlier start', () => {
  const look = (line: string) => `printf '%s\\n' "${line}" >"$state/under-way"; is_under_way && echo yes || echo no`
  const lines = [
    'state=$(mktemp -d); set -m; sh -c "sleep 60 & wait" >/dev/null 2>&1 & it=$!; set +m; disown',
    'keep_under_way $it; read -r _ began boot <"$state/under-way"; is_under_way && [ "$group" = $it ] && echo "yes it"',
    look('$it'),
    look('$it 1 $boot'),
    look('$it $began 0a1b2c3d'),
    'keep_under_way $it; kill -s KILL $it; while kill -s 0 $it 2>/dev/null; do sleep 0.1; done; is_under_way && echo yes',
    'kill -s KILL -- -$it; while kill -s 0 -- -$it 2>/dev/null; do sleep 0.1; done; is_under_way || echo no',
    'rm -rf -- "$state"; is_under_way || echo none'
  ]
  expect(inRunner(['10-base', '50-script'], lines, 'C')).toEqual(['yes it', 'yes', 'no', 'no', 'yes', 'no', 'none'])
})
