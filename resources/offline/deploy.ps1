# Runs an offline deployment of Slipway on Windows: Windows PowerShell 5.1 (with .NET Framework 4.7.2) or PowerShell 7.
# It does what deploy.sh does, for scripts in PowerShell and Python; packages, other users and bash need deploy.sh.
# This file is plain ASCII, because Windows PowerShell reads other characters in its own way.
param(
  [switch]$Plan, [string]$Only = '', [string]$PasswordFile = '', [string]$Signer = '',
  [switch]$RetryUnfinished, [switch]$Yes, [string]$Root = ''
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
if (-not $Root) { $Root = Join-Path $HOME '.slipway' }
$utf8 = New-Object Text.UTF8Encoding $false
$dots = [string][char]0x2022 * 6
$secrets = @{}
$masks = New-Object 'System.Collections.Generic.List[string]'
$outputs = New-Object 'System.Collections.Generic.List[object]'
$standing = @{}
$runner = '1'

function Stop-Refused([string]$Message, [int]$Code = 3) {
  [Console]::Error.WriteLine($(if ($Code -eq 3) { "REFUSED: $Message" } else { $Message }))
  exit $Code
}

# --- Hashes, keys and ciphers ---
function ConvertTo-Hex([byte[]]$Bytes) { ([BitConverter]::ToString($Bytes) -replace '-', '').ToLowerInvariant() }
function ConvertFrom-Hex([string]$Hex) {
  $bytes = New-Object byte[] ($Hex.Length / 2)
  for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($Hex.Substring($i * 2, 2), 16) }
  , $bytes
}
function Get-BytesHash([byte[]]$Bytes) {
  $sha = [Security.Cryptography.SHA256]::Create()
  try { ConvertTo-Hex ($sha.ComputeHash($Bytes)) } finally { $sha.Dispose() }
}
function Get-PathHash([string]$Path) {
  $sha = [Security.Cryptography.SHA256]::Create()
  $stream = [IO.File]::OpenRead($Path)
  try { ConvertTo-Hex ($sha.ComputeHash($stream)) } finally { $stream.Dispose(); $sha.Dispose() }
}
function Get-Mac([string]$KeyHex, [byte[]]$Bytes) {
  $hmac = New-Object Security.Cryptography.HMACSHA256 (, (ConvertFrom-Hex $KeyHex))
  try { ConvertTo-Hex ($hmac.ComputeHash($Bytes)) } finally { $hmac.Dispose() }
}
function Get-Derived([string]$Purpose) { Get-Mac $script:seed ($utf8.GetBytes("slipway $Purpose")) }
function Get-Stretched([string]$Text, [byte[]]$Salt, [int]$Times, [int]$Count) {
  $sha256 = [Security.Cryptography.HashAlgorithmName]::SHA256
  $stretch = New-Object Security.Cryptography.Rfc2898DeriveBytes($utf8.GetBytes($Text), $Salt, $Times, $sha256)
  try { , $stretch.GetBytes($Count) } finally { $stretch.Dispose() }
}
function New-Aes([string]$Key, [byte[]]$Salt) {
  $bytes = Get-Stretched $Key $Salt 1 48
  $aes = [Security.Cryptography.Aes]::Create()
  $aes.Mode = [Security.Cryptography.CipherMode]::CBC
  $aes.Padding = [Security.Cryptography.PaddingMode]::PKCS7
  $aes.Key = [byte[]]$bytes[0..31]
  $aes.IV = [byte[]]$bytes[32..47]
  $aes
}
function Unprotect-Bytes([string]$Key, [byte[]]$Sealed) {
  $aes = New-Aes $Key ([byte[]]$Sealed[8..15])
  try { , $aes.CreateDecryptor().TransformFinalBlock($Sealed, 16, $Sealed.Length - 16) } finally { $aes.Dispose() }
}
function Protect-Text([string]$Key, [string]$Text) {
  $salt = New-Object byte[] 8
  $random = [Security.Cryptography.RandomNumberGenerator]::Create()
  $random.GetBytes($salt)
  $random.Dispose()
  $aes = New-Aes $Key $salt
  $plain = $utf8.GetBytes($Text)
  try { $body = $aes.CreateEncryptor().TransformFinalBlock($plain, 0, $plain.Length) } finally { $aes.Dispose() }
  [Convert]::ToBase64String([byte[]]($utf8.GetBytes('Salted__') + $salt + $body))
}
function ConvertFrom-Base64Text([string]$Text) { $utf8.GetString([Convert]::FromBase64String($Text)) }
function ConvertTo-Base64Text([string]$Text) { [Convert]::ToBase64String($utf8.GetBytes($Text)) }

