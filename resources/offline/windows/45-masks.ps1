# What is masked. Texts that the bundle knows of came with all their forms; for those that scripts declare to be secret the
# forms are made here, as the runner for bash makes them.
# Nothing of fewer than four characters is looked for; what goes over several lines stands in no line.
function Add-MaskText([string]$Text) {
  if (($Text -replace '[\uDC00-\uDFFF]', '').Length -ge 4 -and -not $Text.Contains("`n") -and -not $masks.Contains($Text)) { $masks.Add($Text) }
}
# As a part of any longer base64 text: by where it starts within three bytes, without the characters that it shares with
# what is around it; and by the widths that tools break one at.
function Add-Base64Masks([string]$Text) {
  $whole = ConvertTo-Base64Text $Text
  $forms = @($whole, $whole.TrimEnd('='))
  for ($offset = 0; $offset -lt 3; $offset++) {
    $from = (0, 2, 3)[$offset]
    # Four thirds of the bytes, as far as they are whole characters.
    $thirds = ($offset + $utf8.GetByteCount($Text)) * 4
    $forms += (ConvertTo-Base64Text (('x' * $offset) + $Text)).Substring($from, ($thirds - $thirds % 3) / 3 - $from)
  }
  foreach ($form in $forms) {
    Add-MaskText $form
    Add-MaskText ($form.Replace('+', '-').Replace('/', '_'))
  }
  foreach ($width in 64, 76) {
    for ($from = 0; $whole.Length -gt $width -and $from -lt $whole.Length; $from += $width) {
      $form = $whole.Substring($from, [Math]::Min($width, $whole.Length - $from))
      if ($form.Length -ge 8) { Add-MaskText $form }
    }
  }
}
# Percent encodings and hex. Encoders differ in what they leave as it is, in the case of digits, and in how they write a
# space.
function Add-ByteMasks([string]$Text) {
  $bytes = $utf8.GetBytes($Text)
  foreach ($kept in '-_.~', '-_.!~*''()', '-_.!~*''();,/?:@&=+$#', '-_.~/', '-_.*', '-_.') {
    $upper = New-Object Text.StringBuilder
    $lower = New-Object Text.StringBuilder
    foreach ($byte in $bytes) {
      $sign = [string][char]$byte
      $isKept = $sign -cmatch '^[A-Za-z0-9]$' -or $kept.Contains($sign)
      $null = $upper.Append($(if ($isKept) { $sign } else { '%' + $byte.ToString('X2') }))
      $null = $lower.Append($(if ($isKept) { $sign } else { '%' + $byte.ToString('x2') }))
    }
    foreach ($mask in $upper.ToString(), $lower.ToString()) {
      Add-MaskText $mask
      Add-MaskText ($mask.Replace('%20', '+'))
    }
  }
  $hex = ConvertTo-Hex $bytes
  Add-MaskText $hex
  Add-MaskText ($hex.ToUpperInvariant())
}
# As JSON, shells and markup quote it. What ConvertTo-Json writes differs between the versions of PowerShell.
function Add-QuotedMasks([string]$Text) {
  $json = $Text.Replace('\', '\\').Replace('"', '\"').Replace("`t", '\t')
  $own = ConvertTo-Json -InputObject $Text -Compress
  $markup = $Text.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
  $quoted = $markup.Replace('"', '&quot;')
  $forms = @(
    $json, $json.Replace('/', '\/'), $own.Substring(1, $own.Length - 2), $Text.Replace("'", "'\''"), $Text.Replace("'", "'""'""'")
    $Text.Replace("'", "''"), $Text.Replace("'", "\'"), ($Text -replace '["\\$`]', '\$0'), ($Text -replace '["$`]', '`$0')
    $markup, $quoted, $quoted.Replace("'", '&#39;'), $quoted.Replace("'", '&#x27;'), $quoted.Replace("'", '&apos;')
  )
  foreach ($form in $forms) { Add-MaskText $form }
}
# Adds a text that scripts declared to be secret.
function Add-Mask([string]$Text) {
  if ($Text.Length -lt 4) { return }
  $lines = @($Text -split "`r`n|`n|`r")
  foreach ($line in $lines) {
    if ($line.Length -lt 4) { continue }
    Add-MaskText $line
    Add-MaskText ($line.Trim())
    Add-Base64Masks $line
    Add-QuotedMasks $line
    Add-ByteMasks $line
  }
  if ($lines.Count -eq 1) { return }
  # The other forms of the whole are those of its lines, one after the other. Shells take the line breaks at the end away.
  Add-Base64Masks $Text
  Add-Base64Masks ($Text.TrimEnd([char[]]"`r`n"))
}
# Each is looked for in the text as it came, so that of those that lie across each other, or of which one begins another
# one, nothing is left.
function Get-Masked([string]$Text) {
  $ends = New-Object 'System.Collections.Generic.SortedDictionary[int,int]'
  foreach ($mask in $masks) {
    $at = $Text.IndexOf($mask, [StringComparison]::Ordinal)
    while ($at -ge 0) {
      if (-not $ends.ContainsKey($at) -or $ends[$at] -lt $at + $mask.Length) { $ends[$at] = $at + $mask.Length }
      $at = $Text.IndexOf($mask, $at + 1, [StringComparison]::Ordinal)
    }
  }
  if ($ends.Count -eq 0) { return $Text }
  $masked = New-Object Text.StringBuilder
  $end = 0
  foreach ($entry in $ends.GetEnumerator()) {
    if ($entry.Key -ge $end) { $null = $masked.Append($Text.Substring($end, $entry.Key - $end)).Append($dots) }
    $end = [Math]::Max($end, $entry.Value)
  }
  $masked.Append($Text.Substring($end)).ToString()
}
