# Hashes, keys and ciphers
function ConvertTo-Hex([byte[]]$Bytes) { ([BitConverter]::ToString($Bytes) -replace '-', '').ToLowerInvariant() }
function ConvertFrom-Hex([string]$Hex) {
  $bytes = New-Object byte[] ($Hex.Length / 2)
  for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($Hex.Substring($i * 2, 2), 16) }
  , $bytes
}
# What .NET Framework makes by itself is refused where Windows allows validated ciphers only.
function New-Sha256 {
  if ($PSVersionTable.PSEdition -eq 'Core') { return [Security.Cryptography.SHA256]::Create() }
  New-Object Security.Cryptography.SHA256CryptoServiceProvider
}
function Get-BytesHash([byte[]]$Bytes) {
  $sha = New-Sha256
  try { ConvertTo-Hex ($sha.ComputeHash($Bytes)) } finally { $sha.Dispose() }
}
function Get-PathHash([string]$Path) {
  $sha = New-Sha256
  $stream = [IO.File]::OpenRead($Path)
  try { ConvertTo-Hex ($sha.ComputeHash($stream)) } finally { $stream.Dispose(); $sha.Dispose() }
}
function Get-Mac([string]$KeyHex, [byte[]]$Bytes) {
  $hmac = New-Object Security.Cryptography.HMACSHA256 (, (ConvertFrom-Hex $KeyHex))
  try { ConvertTo-Hex ($hmac.ComputeHash($Bytes)) } finally { $hmac.Dispose() }
}
function Get-PathMac([string]$KeyHex, [string]$Path) {
  $hmac = New-Object Security.Cryptography.HMACSHA256 (, (ConvertFrom-Hex $KeyHex))
  $stream = [IO.File]::OpenRead($Path)
  try { ConvertTo-Hex ($hmac.ComputeHash($stream)) } finally { $stream.Dispose(); $hmac.Dispose() }
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
