import { accessesIn, passedOnBy, renameInScript, usesInText } from '@shared/variables/script-uses'
import { describe, expect, it } from 'vitest'

describe('a script asks for a variable', () => {
  it.each([
    ['bash', 'get_octopusvariable X', ['X']],
    ['bash', 'x=$(get_octopusvariable "A B") y="`get_octopusvariable \'C.D[e]\'`"', ['A B', 'C.D[e]']],
    ['bash', 'if ! get_octopusvariable X | grep -q 1; then get_octopusvariable Y; fi', ['X', 'Y']],
    ['bash', 'LANG=C get_octopusvariable X >file', ['X']],
    ['bash', 'case $1 in a) get_octopusvariable X ;; esac', ['X']],
    ['bash', 'echo "$(get_octopusvariable Octopus.Action[Web].Output.Url)" # why', ['Octopus.Action[Web].Output.Url']],
    ['bash', 'echo #{Y} $(get_octopusvariable X)', ['X']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    ['bash', 'if [ ${#list} -gt 0 ]; then get_octopusvariable X; fi', ['X']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    ['bash', 'n=${#names[@]} x=$(get_octopusvariable X)', ['X']],
    [
      'bash',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
      'echo "${octopus_parameters[X]} ${octopus_parameters["A B"]} ${octopus_parameters[C[d]]%/}"',
      ['X', 'A B', 'C[d]']
    ],
    ['python', 'print(get_octopusvariable( "X" ), get_octopusvariable(name=\'Y\'))', ['X', 'Y']],
    ['python', 'x = octopusvariables["X"] == 1', ['X']],
    ['powershell', '$OctopusParameters["X"] + $octopusparameters[\'Y\']', ['X', 'Y']],
    ['powershell', 'Write-Host $OctopusParameters.X.Length $OctopusParameters."A.B"', ['X', 'A.B']],
    ['powershell', '$x = Get-OctopusVariable X; (Get-OctopusVariable -Name "Y").Trim()', ['X', 'Y']],
    ['powershell', 'if (Get-OctopusVariable -Name:Z) { Get-OctopusVariable Db.Host }', ['Z', 'Db.Host']]
  ] as const)('in %s: %s', (syntax, body, names) => {
    expect([...accessesIn(body, syntax)].sort()).toEqual([...names].sort())
  })
})

describe('a script asks for nothing that is known', () => {
  it.each([
    ['bash', 'export -f get_octopusvariable\ncat hosts | xargs -n1 bash -c work'],
    ['bash', 'export -f get_octopusvariable set_octopusvariable'],
    ['bash', '# get_octopusvariable reads a variable'],
    ['bash', 'true # x=$(get_octopusvariable X)'],
    ['bash', 'echo "get_octopusvariable reads a variable"'],
    ['bash', 'x=$(get_octopusvariable Db.$env.Host)'],
    ['bash', 'x=$(get_octopusvariable Octopus.Action[$step].Output.Url)'],
    ['bash', 'x=$(get_octopusvariable \'Db.\'"$env")'],
    ['bash', 'x=$(get_octopusvariable "Db.#{Env}.Host")'],
    ['bash', 'type get_octopusvariable 2>/dev/null'],
    ['bash', 'get_octopusvariable 2>/dev/null'],
    [
      'bash',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
      'for n in "${!octopus_parameters[@]}"; do echo "$n=${octopus_parameters[$n]} of ${#octopus_parameters[@]}"; done'
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    ['bash', 'octopus_parameters[X]=1; echo "${octopus_parameters[Y]:-usual}"'],
    ['python', '# print(get_octopusvariable("Old"))'],
    ['python', 'print("it\'s") # get_octopusvariable("Old")'],
    ['python', 'get_octopusvariable(f"Db.{env}.Host") + get_octopusvariable("Db." + env)'],
    ['python', 'octopusvariables["X"] = "1"; octopusvariables.get("Y", ""); "Z" in octopusvariables'],
    ['powershell', '$OctopusParameters["X"] = 1; $OctopusParameters.Y = 2'],
    ['powershell', '$OctopusParameters.Keys; $OctopusParameters.ContainsKey("X"); $OctopusParameters.GetEnumerator()'],
    [
      'powershell',
      '$OctopusParameters["Db.$env.Host"]; Get-OctopusVariable "Db.$env.Host"; Get-OctopusVariable Db.$env'
    ],
    ['powershell', '<# Get-OctopusVariable X\n$OctopusParameters["Y"] #>'],
    ['powershell', 'Get-Command Get-OctopusVariable -ErrorAction Ignore']
  ] as const)('in %s: %s', (syntax, body) => {
    expect(accessesIn(body, syntax)).toEqual([])
  })
})

describe('a script passes on', () => {
  it.each([
    ['bash', 'set_octopusvariable Port 80; set_octopusvariable "A B" 1; set_octopusvariable "$n" 1', ['Port', 'A B']],
    ['bash', 'octopus_parameters[Port]=80', ['Port']],
    ['python', 'set_octopusvariable("Port", "80")\nset_octopusvariable(value=str(80), name="Name")', ['Port', 'Name']],
    ['python', 'octopusvariables["Port"] = "80"', ['Port']],
    ['powershell', 'Set-OctopusVariable Port 80; Set-OctopusVariable "A B" 1', ['Port', 'A B']],
    ['powershell', 'Set-OctopusVariable -Value 80 -Name "Port"; Set-OctopusVariable -Name:Other 1', ['Port', 'Other']],
    ['powershell', '$OctopusParameters["Port"] = 80; $OctopusParameters.Other = 1', ['Port', 'Other']]
  ] as const)('in %s: %s', (syntax, text, names) => {
    expect([...passedOnBy({ text, syntax })].sort()).toEqual([...names].sort())
  })
})

it('a long line takes no longer than it has to', () => {
  const body = `${'a=b;'.repeat(100_000)} ${'x'.repeat(100_000)} "$(get_octopusvariable X)"`
  const began = performance.now()
  expect(accessesIn(body, 'bash')).toEqual(['X'])
  expect(performance.now() - began).toBeLessThan(1000)
})

it('a script mentions a variable also in a comment, and where it merely asks whether it is there', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
  const text = '# get_octopusvariable A\necho "#{B} ${octopus_parameters[C]:-usual}"'
  expect(usesInText({ text, syntax: 'bash' })).toEqual(['B', 'A', 'C'])
})

describe('a variable that gets another name', () => {
  it.each([
    ['bash', 'get_octopusvariable "a" # get_octopusvariable A', 'B', 'get_octopusvariable "B" # get_octopusvariable B'],
    ['bash', 'get_octopusvariable A', 'B C', 'get_octopusvariable "B C"'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash
    ['bash', 'echo ${octopus_parameters[A]:-x}', 'B.C', 'echo ${octopus_parameters[B.C]:-x}'],
    [
      'python',
      'get_octopusvariable("A") or octopusvariables["A"]',
      'B',
      'get_octopusvariable("B") or octopusvariables["B"]'
    ],
    ['powershell', 'Get-OctopusVariable -Name "A"', 'Name', 'Get-OctopusVariable -Name "Name"'],
    [
      'powershell',
      '$OctopusParameters.A + $OctopusParameters["A"]',
      'B.C',
      '$OctopusParameters."B.C" + $OctopusParameters["B.C"]'
    ]
  ] as const)('has it in %s: %s', (syntax, body, to, after) => {
    expect(renameInScript(body, syntax, 'A', to)).toBe(after)
  })

  it('has it where it is also the name of a parameter', () => {
    expect(renameInScript('Get-OctopusVariable -Name Name', 'powershell', 'Name', 'Title')).toBe(
      'Get-OctopusVariable -Name Title'
    )
  })
})
