# The course of actions
function New-Course([int]$Number) {
  @{
    number = $Number; run = $bundle.action_runs[$Number - 1]; nonce = [Guid]::NewGuid().ToString('N')
    result = ''; code = $null; ending = 'failed'; artifacts = New-Object 'System.Collections.Generic.List[object]'
    usual = @{ stdout = 'info'; stderr = 'error' }; level = @{ stdout = 'info'; stderr = 'error' }
    lines = @{ stdout = 0; stderr = 0 }; full = @{ stdout = ''; stderr = '' }
    begun = @{ stdout = New-Object Text.StringBuilder; stderr = New-Object Text.StringBuilder }
    passed = @{ stdout = 0; stderr = 0 }; hides = @{ stdout = $false; stderr = $false }
  }
}
function Get-NameInQuotes([int]$Number) { "$([char]0x201c)$($bundle.action_names[$Number - 1])$([char]0x201d)" }
function Invoke-Action([int]$Number) {
  $at = $Number - 1
  $action = [IO.File]::ReadAllText((Join-Path $here "actions/$($bundle.action_folders[$at])/action.json")) | ConvertFrom-Json
  Write-Host "`n$Number. $($bundle.action_names[$at])"
  for ($attempt = 1; ; $attempt++) {
    Set-Standing $Number 'begin'
    Add-Event ([ordered]@{ kind = 'action-started'; at = Get-Now; run = $bundle.action_runs[$at]; attempt = $attempt })
    $course = New-Course $Number
    try { $problem = Invoke-Script $Number $course } catch { $problem = "could not run: $($_.Exception.Message.TrimEnd('.'))" }
    if (-not $problem) { Add-End $Number 'succeeded' 0 $false ''; break }
    $message = "$(Get-NameInQuotes $Number) $problem."
    Add-Line $course.run 'stdout' 'error' $message
    $again = $attempt -le [int]$action.settings.action_retries
    Add-End $Number $course.ending $course.code $again $message
    if (-not $again) {
      if (-not $script:firstError) { $script:firstError = Get-Masked $message }
      break
    }
    $pause = if ($attempt -gt 1) { [int]$action.settings.action_backoff } else { 0 }
    Add-Line $course.run 'stdout' 'info' "It is tried again$(if ($pause -gt 0) { " in $pause seconds" })."
    Start-Sleep -Seconds $pause
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
# Why an action is left out; nothing when it is due.
function Get-SkipReason([int]$Number) {
  $whenStep, $whenAction = $bundle.action_step_whens[$Number - 1], $bundle.action_whens[$Number - 1]
  if (-not (Test-Holds $whenStep (Test-Failed $Number $false))) {
    if ($whenStep -eq 'success') { 'something before it failed' } else { 'nothing before it failed' }
  } elseif (-not (Test-Holds $whenAction (Test-Failed $Number $true))) {
    if ($whenAction -eq 'success') { 'an action before it in its step failed' } else { 'no action before it in its step failed' }
  } else { '' }
}
# An action that was under way when the runner ended is never run again without somebody saying so.
function Resolve-Unfinished([int]$Count) {
  for ($i = 1; $i -le $Count; $i++) {
    if ($standing[$i] -eq 'begin') { Add-End $i 'unknown' $null $false 'The runner was ended while it was under way.' }
    if ($standing[$i] -ne 'unknown' -or $RetryUnfinished) { continue }
    $about = "$(Get-NameInQuotes $i) (number $i) was under way when the runner was ended: nobody knows how far it came."
    if ([Console]::IsInputRedirected) {
      $null = Write-Receipt $null
      Stop-Refused "$about Look what it did; then start again with -RetryUnfinished to run it once more." 4
    }
    Write-Host $about
    $answer = Read-Host 'Run it again (r), take it as done (d), or stop here (s)?'
    if ($answer -eq 'd') { Add-End $i 'succeeded' $null $false "$([Environment]::UserName) said that it is done." }
    elseif ($answer -ne 'r') {
      $null = Write-Receipt $null
      exit 4
    }
  }
}
# The number of the action that is to run alone; 0 for all of them.
function Get-Chosen([int]$Count) {
  if (-not $Only) { return 0 }
  for ($chosen = 1; $chosen -le $Count; $chosen++) { if ($Only -in "$chosen", $bundle.action_names[$chosen - 1]) { break } }
  if ($chosen -gt $Count) { Stop-Refused "There is no action $Only in the plan." 2 }
  for ($i = 1; $i -lt $chosen; $i++) {
    if ($bundle.action_required[$i - 1] -eq '1' -and $standing[$i] -ne 'succeeded') {
      Stop-Refused "$(Get-NameInQuotes $i) is required and has not succeeded yet, so nothing after it can run on its own." 4
    }
  }
  $chosen
}
function Invoke-All([int]$Count) {
  for ($i = 1; $i -le $Count; $i++) {
    if ($standing[$i] -eq 'succeeded') { Write-Host "$i. $($bundle.action_names[$i - 1]): succeeded before."; continue }
    $reason = Get-SkipReason $i
    if (-not $reason) { Invoke-Action $i; continue }
    Add-Line $null 'stdout' 'info' "$(Get-NameInQuotes $i) is skipped, because $reason."
    Add-End $i 'skipped' $null $false "Skipped, because $reason."
  }
}
function Get-Outcome([int]$Count) {
  $all = @(for ($i = 1; $i -le $Count; $i++) { [string]$standing[$i] })
  if (@($all | Where-Object { $_ -in 'failed', 'timed-out', 'unknown' }).Count -gt 0) { 'failed' }
  elseif (@($all | Where-Object { $_ -notin 'succeeded', 'skipped' }).Count -gt 0) { 'stopped' }
  else { 'succeeded' }
}
