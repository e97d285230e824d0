# The course of actions
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
