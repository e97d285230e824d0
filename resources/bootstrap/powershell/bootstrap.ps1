# What a PowerShell step can call. Works with Windows PowerShell 5.1 and PowerShell 7.
# $SlipwayNonce, $SlipwayFolder, $SlipwayTraces, $SlipwayRun, $OctopusParameters, $SlipwayParameters
# and $SlipwayScript are defined by whoever put this text together.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$OutputEncoding = New-Object System.Text.UTF8Encoding $false
# Without a console, as under some SSH servers, this is refused; plain ASCII still gets through then.
try { [Console]::OutputEncoding = $OutputEncoding } catch { $null = $_ }

function ConvertTo-ServiceMessageValue([string]$Value) {
  [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Value))
}
function ConvertFrom-ServiceMessageValue([string]$Value) {
  [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Value))
}
Set-Alias Encode-ServiceMessageValue ConvertTo-ServiceMessageValue
Set-Alias Decode-ServiceMessageValue ConvertFrom-ServiceMessageValue

function Write-SlipwayLine([string]$Line) { [Console]::Out.WriteLine($Line) }

function Write-SlipwayLevel([string]$Level, [string]$Text) {
  Write-SlipwayLine "##octopus[stdout-$Level]"
  Write-SlipwayLine $Text
  Write-SlipwayLine '##octopus[stdout-default]'
}
function Write-Verbose([Parameter(Position = 0, ValueFromPipeline = $true)][string]$Message) {
  process { Write-SlipwayLevel 'verbose' $Message }
}
function Write-Highlight([Parameter(Position = 0, ValueFromPipeline = $true)][string]$Message) {
  process { Write-SlipwayLevel 'highlight' $Message }
}
function Write-Wait([Parameter(Position = 0, ValueFromPipeline = $true)][string]$Message) {
  process { Write-SlipwayLevel 'wait' $Message }
}
function Write-Warning([Parameter(Position = 0, ValueFromPipeline = $true)][string]$Message) {
  process { Write-SlipwayLevel 'warning' $Message }
}

function Get-OctopusVariable([string]$Name) {
  if ($OctopusParameters.ContainsKey($Name)) { $OctopusParameters[$Name] } else { '' }
}
function Set-OctopusVariable([string]$Name, [string]$Value, [switch]$Sensitive) {
  $n = ConvertTo-ServiceMessageValue $Name
  $v = ConvertTo-ServiceMessageValue $Value
  if ($Sensitive) {
    # On both streams, because either may be read first.
    [Console]::Error.WriteLine("##octopus[mask value='$v']")
    Write-SlipwayLine "##octopus[setVariable name='$n' value='$v' sensitive='VHJ1ZQ==']"
  } else {
    Write-SlipwayLine "##octopus[setVariable name='$n' value='$v']"
  }
  # What a script sets, it reads back itself.
  if ($Name.Trim()) {
    Add-SlipwayTrace 'set' $n
    $OctopusParameters[$Name] = $Value
  }
}
function New-OctopusArtifact([string]$Path, [string]$Name) {
  if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) {
    throw "There is no file '$Path' to keep as an artifact."
  }
  $file = Get-Item -LiteralPath $Path -Force
  if (-not $Name) { $Name = $file.Name }
  $p = ConvertTo-ServiceMessageValue $file.FullName
  $n = ConvertTo-ServiceMessageValue $Name
  $l = ConvertTo-ServiceMessageValue ([string]$file.Length)
  Write-SlipwayLine "##octopus[createArtifact path='$p' name='$n' length='$l']"
}
function Update-Progress([int]$Percentage, [string]$Message) {
  $p = ConvertTo-ServiceMessageValue ([string]$Percentage)
  $m = ConvertTo-ServiceMessageValue $Message
  Write-SlipwayLine "##octopus[progress percentage='$p' message='$m']"
}
function Fail-Step([string]$Message) {
  if ($Message) { Write-SlipwayLine "##octopus[resultMessage message='$(ConvertTo-ServiceMessageValue $Message)']" }
  exit 1
}

