# What happened
function Get-Now { [long]([DateTime]::UtcNow - [DateTime]'1970-01-01').TotalMilliseconds }
# Appends, and waits until the disk has it.
function Add-Durable([string]$File, [string]$Text) {
  $bytes = $utf8.GetBytes($Text)
  $stream = [IO.File]::Open($File, 'Append', 'Write', 'Read')
  try {
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Flush($true)
  } finally { $stream.Dispose() }
  $bytes.Length
}
# The runner may have been killed in the middle of a line: what follows begins on a line of its own.
function Complete-LastLine([string]$File) {
  if (-not (Test-Path -LiteralPath $File)) { return }
  $stream = [IO.File]::Open($File, 'Open', 'ReadWrite', 'Read')
  try {
    if ($stream.Length -eq 0) { return }
    $null = $stream.Seek(-1, 'End')
    if ($stream.ReadByte() -ne 10) { $stream.WriteByte(10) }
  } finally { $stream.Dispose() }
}
# A tab ends each, which nothing in JSON text holds: so a line that was cut off is known as one.
function Add-Event([Collections.IDictionary]$Fact, [bool]$IsDurable = $false) {
  $text = (ConvertTo-Json -InputObject $Fact -Compress -Depth 5) + "`t`n"
  if ($IsDurable) {
    $script:logged += Add-Durable "$stateFolder/events" $text
  } else {
    [IO.File]::AppendAllText("$stateFolder/events", $text, $utf8)
    $script:logged += $utf8.GetByteCount($text)
  }
}
function Set-Standing([int]$Number, [string]$What) {
  $standing[$Number] = $What
  $null = Add-Durable "$stateFolder/actions" "$Number $What`n"
}
function Show-Line([string]$Level, [string]$Text) {
  Write-Host $(if ($Level -in 'warning', 'error') { "  ! $Text" } else { "    $Text" })
}
# A line of the runner itself.
function Add-Line([object]$Run, [string]$Stream, [string]$Level, [string]$Text) {
  $Text = Get-Masked $Text
  Show-Line $Level $Text
  Add-Event ([ordered]@{ kind = 'line'; at = Get-Now; run = $Run; stream = $Stream; level = $Level; text = $Text })
}
# A line of a script: it is always shown, and recorded as long as there is room.
function Add-ScriptLine([hashtable]$Course, [string]$Stream, [string]$Text) {
  $level = $Course.level[$Stream]
  $Text = Get-Masked $Text
  Show-Line $level $Text
  if ($Course.full[$Stream]) { return }
  if ($Course.lines[$Stream] -ge $mostLines) {
    $Course.full[$Stream] = "Only the first $mostLines lines of this stream are recorded."
    return
  }
  if ($script:logged -ge $mostBytes) {
    $Course.full[$Stream] = 'The receipt is full: from here on, lines of this stream are not recorded.'
    return
  }
  $Course.lines[$Stream]++
  if ($Text.Length -gt $longestLine) { $Text = $Text.Substring(0, $longestLine) + ' (the rest of this line was left out)' }
  Add-Event ([ordered]@{ kind = 'line'; at = Get-Now; run = $Course.run; stream = $Stream; level = $level; text = $Text })
}
function Add-End([int]$Number, [string]$End, [object]$Code, [bool]$IsRetried, [string]$Message) {
  Add-Event ([ordered]@{
      kind = 'action-ended'; at = Get-Now; run = $bundle.action_runs[$Number - 1]; state = $End; code = $Code
      isRetried = $IsRetried; message = (Get-Masked $Message)
    }) $true
  Set-Standing $Number $(if ($IsRetried) { 'retry' } else { $End })
}
# Events go through line by line: there may be many.
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
  $name = "receipt-$($bundle.bundle_id).json"
  $new = "$stateFolder/$name.new"
  $writer = New-Object IO.StreamWriter($new, $false, $utf8)
  try {
    $writer.Write($head.Substring(0, $head.Length - 1) + ",`n""events"":[`n")
    $between = ''
    foreach ($line in [IO.File]::ReadLines("$stateFolder/events")) {
      if ($line -notmatch '^\{.*\}\t$') { continue }
      $writer.Write($between + $line.TrimEnd())
      $between = ",`n"
    }
    $writer.Write("`n]")
  } finally { $writer.Dispose() }
  $mac = Get-PathMac (Get-Derived 'receipt') $new
  $null = Add-Durable $new ",`n""mac"":""$mac""}`n"
  Move-Item -LiteralPath $new -Destination "$stateFolder/$name" -Force
  # Beside the bundle, too, where that can be written to.
  try { [IO.File]::Copy("$stateFolder/$name", (Join-Path $here $name), $true) } catch { $null = $_ }
  "$stateFolder/$name"
}