# --- The bundle is what it was ---
function Test-Bundle {
  $listed = @{}
  foreach ($entry in [IO.File]::ReadAllLines((Join-Path $here 'manifest.sha256'))) {
    $name = $entry.Substring(66)
    if ($name -match '^/|\\|(^|/)\.\.(/|$)|:') { Stop-Refused 'The list in manifest.sha256 cannot be read.' }
    $path = Join-Path $here $name
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { Stop-Refused "The file $name is missing." }
    if ((Get-PathHash $path) -ne $entry.Substring(0, 64)) { Stop-Refused "The file $name is not what was put into the bundle." }
    $listed[$name] = $true
  }
  foreach ($name in 'deploy.ps1', 'manifest.json', 'bundle.json', 'signer.pem') {
    if (-not $listed.ContainsKey($name)) { Stop-Refused "The file $name is not in manifest.sha256." }
  }
  foreach ($file in Get-ChildItem -LiteralPath $here -Recurse -Force -File) {
    $name = $file.FullName.Substring($here.Length + 1).Replace('\', '/')
    if (-not $listed.ContainsKey($name) -and $name -notmatch '^(manifest\.(sha256|sig)|README\.txt|receipt-.*\.json)$|(^|/)(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$') {
      Stop-Refused "The file $name does not belong to the bundle."
    }
  }
  $listed.Count
}
# DER: a sequence of two whole numbers. .NET wants them side by side, 32 bytes each.
function ConvertFrom-Der([byte[]]$Der) {
  $raw = New-Object byte[] 64
  $at = 2
  foreach ($end in 32, 64) {
    $length = $Der[$at + 1]
    $from = $at + 2
    $at = $from + $length
    while ($length -gt 32) { $from++; $length-- }
    [Array]::Copy($Der, $from, $raw, $end - $length, $length)
  }
  , $raw
}
function Get-SignerKey {
  $text = [IO.File]::ReadAllText((Join-Path $here 'signer.pem')) -replace '-----[A-Z ]+-----', '' -replace '\s', ''
  , [Convert]::FromBase64String($text)
}
function Test-Signature([byte[]]$PublicKey) {
  $point = New-Object Security.Cryptography.ECPoint
  $point.X = [byte[]]$PublicKey[($PublicKey.Length - 64)..($PublicKey.Length - 33)]
  $point.Y = [byte[]]$PublicKey[($PublicKey.Length - 32)..($PublicKey.Length - 1)]
  $parameters = New-Object Security.Cryptography.ECParameters
  $parameters.Curve = [Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256')
  $parameters.Q = $point
  $key = [Security.Cryptography.ECDsa]::Create($parameters)
  try {
    $list = [IO.File]::ReadAllBytes((Join-Path $here 'manifest.sha256'))
    $raw = ConvertFrom-Der ([IO.File]::ReadAllBytes((Join-Path $here 'manifest.sig')))
    $key.VerifyData($list, $raw, [Security.Cryptography.HashAlgorithmName]::SHA256)
  } catch { $false } finally { $key.Dispose() }
}
function Get-Words([string]$Hash) {
  $consonants = 'bdfghjklmnprstvz'
  $vowels = 'aiou'
  $words = for ($i = 0; $i -lt 8; $i++) {
    $n = [Convert]::ToInt32($Hash.Substring($i * 4, 4), 16)
    '' + $consonants[($n -shr 12) -band 15] + $vowels[($n -shr 10) -band 3] + $consonants[($n -shr 6) -band 15] +
      $vowels[($n -shr 4) -band 3] + $consonants[$n -band 15]
  }
  $words -join ' '
}
function Confirm-Signer([string]$Words) {
  $known = Join-Path $Root 'offline/signers'
  if ($Signer) {
    if (($Signer.ToLowerInvariant() -replace '[\s-]+', ' ').Trim() -ne $Words) { Stop-Refused "The bundle was signed with another key: $Words." }
  } elseif (-not ((Test-Path -LiteralPath $known) -and ([IO.File]::ReadAllLines($known) -contains $Words))) {
    if ([Console]::IsInputRedirected) { Stop-Refused 'This is the first bundle with this key here. Say -Signer with the words that Slipway shows.' 4 }
    if ((Read-Host 'This is the first bundle with this key here. Does Slipway show the same words? [y/N]') -notmatch '^y') { exit 4 }
  }
  $null = New-Item -ItemType Directory -Force -Path (Join-Path $Root 'offline')
  if (-not ((Test-Path -LiteralPath $known) -and ([IO.File]::ReadAllLines($known) -contains $Words))) {
    [IO.File]::AppendAllText($known, "$Words`n", $utf8)
  }
}

# --- Secrets ---
function Open-Secrets {
  $script:seed = $bundle.bundle_seed
  if ($bundle.bundle_key -eq 'password') {
    $password = if ($PasswordFile) {
      @([IO.File]::ReadAllLines($PasswordFile))[0]
    } elseif ([Console]::IsInputRedirected) {
      [Console]::In.ReadLine()
    } else {
      (New-Object Net.NetworkCredential('', (Read-Host 'Password of the bundle' -AsSecureString))).Password
    }
    if (-not $password) { Stop-Refused 'This bundle needs its password.' 4 }
    $script:seed = ConvertTo-Hex (Get-Stretched $password (ConvertFrom-Hex $bundle.bundle_salt) $bundle.bundle_iterations 32)
    if ((Get-Derived 'check') -ne $bundle.bundle_check) { Stop-Refused 'The password is wrong.' 4 }
  }
  $file = Join-Path $here 'secrets.enc'
  if (-not (Test-Path -LiteralPath $file)) { return }
  $sealed = [IO.File]::ReadAllBytes($file)
  if ((Get-Mac (Get-Derived 'secrets mac') $sealed) -ne [IO.File]::ReadAllText((Join-Path $here 'secrets.mac'))) {
    Stop-Refused 'The file secrets.enc is not what was put into the bundle.'
  }
  foreach ($line in $utf8.GetString((Unprotect-Bytes (Get-Derived 'secrets') $sealed)).Split("`n")) {
    $kind, $number, $rest = $line.Split(' ', 3)
    switch ($kind) {
      'v' { $secrets[$number] = $rest }
      'b' { $secrets[$number] = ConvertFrom-Base64Text $rest }
      'm' { $masks.Add($line.Substring(2)) }
    }
  }
}
function Add-Mask([string]$Text) {
  foreach ($line in $Text -split "`r?`n") {
    if ($line.Length -ge 4) { $masks.Add($line); $masks.Add((ConvertTo-Base64Text $line)) }
  }
}
function Get-Masked([string]$Text) {
  foreach ($mask in $masks) { $Text = $Text.Replace($mask, $dots) }
  $Text
}

# --- What happened ---
function Get-Now { [long]([DateTime]::UtcNow - [DateTime]'1970-01-01').TotalMilliseconds }
function Add-Event([Collections.IDictionary]$Fact) {
  [IO.File]::AppendAllText("$stateFolder/events", (ConvertTo-Json -InputObject $Fact -Compress -Depth 5) + "`n", $utf8)
}
function Set-Standing([int]$Number, [string]$What) {
  $standing[$Number] = $What
  [IO.File]::AppendAllText("$stateFolder/actions", "$Number $What`n", $utf8)
}
function Add-Line([object]$Run, [string]$Stream, [string]$Level, [string]$Text) {
  $Text = Get-Masked $Text
  Write-Host $(if ($Level -in 'warning', 'error') { "  ! $Text" } else { "    $Text" })
  Add-Event ([ordered]@{ kind = 'line'; at = Get-Now; run = $Run; stream = $Stream; level = $Level; text = $Text })
}
function Add-End([int]$Number, [string]$State, [object]$Code, [bool]$IsRetried, [string]$Message) {
  Add-Event ([ordered]@{
      kind = 'action-ended'; at = Get-Now; run = $bundle.action_runs[$Number - 1]; state = $State; code = $Code
      isRetried = $IsRetried; message = (Get-Masked $Message)
    })
  Set-Standing $Number $(if ($IsRetried) { 'retry' } else { $State })
}
function Write-Receipt([object]$Outcome) {
  $head = ConvertTo-Json -Compress -Depth 4 -InputObject ([ordered]@{
      format = 1; bundle = $bundle.bundle_id; deployment = $bundle.bundle_deployment; manifest = $manifest
      runner = $runner; key = $bundle.bundle_key
      host = [ordered]@{
        name = [Environment]::MachineName; system = [Environment]::OSVersion.VersionString
        kernel = [Environment]::OSVersion.Version.ToString(); user = [Environment]::UserName
      }
      writtenAt = Get-Now; outcome = $Outcome; packages = @()
    })
  $lines = @([IO.File]::ReadAllLines("$stateFolder/events") | Where-Object { $_ -match '^\{.*\}$' })
  $body = $head.Substring(0, $head.Length - 1) + ",`n""events"":[`n" + ($lines -join ",`n") + "`n]"
  $mac = Get-Mac (Get-Derived 'receipt') ($utf8.GetBytes($body))
  $name = "receipt-$($bundle.bundle_id).json"
  [IO.File]::WriteAllText("$stateFolder/$name.new", $body + ",`n""mac"":""$mac""}`n", $utf8)
  Move-Item -LiteralPath "$stateFolder/$name.new" -Destination "$stateFolder/$name" -Force
  try { Copy-Item -LiteralPath "$stateFolder/$name" -Destination (Join-Path $here $name) -Force } catch { $null = $_ }
  "$stateFolder/$name"
}

# --- Outputs ---
function Add-Output([int]$Number, [string]$Name, [string]$Value, [bool]$IsSecret) {
  $IsSecret = $IsSecret -or (Get-Masked $Value) -cne $Value
  if ($IsSecret) { Add-Mask $Value }
  $outputs.Add(@{ number = $Number; name = $Name; value = $Value })
  $kind, $kept = 't', (ConvertTo-Base64Text $Value)
  $shown = [ordered]@{ kind = 'text'; text = $Value }
  if ($IsSecret -and $bundle.bundle_key -eq 'password') {
    $kind, $kept = 's', (Protect-Text (Get-Derived 'outputs') $Value)
    $shown = [ordered]@{ kind = 'sealed'; sealed = $kept }
  } elseif ($IsSecret) {
    $kind, $kept = 'w', '-'
    $shown = [ordered]@{ kind = 'withheld' }
  }
  [IO.File]::AppendAllText("$stateFolder/outputs", "$Number $kind $(ConvertTo-Base64Text $Name) $kept`n", $utf8)
  Add-Event ([ordered]@{
      kind = 'output'; at = Get-Now; run = $bundle.action_runs[$Number - 1]; name = (Get-Masked $Name); value = $shown
    })
}
function Import-State {
  if (Test-Path -LiteralPath "$stateFolder/actions") {
    foreach ($line in [IO.File]::ReadAllLines("$stateFolder/actions")) {
      $number, $what = $line.Split(' ')
      $standing[[int]$number] = $what
    }
  }
  if (-not (Test-Path -LiteralPath "$stateFolder/outputs")) { return }
  foreach ($line in [IO.File]::ReadAllLines("$stateFolder/outputs")) {
    $number, $kind, $name, $kept = $line.Split(' ')
    if ($kind -eq 'w') { continue }
    $value = if ($kind -eq 't') {
      ConvertFrom-Base64Text $kept
    } else {
      $utf8.GetString((Unprotect-Bytes (Get-Derived 'outputs') ([Convert]::FromBase64String($kept))))
    }
    if ($kind -eq 's') { Add-Mask $value }
    $outputs.Add(@{ number = [int]$number; name = (ConvertFrom-Base64Text $name); value = $value })
  }
}

# --- One script ---
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

# --- The course of actions ---
function Invoke-Action([int]$Number) {
  $at = $Number - 1
  $action = [IO.File]::ReadAllText((Join-Path $here "actions/$($bundle.action_folders[$at])/action.json")) | ConvertFrom-Json
  Write-Host "`n$Number. $($bundle.action_names[$at])"
  for ($attempt = 1; ; $attempt++) {
    Set-Standing $Number 'begin'
    Add-Event ([ordered]@{ kind = 'action-started'; at = Get-Now; run = $bundle.action_runs[$at]; attempt = $attempt })
    $course = @{
      number = $Number; run = $bundle.action_runs[$at]; nonce = [Guid]::NewGuid().ToString('N'); stdout = 'info'; stderr = 'error'
      result = ''; code = $null; state = 'failed'
    }
    try { $problem = Invoke-Script $Number $course } catch { $problem = "could not run: $($_.Exception.Message)" }
    if (-not $problem) { Add-End $Number 'succeeded' 0 $false ''; break }
    $message = "$([char]0x201c)$($bundle.action_names[$at])$([char]0x201d) $problem."
    Add-Line $course.run 'stdout' 'error' $message
    $again = $attempt -le [int]$action.settings.action_retries
    Add-End $Number $course.state $course.code $again $message
    if (-not $again) {
      if (-not $script:firstError) { $script:firstError = Get-Masked $message }
      break
    }
    if ($attempt -gt 1) { Start-Sleep -Seconds ([int]$action.settings.action_backoff) }
  }
  $null = Write-Receipt $null
}
function Test-Failed([int]$Number, [bool]$InStep) {
  $step = $bundle.action_steps[$Number - 1]
  for ($i = 1; $i -lt $Number; $i++) {
    if (($bundle.action_steps[$i - 1] -eq $step) -eq $InStep -and $standing[$i] -in 'failed', 'timed-out', 'unknown') { return $true }
  }
  $false
}
function Test-Holds([string]$When, [bool]$HasFailed) { $When -eq 'always' -or ($When -eq 'failure') -eq $HasFailed }
function Resolve-Unfinished([int]$Count) {
  for ($i = 1; $i -le $Count; $i++) {
    if ($standing[$i] -eq 'begin') { Add-End $i 'unknown' $null $false 'The runner was ended while it was under way.' }
    if ($standing[$i] -ne 'unknown' -or $RetryUnfinished) { continue }
    $null = Write-Receipt $null
    Stop-Refused "Action $i ($($bundle.action_names[$i - 1])) was under way when the runner was ended: nobody knows how far it came. Look what it did; then start again with -RetryUnfinished." 4
  }
}
function Invoke-All([int]$Count) {
  if ($Only -and $Only -notin @(for ($i = 1; $i -le $Count; $i++) { "$i" }) + @($bundle.action_names)) { Stop-Refused "There is no action $Only in the plan." 2 }
  for ($i = 1; $i -le $Count; $i++) {
    if ($Only) {
      if ($Only -in "$i", $bundle.action_names[$i - 1]) { Invoke-Action $i }
      elseif ($bundle.action_required[$i - 1] -eq '1' -and $standing[$i] -ne 'succeeded') {
        Stop-Refused "Action $i ($($bundle.action_names[$i - 1])) is required and has not succeeded yet." 4
      } else { continue }
      break
    }
    if ($standing[$i] -eq 'succeeded') { Write-Host "$i. $($bundle.action_names[$i - 1]): succeeded before."; continue }
    $isDue = (Test-Holds $bundle.action_step_whens[$i - 1] (Test-Failed $i $false)) -and (Test-Holds $bundle.action_whens[$i - 1] (Test-Failed $i $true))
    if ($isDue) { Invoke-Action $i } else { Add-End $i 'skipped' $null $false 'Skipped, because its condition does not hold.' }
  }
}
function Get-Outcome([int]$Count) {
  $all = for ($i = 1; $i -le $Count; $i++) { [string]$standing[$i] }
  if (@($all | Where-Object { $_ -in 'failed', 'timed-out', 'unknown' }).Count -gt 0) { 'failed' }
  elseif (@($all | Where-Object { $_ -notin 'succeeded', 'skipped' }).Count -gt 0) { 'stopped' }
  else { 'succeeded' }
}

$files = Test-Bundle
$publicKey = Get-SignerKey
if (-not (Test-Signature $publicKey)) { Stop-Refused 'The signature of the bundle (manifest.sig) does not fit.' }
$manifest = Get-PathHash (Join-Path $here 'manifest.sha256')
$words = Get-Words (Get-BytesHash $publicKey)
Write-Host "Checked $files files by SHA-256; the signature fits."
Write-Host "manifest.sha256  $manifest"
Write-Host "Signed by        $words`n"
Write-Host ([IO.File]::ReadAllText((Join-Path $here 'plan.txt')))
if ($Plan) { exit 0 }
$bundle = [IO.File]::ReadAllText((Join-Path $here 'bundle.json')) | ConvertFrom-Json
if (@($bundle.action_kinds | Where-Object { $_ -ne 'script' }).Count -gt 0) { Stop-Refused 'This bundle has packages: run it with deploy.sh.' 2 }
Confirm-Signer $words
$stateFolder = Join-Path $Root "offline/$($bundle.bundle_id)"
$null = New-Item -ItemType Directory -Force -Path $stateFolder
try { $lock = [IO.File]::Open((Join-Path $Root 'offline/lock.file'), 'OpenOrCreate', 'ReadWrite', 'None') }
catch { Stop-Refused 'Another deployment runs here already.' 4 }
$firstError = ''
$seed = ''
Open-Secrets
if (-not $Yes) {
  if ([Console]::IsInputRedirected) { Stop-Refused 'Say -Yes to begin without a question.' 4 }
  if ((Read-Host 'Begin? [y/N]') -notmatch '^y') { exit 4 }
}
Add-Event ([ordered]@{ kind = 'began'; at = Get-Now; by = [Environment]::UserName })
Import-State
$count = @($bundle.action_names).Count
Resolve-Unfinished $count
Invoke-All $count
$outcome = Get-Outcome $count
Add-Event ([ordered]@{ kind = 'ended'; at = Get-Now; outcome = $outcome })
$receipt = Write-Receipt $outcome
Write-Host "`nIt ended: $outcome. The receipt is in $receipt"
$lock.Dispose()
if ($outcome -ne 'succeeded') { exit 1 }
