# What a script writes
function Get-MessageValue([string]$Body, [string]$Key) {
  if ($Body -match "(?:^|\s)$Key\s*=\s*['""]([A-Za-z0-9+/=\s]*)['""]") {
    # What is no base64 is read as nothing.
    try { ConvertFrom-Base64Text $Matches[1] } catch { '' }
  } else { '' }
}
function Read-Message([string]$Body, [string]$Stream, [hashtable]$Course) {
  $name = ($Body -split '\s')[0]
  if ($name -eq 'mask') { Add-Mask (Get-MessageValue $Body 'value') }
  elseif ($name -eq 'setVariable') {
    $isSecret = (Get-MessageValue $Body 'sensitive') -eq 'true'
    Add-Output $Course.number (Get-MessageValue $Body 'name') (Get-MessageValue $Body 'value') $isSecret
  }
  elseif ($name -eq 'resultMessage') { $Course.result = (Get-MessageValue $Body 'message') -replace '\.$', '' }
  elseif ($name -eq 'createArtifact') {
    $path = Get-MessageValue $Body 'path'
    if ($path) { $Course.artifacts.Add(@{ path = $path; name = (Get-MessageValue $Body 'name') }) }
  }
  elseif ($name -eq "$Stream-default") { $Course.level[$Stream] = $Course.usual[$Stream] }
  elseif ($Stream -eq 'stderr' -and $name -eq 'stderr-progress') { $Course.level.stderr = 'verbose' }
  elseif ($Stream -eq 'stderr' -and $name -match '^stderr-(error|ignore)$') { $Course.level.stderr = $Matches[1] }
  elseif ($Stream -eq 'stdout' -and $name -match '^stdout-(verbose|highlight|wait|warning|error|ignore)$') {
    $Course.level.stdout = $Matches[1]
  }
}
# Begins to pass over a message that is too long to be kept: nothing of it is shown, for it may hold a secret.
function Skip-LongMessage([string]$Stream, [hashtable]$Course) {
  $begun = $Course.begun[$Stream]
  $Course.passed[$Stream] = $begun.Length
  $Course.hides[$Stream] = $begun.ToString() -match '##octopus\[\s*mask\s|\ssensitive\s*='
  $null = $begun.Clear()
  Add-Line $Course.run $Stream 'warning' ("A service message has more than $($longestMessage / 1048576) MB. It is left out up to its end: " +
    'what it asks for is not done, and what it declares secret is not masked where it stands elsewhere.')
}
# Goes on with that. It is over with the first line that can be no part of one, unless it is known to hold a secret.
function Skip-MessageLine([string]$Line, [string]$Stream, [hashtable]$Course) {
  $Course.passed[$Stream] += $Line.Length + 1
  if ($Line.Contains(']') -or (-not $Course.hides[$Stream] -and $Line -match '[^A-Za-z0-9+/=_.''"\s-]')) { $Course.passed[$Stream] = 0 }
}
# Obeys a message, which may go on over several lines, or shows and records the line.
function Read-ScriptLine([string]$Line, [string]$Stream, [hashtable]$Course) {
  if ($Line.StartsWith("slipway-start $($Course.nonce) ")) { return }
  if ($Course.passed[$Stream] -gt 0) {
    Skip-MessageLine $Line $Stream $Course
    return
  }
  $begun = $Course.begun[$Stream]
  if ($begun.Length -gt 0) {
    $null = $begun.Append($Line)
    if (-not $Line.Contains(']')) {
      if ($begun.Length -gt $longestMessage) { Skip-LongMessage $Stream $Course }
      return
    }
    $Line = $begun.ToString()
    $null = $begun.Clear()
  }
  if ($Line -cmatch '(?<!#)##octopus\[([^\]]*)(\]?)') {
    if ($Matches[2]) { Read-Message $Matches[1] $Stream $Course } else { $null = $begun.Append($Line) }
    return
  }
  if ($Course.level[$Stream] -ne 'ignore') { Add-ScriptLine $Course $Stream $Line }
}
# Reads both streams until the script has ended and nothing holds them open; says whether it took too long and was ended.
function Read-Streams([Diagnostics.Process]$Process, [hashtable]$Course, [int]$Limit) {
  $readers = @{ stdout = $Process.StandardOutput; stderr = $Process.StandardError }
  $waiting = @{ stdout = $readers.stdout.ReadLineAsync(); stderr = $readers.stderr.ReadLineAsync() }
  $clock = [Diagnostics.Stopwatch]::StartNew()
  $isLate = $false
  while ($waiting.Count -gt 0 -or -not $Process.HasExited) {
    $isIdle = $true
    foreach ($stream in 'stdout', 'stderr') {
      # A hundred lines at a time, so that neither stream keeps the other one and the clock waiting.
      for ($i = 0; $i -lt 100 -and $waiting.ContainsKey($stream) -and $waiting[$stream].IsCompleted; $i++) {
        $isIdle = $false
        $line = $waiting[$stream].Result
        if ($null -eq $line) { $waiting.Remove($stream) } else {
          Read-ScriptLine $line $stream $Course
          $waiting[$stream] = $readers[$stream].ReadLineAsync()
        }
      }
    }
    if ($Limit -gt 0 -and -not $isLate -and $clock.Elapsed.TotalSeconds -ge $Limit) {
      $isLate = $true
      Stop-Tree $Process
    }
    # What it left running may hold its output open for ever.
    if ($isLate -and $clock.Elapsed.TotalSeconds -gt $Limit + 10) { break }
    if (-not $isIdle) { continue }
    if ($waiting.Count -gt 0) { $null = [Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]]@($waiting.Values), 200) }
    else { $null = $Process.WaitForExit(200) }
  }
  foreach ($stream in 'stdout', 'stderr') {
    $open = $Course.begun[$stream].Length + $Course.passed[$stream]
    if ($open -gt 0) {
      Add-Line $Course.run $stream 'warning' "A service message of $open bytes never ended and was left out; the script may have been cut off while writing it."
    }
    if ($Course.full[$stream]) { Add-Line $Course.run $stream 'warning' $Course.full[$stream] }
  }
  $isLate
}
