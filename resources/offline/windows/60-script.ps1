# One script
function Get-Text([string]$Folder, [string]$Place) {
  if ($Place -match '^file:(.*)$') { [IO.File]::ReadAllText((Join-Path $Folder $Matches[1])) }
  elseif ($Place -match '^secret:(.*)$') { $secrets[$Matches[1]] }
  else { '' }
}
function Get-Variables([object]$Action) {
  $all = @{}
  foreach ($item in $Action.variables) {
    $all[$item.name] = if ($item.secret) { $secrets[[string]$item.secret] } else { ConvertFrom-Base64Text $item.text }
  }
  foreach ($item in $outputs) {
    $from = "Octopus.Action[$($bundle.action_names[$item.number - 1])].Output"
    $all["$from.$($item.name)"] = $item.value
    $all["$from[$($bundle.bundle_target)].$($item.name)"] = $item.value
  }
  if ($script:firstError) { $all['Octopus.Deployment.Error'] = $script:firstError }
  foreach ($item in $Action.variables) { $all[$item.name] = Expand-Known $all[$item.name] $all }
  $all
}
# Replaces references to what is known only here; hashtables ignore the case of names. What is put in is not looked at again.
function Expand-Known([string]$Text, [hashtable]$Known) {
  $whole = New-Object Text.StringBuilder
  $at = 0
  foreach ($token in [regex]::Matches($Text, '#\{([^{}]*)\}')) {
    $name = $token.Groups[1].Value
    if ($name -notmatch '^Octopus\.(Action\[|Deployment\.Error$)' -or -not $Known.ContainsKey($name)) { continue }
    $null = $whole.Append($Text.Substring($at, $token.Index - $at)).Append([string]$Known[$name])
    $at = $token.Index + $token.Length
  }
  $whole.Append($Text.Substring($at)).ToString()
}
function Get-Quoted([string]$Text) { "'" + ($Text -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" }
function Get-Payload([string]$Syntax, [string]$Body, [string]$Parameters, [hashtable]$All, [string]$Nonce, [string]$Work) {
  if ($Syntax -eq 'python') {
    $payload = [ordered]@{ nonce = $Nonce; isLast = $false; script = $Body; folder = $Work; parameters = $Parameters; variables = $All }
    $first = ConvertTo-Json -InputObject $payload -Compress -Depth 3
    return "$first`n" + [IO.File]::ReadAllText((Join-Path $here 'runner/python.py'))
  }
  $lines = @(
    "`$SlipwayNonce = '$Nonce'", "`$SlipwayFolder = $(Get-Quoted $Work)", "`$SlipwayTraces = ''", "`$SlipwayRun = ''"
    '$OctopusParameters = New-Object "System.Collections.Generic.Dictionary[string,string]" ([StringComparer]::OrdinalIgnoreCase)'
    foreach ($entry in $All.GetEnumerator()) { "`$OctopusParameters[$(Get-Quoted $entry.Key)] = $(Get-Quoted $entry.Value)" }
    "`$SlipwayParameters = $(Get-Quoted $Parameters)", "`$SlipwayScript = $(Get-Quoted $Body)"
    [IO.File]::ReadAllText((Join-Path $here 'runner/powershell.ps1'))
  )
  (ConvertTo-Base64Text ($lines -join "`n")) + "`n"
}
# The program of this PowerShell; a host of another kind, such as an editor, runs no scripts.
function Get-OwnProgram {
  $own = (Get-Process -Id $PID).Path
  if ((Split-Path -Leaf $own) -match '^(powershell|pwsh)(\.exe)?$') { return $own }
  Join-Path $PSHOME $(if ($PSVersionTable.PSEdition -eq 'Core') { 'pwsh' } else { 'powershell.exe' })
}
# Starts the interpreter. .NET Framework puts a byte order mark in front of what it is sent where the console has UTF-8,
# so the interpreters are told to read over one.
function Start-Script([string]$Syntax, [string]$Work) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $loader = '$p = @($input) -join ""; if (-not $p) { $p = [Console]::In.ReadToEnd() }; $p = $p -replace "[^A-Za-z0-9+/=]"; ' +
    '. ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($p))))'
  if ($Syntax -eq 'python') {
    $start.FileName = 'python'
    $start.Arguments = '-c "import sys,json;payload=json.loads(sys.stdin.buffer.readline().decode(''utf-8-sig''));' +
      'exec(sys.stdin.buffer.read().decode())"'
  } else {
    $start.FileName = Get-OwnProgram
    $start.Arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -OutputFormat Text -EncodedCommand ' +
      [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($loader))
  }
  $start.UseShellExecute = $false
  $start.WorkingDirectory = $Work
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $start.StandardOutputEncoding = $utf8
  $start.StandardErrorEncoding = $utf8
  try { [Diagnostics.Process]::Start($start) } catch { throw "$($start.FileName) could not be started here" }
}
# Script and variables reach it over stdin. One that ends before it has read them is judged by how it ends.
function Send-Payload([Diagnostics.Process]$Process, [string]$Payload) {
  $bytes = $utf8.GetBytes($Payload)
  try {
    $Process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
    $Process.StandardInput.Close()
  } catch { $null = $_ }
}
# Ends a script with everything that it started.
function Stop-Tree([Diagnostics.Process]$Process) {
  if ($Process.HasExited) { return }
  # Windows PowerShell would take what the program complains of for an error of the runner.
  $ErrorActionPreference = 'Continue'
  try {
    if ($PSVersionTable.PSEdition -eq 'Core') { $Process.Kill($true) } else { $null = & taskkill.exe /T /F /PID $Process.Id 2>&1 }
  } catch { $null = $_ }
  $null = $Process.WaitForExit(5000)
}
# A script outlives a runner that is killed: so that the next start can tell, it is written down which process it is.
function Set-UnderWay([Diagnostics.Process]$Process) {
  try {
    [IO.File]::WriteAllText("$stateFolder/under-way", "$($Process.Id) $($Process.StartTime.ToUniversalTime().Ticks)", $utf8)
  } catch { $null = $_ }
}
function Confirm-NothingRuns {
  if (-not (Test-Path -LiteralPath "$stateFolder/under-way")) { return }
  $id, $since = [IO.File]::ReadAllText("$stateFolder/under-way") -split ' '
  try {
    $isThere = "$([Diagnostics.Process]::GetProcessById([int]$id).StartTime.ToUniversalTime().Ticks)" -eq $since
  } catch { $isThere = $false }
  if ($isThere) { Stop-Refused "An action of an earlier start is still under way (process $id). Wait for it, or end it, and start again." 4 }
}
function Invoke-Script([int]$Number, [hashtable]$Course) {
  $folder = Join-Path $here "actions/$($bundle.action_folders[$Number - 1])"
  $action = [IO.File]::ReadAllText((Join-Path $folder 'action.json')) | ConvertFrom-Json
  $settings = $action.settings
  if ($settings.syntax -eq 'bash' -or $settings.action_user -or @($settings.reference_names).Count -gt 0) {
    return 'needs deploy.sh: bash, other users and packages are not for Windows'
  }
  $all = Get-Variables $action
  $work = Join-Path $Root "work/$($bundle.bundle_deployment).$Number"
  Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  $null = New-Item -ItemType Directory -Force -Path $work
  $body = Expand-Known (Get-Text $folder $settings.body_ref) $all
  $parameters = Expand-Known (Get-Text $folder $settings.parameters_ref) $all
  $payload = Get-Payload $settings.syntax $body $parameters $all $Course.nonce $work
  $process = Start-Script $settings.syntax $work
  try {
    Set-UnderWay $process
    Send-Payload $process $payload
    $isLate = Read-Streams $process $Course ([int]$settings.action_timeout)
  } finally {
    # Whatever goes wrong here, Ctrl-C included, nothing of the script is left behind that a further attempt would meet.
    Stop-Tree $process
    Remove-Item -LiteralPath "$stateFolder/under-way" -Force -ErrorAction SilentlyContinue
  }
  if ($process.HasExited) { $Course.code = $process.ExitCode }
  foreach ($artifact in $Course.artifacts) { Save-Artifact $Course $artifact.path $artifact.name $work }
  Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  if ($isLate) { $Course.ending = 'timed-out'; return "took longer than $($settings.action_timeout) seconds and was ended" }
  if ($Course.code -eq 0) { return '' }
  "ended with exit code $($Course.code)$(if ($Course.result) { ": $($Course.result)" })"
}
