# The bundle is what it was
# Every file in the folder. What Windows keeps in the root of a drive is not for everybody to read, and nothing here
# reads it.
function Get-BundleFiles {
  $isDrive = [IO.Path]::GetPathRoot($here) -eq $here
  foreach ($item in Get-ChildItem -LiteralPath $here -Force) {
    if (-not $item.PSIsContainer) { $item }
    elseif (-not $isDrive -or $item.Name -notin 'System Volume Information', '$RECYCLE.BIN') {
      Get-ChildItem -LiteralPath $item.FullName -Recurse -Force -File
    }
  }
}
function Test-Bundle {
  $listed = @{}
  $list = Join-Path $here 'manifest.sha256'
  if (-not (Test-Path -LiteralPath $list -PathType Leaf)) { Stop-Refused 'The file manifest.sha256 is missing.' }
  foreach ($entry in [IO.File]::ReadAllLines($list)) {
    if ($entry -notmatch '^[0-9a-f]{64}  .') { Stop-Refused 'The list in manifest.sha256 cannot be read.' }
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
  # The root of a drive ends with a separator already.
  $start = $here.TrimEnd([char[]]'\/').Length + 1
  foreach ($file in Get-BundleFiles) {
    $name = $file.FullName.Substring($start).Replace('\', '/')
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
    $length = [int]$Der[$at + 1]
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
    if ((Read-Host 'This is the first bundle with this key here. Does Slipway show the same words? [y/N]') -notmatch '^y') { Stop-Refused 'Nothing was done.' 4 }
  }
  $null = New-Item -ItemType Directory -Force -Path (Join-Path $Root 'offline')
  if (-not ((Test-Path -LiteralPath $known) -and ([IO.File]::ReadAllLines($known) -contains $Words))) {
    [IO.File]::AppendAllText($known, "$Words`n", $utf8)
  }
}
