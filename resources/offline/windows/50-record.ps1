# What happened
function Get-Now { [long]([DateTime]::UtcNow - [DateTime]'1970-01-01').TotalMilliseconds }
function Add-Event([Collections.IDictionary]$Fact) {
  [IO.File]::AppendAllText("$stateFolder/events", (ConvertTo-Json -InputObject $Fact -Compress -Depth 5) + "`n", $utf8)
}
function Set-Standing([int]$Number, [string]$What) {
  $standing[$Number] = $What
  [IO.File]::AppendAllText("$stateFolder/actions", "$Number $What`n", $utf8)
}
function Add-Line([object]$Run, [string]$Stream, [string]$Level, [string]$Text) {
  $Text = Get-Masked $Text
  Write-Host $(if ($Level -in 'warning', 'error') { "  ! $Text" } else { "    $Text" })
  Add-Event ([ordered]@{ kind = 'line'; at = Get-Now; run = $Run; stream = $Stream; level = $Level; text = $Text })
}
function Add-End([int]$Number, [string]$State, [object]$Code, [bool]$IsRetried, [string]$Message) {
  Add-Event ([ordered]@{
      kind = 'action-ended'; at = Get-Now; run = $bundle.action_runs[$Number - 1]; state = $State; code = $Code
      isRetried = $IsRetried; message = (Get-Masked $Message)
    })
  Set-Standing $Number $(if ($IsRetried) { 'retry' } else { $State })
}
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
  $lines = @([IO.File]::ReadAllLines("$stateFolder/events") | Where-Object { $_ -match '^\{.*\}$' })
  $body = $head.Substring(0, $head.Length - 1) + ",`n""events"":[`n" + ($lines -join ",`n") + "`n]"
  $mac = Get-Mac (Get-Derived 'receipt') ($utf8.GetBytes($body))
  $name = "receipt-$($bundle.bundle_id).json"
  [IO.File]::WriteAllText("$stateFolder/$name.new", $body + ",`n""mac"":""$mac""}`n", $utf8)
  Move-Item -LiteralPath "$stateFolder/$name.new" -Destination "$stateFolder/$name" -Force
  try { Copy-Item -LiteralPath "$stateFolder/$name" -Destination (Join-Path $here $name) -Force } catch { $null = $_ }
  "$stateFolder/$name"
}

# --- Outputs ---
function Add-Output([int]$Number, [string]$Name, [string]$Value, [bool]$IsSecret) {
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
function Import-State {
  if (Test-Path -LiteralPath "$stateFolder/actions") {
    foreach ($line in [IO.File]::ReadAllLines("$stateFolder/actions")) {
      $number, $what = $line.Split(' ')
      $standing[[int]$number] = $what
    }
  }
  if (-not (Test-Path -LiteralPath "$stateFolder/outputs")) { return }
  foreach ($line in [IO.File]::ReadAllLines("$stateFolder/outputs")) {
    $number, $kind, $name, $kept = $line.Split(' ')
    if ($kind -eq 'w') { continue }
    $value = if ($kind -eq 't') {
      ConvertFrom-Base64Text $kept
    } else {
      $utf8.GetString((Unprotect-Bytes (Get-Derived 'outputs') ([Convert]::FromBase64String($kept))))
    }
    if ($kind -eq 's') { Add-Mask $value }
    $outputs.Add(@{ number = [int]$number; name = (ConvertFrom-Base64Text $name); value = $value })
  }
}