# What is left where it ran, for whoever has to find out later how it went: that it began, the names of what it passed
# on, how it ended. No value, and nothing of the script. What cannot be left is no failure of the script; then nothing
# more is, because an end without all that came before would tell of too little.
$SlipwayTraceFile = $null
function Add-SlipwayTrace([string]$What, [string]$Detail) {
  try {
    if ($SlipwayTraceFile) { [IO.File]::AppendAllText($SlipwayTraceFile, "$What $SlipwayRun $Detail`n") }
  } catch { $script:SlipwayTraceFile = $null }
}
# Opens the file for this deployment; the first script of one takes along what is a month old.
function Open-SlipwayTraces([string]$Own) {
  try {
    $folder = [IO.Path]::Combine($Own, 'runs')
    if (-not (Test-Path -LiteralPath $folder)) {
      $null = New-Item -ItemType Directory -Force -Path $folder
      if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) { & chmod 700 $folder }
    }
    $file = [IO.Path]::Combine($folder, $SlipwayTraces)
    if (-not (Test-Path -LiteralPath $file)) {
      $oldest = [int]($SlipwayTraces.Split('.')[0]) - 30
      Get-ChildItem -LiteralPath $folder -File |
        Where-Object { $_.Name -match '^(\d+)\.' -and [int]$Matches[1] -lt $oldest } |
        Remove-Item -Force
    }
    $script:SlipwayTraceFile = $file
    Add-SlipwayTrace 'start' "$PID $((Get-Process -Id $PID).StartTime.ToUniversalTime().Ticks)"
  } catch { $script:SlipwayTraceFile = $null }
}

# Set for a user that has no home to write to.
$SlipwayOwn = if ($env:SLIPWAY_WORK) { $env:SLIPWAY_WORK } else { [IO.Path]::Combine($HOME, '.slipway') }
$env:SLIPWAY_WORK = $null
$SlipwayPath = [IO.Path]::Combine($SlipwayOwn, 'work', $SlipwayFolder)
$SlipwayProblem = $null
try {
  if (-not (Test-Path -LiteralPath $SlipwayPath)) {
    $null = New-Item -ItemType Directory -Force -Path $SlipwayPath
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) { & chmod 700 $SlipwayPath }
  }
  Set-Location -LiteralPath $SlipwayPath
  [Environment]::CurrentDirectory = $SlipwayPath
} catch { $SlipwayProblem = $_ }
Write-SlipwayLine "slipway-start $SlipwayNonce $PID $PID $((Get-Location).ProviderPath)"
if ($SlipwayProblem) { Fail-Step "The work folder $SlipwayPath cannot be made." }
if ($SlipwayTraces) { Open-SlipwayTraces $SlipwayOwn }
if ($SlipwayStartsIn) {
  try {
    Set-Location -LiteralPath $SlipwayStartsIn
    [Environment]::CurrentDirectory = $SlipwayStartsIn
  } catch { Fail-Step "The folder that the script is to start in cannot be entered: $_" }
}

$global:LASTEXITCODE = 0
try {
  $SlipwayBlock = [ScriptBlock]::Create($SlipwayScript)
  # Read as a command line would be, so that named parameters and quotes are what they are there.
  if ($SlipwayParameters.Trim()) { Invoke-Expression ". `$SlipwayBlock $SlipwayParameters" } else { . $SlipwayBlock }
} catch {
  [Console]::Error.WriteLine(($_ | Out-String).TrimEnd())
  if ($_.InvocationInfo) { [Console]::Error.WriteLine($_.InvocationInfo.PositionMessage) }
  Add-SlipwayTrace 'end' '1'
  exit 1
}
$SlipwayCode = if ($null -eq $global:LASTEXITCODE) { 0 } else { $global:LASTEXITCODE }
Add-SlipwayTrace 'end' "$SlipwayCode"
exit $SlipwayCode