# Outputs
function Add-Output([int]$Number, [string]$Name, [string]$Value, [bool]$IsSecret) {
  if (-not $Name.Trim()) { return }
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
# Keeps a copy of a file that a script wants kept; a relative path starts in its work folder.
function Save-Artifact([hashtable]$Course, [string]$Path, [string]$Name, [string]$Folder) {
  try {
    $from = if ([IO.Path]::IsPathRooted($Path)) { $Path } else { Join-Path $Folder $Path }
    $shown = if ($Name) { $Name } else { Split-Path -Leaf $from }
    $kept = Join-Path $stateFolder 'artifacts'
    $null = New-Item -ItemType Directory -Force -Path $kept
    $copy = Join-Path $kept "$($Course.number)-$([Guid]::NewGuid().ToString('N'))"
    [IO.File]::Copy($from, $copy)
    $hash = Get-PathHash $copy
    $size = (New-Object IO.FileInfo $copy).Length
  } catch {
    Add-Line $Course.run 'stdout' 'error' "The file $Path, which was to be kept as an artifact, cannot be read."
    return
  }
  Add-Event ([ordered]@{
      kind = 'artifact'; at = Get-Now; run = $Course.run; name = (Get-Masked $shown); path = $copy; bytes = $size; sha256 = $hash
    })
}
# What earlier starts of the runner left. A line that is no whole one tells nothing.
function Import-Standing {
  if (-not (Test-Path -LiteralPath "$stateFolder/actions")) { return }
  foreach ($line in [IO.File]::ReadAllLines("$stateFolder/actions")) {
    if ($line -match '^(\d+) (begin|retry|succeeded|failed|timed-out|skipped|unknown)$') { $standing[[int]$Matches[1]] = $Matches[2] }
  }
}
function Import-Outputs {
  if (-not (Test-Path -LiteralPath "$stateFolder/outputs")) { return }
  foreach ($line in [IO.File]::ReadAllLines("$stateFolder/outputs")) {
    if ($line -match '^(\d+) ([tsw]) (\S+) (\S*)$') { Import-Output ([int]$Matches[1]) $Matches[2] $Matches[3] $Matches[4] }
  }
}
function Import-Output([int]$Number, [string]$Kind, [string]$Name, [string]$Kept) {
  try {
    $known = ConvertFrom-Base64Text $Name
    $value = if ($Kind -eq 't') {
      ConvertFrom-Base64Text $Kept
    } elseif ($Kind -eq 's') {
      $utf8.GetString((Unprotect-Bytes (Get-Derived 'outputs') ([Convert]::FromBase64String($Kept))))
    }
  } catch { return }
  if ($Kind -eq 'w') {
    $quoted = "$([char]0x201c)$known$([char]0x201d)"
    Add-Line $null 'stdout' 'warning' "The sensitive output $quoted of an earlier start was not kept, because this bundle has no password."
    return
  }
  if ($Kind -eq 's') { Add-Mask $value }
  $outputs.Add(@{ number = $Number; name = $known; value = $value })
}
