# From the first check to the receipt
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
$firstError = ''
$seed = ''
# Windows PowerShell may have read what is piped to it before the script begins.
$piped = ''
if ($bundle.bundle_key -eq 'password' -and -not $PasswordFile -and [Console]::IsInputRedirected) {
  foreach ($line in $input) { $piped = [string]$line; break }
}
try { $lock = [IO.File]::Open((Join-Path $Root 'offline/lock.file'), 'OpenOrCreate', 'ReadWrite', 'None') }
catch { Stop-Refused 'Another deployment runs here already.' 4 }
# The PowerShell that this was started in may go on, so the lock is given back whatever happens.
try {
  foreach ($name in 'events', 'actions', 'outputs') { Complete-LastLine "$stateFolder/$name" }
  $logged = if (Test-Path -LiteralPath "$stateFolder/events") { (New-Object IO.FileInfo "$stateFolder/events").Length } else { 0 }
  Open-Secrets
  Confirm-NothingRuns
  $count = @($bundle.action_names).Count
  Import-Standing
  $chosen = Get-Chosen $count
  if (-not $Yes) {
    if ([Console]::IsInputRedirected) { Stop-Refused 'Say -Yes to begin without a question.' 4 }
    if ((Read-Host 'Begin? [y/N]') -notmatch '^y') { Stop-Refused 'Nothing was done.' 4 }
  }
  Add-Event ([ordered]@{ kind = 'began'; at = Get-Now; by = [Environment]::UserName })
  Add-Line $null 'stdout' 'info' "Checked: the manifest has the SHA-256 $manifest."
  Import-Outputs
  Resolve-Unfinished $count
  if ($chosen -gt 0) { Invoke-Action $chosen } else { Invoke-All $count }
  $outcome = Get-Outcome $count
  Add-Line $null 'stdout' 'info' "It $(if ($outcome -eq 'stopped') { 'stopped before everything was done' } else { $outcome })."
  Add-Event ([ordered]@{ kind = 'ended'; at = Get-Now; outcome = $outcome })
  $receipt = Write-Receipt $outcome
  Write-Host "The receipt is in $receipt"
} catch [IO.IOException] {
  # Nothing goes on that could not be told of: it would be run again, unasked.
  Stop-Refused "What happened cannot be written down in $stateFolder. $($_.Exception.Message) Make room there, or see that it may be written to, then start again." 1
} finally { $lock.Dispose() }
if ($outcome -ne 'succeeded') { exit 1 }
exit 0
