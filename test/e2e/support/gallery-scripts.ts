import type { StepInput } from '@shared/model/process'
import type { VariableInput } from '@shared/model/variable-set'

export const shopVariables: readonly VariableInput[] = [
  { type: 'text', name: 'Shop.Name', value: 'Harbour Books' },
  { type: 'text', name: 'Shop.Folder', value: '/srv/shop' },
  { type: 'text', name: 'Database.Name', value: 'shop_#{Octopus.Environment.Name}' },
  { type: 'sensitive', name: 'Database.Password', value: 'pearl-and-rope-77' },
  { type: 'text', name: 'Http.Port', value: '8080' }
]

const bash = (name: string, roles: string[], lines: readonly string[]): StepInput => ({
  name,
  location: roles.length > 0 ? 'targets' : 'here',
  roles,
  actions: [{ type: 'script', syntax: 'bash', body: `${lines.join('\n')}\n` }]
})

const manifest = bash(
  'Build Manifest',
  [],
  [
    'version=$(get_octopusvariable "Octopus.Release.Number")',
    'file=$(mktemp)',
    'printf "shop %s\\ncatalogue 240 books\\n" "$version" > "$file"',
    'echo "The manifest of #{Shop.Name} $version names 4 parts."',
    'set_octopusvariable "Checksum" "$(cksum < "$file" | cut -d" " -f1)"',
    'new_octopusartifact "$file" "manifest-$version.txt"'
  ]
)

const migrate: StepInput = {
  name: 'Migrate Database',
  location: 'targets',
  roles: ['database'],
  actions: [
    {
      type: 'script',
      syntax: 'python',
      body: [
        'name = get_octopusvariable("Database.Name")',
        'print(f"Connecting to {name} …")',
        'for number, what in enumerate(["table of invoices", "index of orders by day", "gift wrapping"], start=41):',
        '    print(f"\\033[36m0{number}\\033[0m {what}")',
        'printhighlight("The database is at migration 043.")',
        ''
      ].join('\n')
    }
  ]
}

const install = bash(
  'Install Shop',
  ['web'],
  [
    'version=$(get_octopusvariable "Octopus.Release.Number")',
    'echo "Installing #{Shop.Name} $version in #{Shop.Folder}"',
    'for part in pages styles scripts catalogue; do',
    '  printf "  \\033[32m✓\\033[0m %s\\n" "$part"',
    'done',
    'write_verbose "Checksum #{Octopus.Action[Build Manifest].Output.Checksum}"'
  ]
)

const check = bash(
  'Health Check',
  ['web'],
  [
    'echo "GET http://localhost:#{Http.Port}/health"',
    'echo "200 OK, the catalogue has 240 books."',
    'if [ "#{Octopus.Environment.Name}" = Test ]; then write_warning "The certificate ends in 12 days."; fi'
  ]
)

const checkWithBasket = bash(
  'Health Check',
  ['web'],
  [
    'echo "GET http://localhost:#{Http.Port}/health"',
    'echo "200 OK, the catalogue has 240 books."',
    'echo "GET http://localhost:#{Http.Port}/basket"',
    'if [ "#{Octopus.Machine.Name}" = web-3 ]; then',
    '  echo "connect() to 127.0.0.1:8080 failed (111: Connection refused)" >&2',
    '  echo "shop.service: Main process exited, code=exited, status=1/FAILURE" >&2',
    '  echo "shop.service: Start request repeated too quickly: giving up." >&2',
    '  exit 7',
    'fi',
    'echo "200 OK, an empty basket."'
  ]
)

const announce = bash(
  'Announce',
  [],
  ['write_highlight "#{Shop.Name} #{Octopus.Release.Number} is open in #{Octopus.Environment.Name}."']
)

export const shopSteps: readonly StepInput[] = [manifest, migrate, install, check, announce]
export const brokenShopSteps: readonly StepInput[] = [manifest, migrate, install, checkWithBasket, announce]

/** One step that counts for up to so many seconds, and one after it. */
export const longSteps = (role: string, seconds: number): readonly StepInput[] => [
  bash(
    'Export Orders',
    [role],
    [
      'echo "Reading the orders of the day"',
      `for second in $(seq 1 ${seconds}); do`,
      '  echo "Order $((4200 + second)) is written"',
      `  update_progress $((second * 100 / ${seconds})) "$second of ${seconds}"`,
      '  sleep 1',
      'done'
    ]
  ),
  bash('Send Summary', [], ['echo "The summary was sent."'])
]
