# Secrets
function Open-Secrets {
  $script:seed = $bundle.bundle_seed
  if ($bundle.bundle_key -eq 'password') {
    if ($PasswordFile -and -not (Test-Path -LiteralPath $PasswordFile -PathType Leaf)) { Stop-Refused "There is no file $PasswordFile." 4 }
    $password = if ($PasswordFile) {
      @([IO.File]::ReadAllLines($PasswordFile))[0]
    } elseif ($piped) {
      $piped
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
    $kind, $number, $rest = $line -split ' ', 3
    switch ($kind) {
      'v' { $secrets[$number] = $rest }
      'b' { $secrets[$number] = ConvertFrom-Base64Text $rest }
      'm' { $masks.Add($line.Substring(2)) }
    }
  }
}
