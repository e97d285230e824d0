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
  $all
}
function Expand-Outputs([string]$Text, [hashtable]$All) {
  foreach ($name in $All.Keys) { if ($name.StartsWith('Octopus.Action[')) { $Text = $Text.Replace("#{$name}", $All[$name]) } }
  $Text
}
function Get-Quoted([string]$Text) { "'" + ($Text -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" }
function Get-Payload([string]$Syntax, [string]$Body, [string]$Parameters, [hashtable]$All, [string]$Nonce, [string]$Work) {
  if ($Syntax -eq 'python') {
    $payload = [ordered]@{ nonce = $Nonce; isLast = $false; script = $Body; folder = $Work; parameters = $Parameters; variables = $All }
    return (ConvertTo-Json -InputObject $payload -Compress -Depth 3) + "`n" + [IO.File]::ReadAllText("$here/runner/python.py")
  }
  $lines = @(
    "`$SlipwayNonce = '$Nonce'", "`$SlipwayFolder = $(Get-Quoted $Work)", "`$SlipwayTraces = ''", "`$SlipwayRun = ''"
    '$OctopusParameters = New-Object "System.Collections.Generic.Dictionary[string,string]" ([StringComparer]::OrdinalIgnoreCase)'
    foreach ($name in $All.Keys) { "`$OctopusParameters[$(Get-Quoted $name)] = $(Get-Quoted $All[$name])" }
    "`$SlipwayParameters = $(Get-Quoted $Parameters)", "`$SlipwayScript = $(Get-Quoted $Body)"
    [IO.File]::ReadAllText("$here/runner/powershell.ps1")
  )
  (ConvertTo-Base64Text ($lines -join "`n")) + "`n"
}
# Starts the interpreter; script and variables reach it over stdin.
function Start-Script([string]$Syntax, [string]$Payload, [string]$Work) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $loader = '$p = @($input) -join ""; if (-not $p) { $p = [Console]::In.ReadToEnd() }; ' +
    '. ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($p))))'
  if ($Syntax -eq 'python') {
    $start.FileName = 'python'
    $start.Arguments = '-c "import sys,json;payload=json.loads(sys.stdin.buffer.readline().decode());exec(sys.stdin.buffer.read().decode())"'
  } else {
    $start.FileName = (Get-Process -Id $PID).Path
    $start.Arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -OutputFormat Text -EncodedCommand ' +
      [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($loader))
  }
  $start.UseShellExecute = $false
  $start.WorkingDirectory = $Work
  $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
  $start.StandardOutputEncoding = $start.StandardErrorEncoding = $utf8
  $process = [Diagnostics.Process]::Start($start)
  $bytes = $utf8.GetBytes($Payload)
  $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
  $process.StandardInput.Close()
  $process
}
function Get-MessageValue([string]$Body, [string]$Key) {
  if ($Body -match "(?:^|\s)$Key\s*=\s*['""]([A-Za-z0-9+/=]*)['""]") { ConvertFrom-Base64Text $Matches[1] } else { '' }
}
# Obeys a message, or shows and records the line.
function Read-ScriptLine([string]$Line, [string]$Stream, [hashtable]$Course) {
  if ($Line.StartsWith("slipway-start $($Course.nonce) ")) { return }
  if ($Line -match '(?<!#)##octopus\[([^\]]*)\]') {
    $body = $Matches[1]
    $name = ($body -split '\s')[0]
    if ($name -eq 'mask') { Add-Mask (Get-MessageValue $body 'value') }
    elseif ($name -eq 'setVariable') {
      $isSecret = (Get-MessageValue $body 'sensitive') -eq 'true'
      Add-Output $Course.number (Get-MessageValue $body 'name') (Get-MessageValue $body 'value') $isSecret
    }
    elseif ($name -eq 'resultMessage') { $Course.result = Get-MessageValue $body 'message' }
    elseif ($name -match "^$Stream-(verbose|highlight|wait|warning|error|ignore)$") { $Course[$Stream] = $Matches[1] }
    elseif ($name -eq "$Stream-default") { $Course[$Stream] = if ($Stream -eq 'stdout') { 'info' } else { 'error' } }
    return
  }
  if ($Course[$Stream] -ne 'ignore') { Add-Line $Course.run $Stream $Course[$Stream] $Line }
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
  $null = New-Item -ItemType Directory -Force -Path $work
  $body = Expand-Outputs (Get-Text $folder $settings.body_ref) $all
  $parameters = Expand-Outputs (Get-Text $folder $settings.parameters_ref) $all
  $process = Start-Script $settings.syntax (Get-Payload $settings.syntax $body $parameters $all $Course.nonce $work) $work
  $limit = [int]$settings.action_timeout
  $clock = [Diagnostics.Stopwatch]::StartNew()
  $isLate = $false
  $out = $process.StandardOutput.ReadLineAsync()
  $err = $process.StandardError.ReadLineAsync()
  while ($out -or $err) {
    if ($out -and $out.Wait(20)) {
      if ($null -eq $out.Result) { $out = $null } else { Read-ScriptLine $out.Result 'stdout' $Course; $out = $process.StandardOutput.ReadLineAsync() }
    }
    if ($err -and $err.Wait(20)) {
      if ($null -eq $err.Result) { $err = $null } else { Read-ScriptLine $err.Result 'stderr' $Course; $err = $process.StandardError.ReadLineAsync() }
    }
    if ($limit -gt 0 -and -not $isLate -and $clock.Elapsed.TotalSeconds -gt $limit) {
      $isLate = $true
      if ($env:OS -eq 'Windows_NT') { $null = & taskkill /T /F /PID $process.Id 2>&1 } else { $process.Kill() }
    }
  }
  $process.WaitForExit()
  $Course.code = $process.ExitCode
  Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
  if ($isLate) { $Course.state = 'timed-out'; return "took longer than $limit seconds and was ended" }
  if ($process.ExitCode -eq 0) { return '' }
  "ended with exit code $($process.ExitCode)$(if ($Course.result) { ": $($Course.result)" })"
}
