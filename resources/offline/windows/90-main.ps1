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
