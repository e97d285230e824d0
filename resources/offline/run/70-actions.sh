# What each kind of action does. Each returns 0 for success, 1 for failure, 2 when it took too long, 3 when the runner
# is to stop; message says why.

# Sets REPLY to a text of the action: file:<name> or secret:<number>; nothing for nothing.
text_of() {
  case $1 in
    file:*) read_file "$action_folder/${1#file:}" ;;
    secret:*) REPLY=${slipway_secrets[${1#secret:}]} ;;
    *) REPLY='' ;;
  esac
}

# Runs one script: language, text, parameters, folder.
run_one() {
  script_syntax=$1 script_body=$2 script_parameters=$3 script_folder=$4
  run_script
  local how=$?
  explain_end $how
  return $how
}

# Sets message to why a script did not succeed: what run_script returned.
explain_end() {
  case $1 in
    1)
      message="ended with exit code $code${result:+: $result}"
      if [ "$code" = null ]; then message='ended in an unknown way'; fi
      ;;
    2) message="took longer than $action_timeout seconds and was ended" ;;
    3) code=null message='was ended because the runner was stopped' ;;
  esac
}

make_work() {
  work_name=$bundle_deployment.$number work=$root/work/$bundle_deployment.$number
  if [ -e "$work" ] || [ -L "$work" ]; then rm -rf -- "$work"; fi
  if ! mkdir -p -- "$work"; then message="The folder $work cannot be made" && return 1; fi
}

do_script() {
  local parameters
  place_references "$work" || return 1
  text_of "$parameters_ref" && parameters=$REPLY
  text_of "$body_ref" && run_one "$syntax" "$REPLY" "$parameters" "$work"
}

# Sets REPLY to a path with names of the environment replaced (`$NAME`, `${NAME}`, and `~` in front), as on other targets.
# What is set in this shell only is no environment.
expanded() {
  local rest=$1 path='' name value pattern='^([A-Za-z_][A-Za-z0-9_]*|[{][A-Za-z_][A-Za-z0-9_]*[}])'
  case $rest in '~' | '~/'*) path=$HOME rest=${rest#'~'} ;; esac
  while [[ $rest == *'$'* ]]; do
    path=$path${rest%%'$'*} rest=${rest#*'$'}
    if [[ $rest =~ $pattern ]]; then
      name=${BASH_REMATCH[0]} rest=${rest:${#BASH_REMATCH[0]}}
      name=${name#'{'} && name=${name%'}'}
      if ! value=$(printenv "$name" && printf x); then
        message="The path $1 mentions $name, which is not set in the environment here"
        return 1
      fi
      path=$path${value%$'\nx'}
    else
      path=$path'$'
    fi
  done
  REPLY=$path$rest
}

do_transfer_package() {
  local content name
  if [ -z "$transfer_to" ]; then message='No folder is named for the package' && return 1; fi
  package_content "$package" file || return 1
  content=$REPLY
  file_name_of "$package" && name=$REPLY
  expanded "$transfer_to" && transfer_to=$REPLY || return 1
  case $transfer_to in /*) ;; *) transfer_to=$HOME/$transfer_to ;; esac
  case $transfer_to in /?*) transfer_to=${transfer_to%/} ;; esac
  if [ -d "$transfer_to/$name" ]; then message="$name cannot be put into $transfer_to, because a folder of that name is there" && return 1; fi
  if ! (umask "$action_umask" && mkdir -p -- "$transfer_to" && cat "$content" >"$transfer_to/.$name.new" && mv -f -- "$transfer_to/.$name.new" "$transfer_to/$name"); then
    message="The package cannot be written to $transfer_to"
    return 1
  fi
  note info "$transfer_to/$name"
  take_output Package.DirectoryPath "$transfer_to" 0
  take_output Package.FileName "$name" 0
  take_output Package.FilePath "$transfer_to/$name" 0
}

do_package_script() {
  local body parameters
  if is_other_user; then message="runs from its package, whose files are not for $action_user to read" && return 1; fi
  place_references "$work" && unpack "$package" "$work" && put_files "$work" || return 1
  if [ ! -f "$work/$script_file" ]; then message="The package holds no file “$script_file”" && return 1; fi
  read_file "$work/$script_file" && body=$REPLY
  body=${body#$'\357\273\277'}
  text_of "$parameters_ref" && parameters=$REPLY
  run_one "$syntax" "${body//$'\r\n'/$newline}" "$parameters" "$work"
}

# Whether a name is that of a moment, whatever the case of its letters.
is_moment() {
  local LC_ALL=C
  is_same_id "$1" "$2"
}
# Finds the script that a package brings along for a moment: sets REPLY and packaged_syntax.
find_packaged() { # folder, moment
  local extension file name
  if [ "$ignores_packaged" = 1 ]; then return 1; fi
  for extension in sh py ps1; do
    for file in "$1"/*."$extension"; do
      name=${file##*/}
      if [ ! -f "$file" ] || ! is_moment "${name%.*}" "$2"; then continue; fi
      case $extension in sh) packaged_syntax=bash ;; py) packaged_syntax=python ;; ps1) packaged_syntax=powershell ;; esac
      REPLY=$file
      return 0
    done
  done
  return 1
}
# Runs what the package brought for a moment where that is now. What else lies there is of an earlier installation.
run_packaged() { # folder, moment, folder that the package was unpacked to
  local file
  find_packaged "$3" "$2" || return 0
  file=$1/${REPLY##*/}
  if [ ! -f "$file" ]; then return 0; fi
  note verbose "Running ${file##*/} of the package."
  read_file "$file"
  REPLY=${REPLY#$'\357\273\277'}
  run_one "$packaged_syntax" "${REPLY//$'\r\n'/$newline}" '' "$1"
}
run_configured() { # folder, language, text
  if [ -z "$2" ]; then return 0; fi
  text_of "$3" && run_one "$2" "$REPLY" '' "$1"
}

# Whether a variable does not say no.
is_on() {
  local i
  for i in ${names[@]+"${!names[@]}"}; do
    if [ "${names[$i]}" = "$1" ]; then
      case ${values[$i]} in [Ff]alse) return 1 ;; esac
    fi
  done
  return 0
}

# Whether a script asked for the rest to be left out.
is_enough() {
  local i
  for i in ${output_names[@]+"${!output_names[@]}"}; do
    if [ "${output_from[$i]}" = "$number" ] && [ "${output_names[$i]}" = Octopus.Action.SkipRemainingConventions ]; then
      case ${output_values[$i]} in [Tt]rue) return 0 ;; esac
    fi
  done
  return 1
}

# The order of everything around one package. $1: its folder.
install_phases() {
  local at=$1
  check_site && run_configured "$at" "$pre_syntax" "$pre_ref" && run_packaged "$at" predeploy "$1" || return $?
  if is_enough; then return 0; fi
  put_files "$at" || return 1
  if [ -n "$install_to" ]; then
    copy_to_custom "$at" || return 1
    at=$install_to installed=$install_to
    more_names+=(Octopus.Action.Package.InstallationDirectoryPath Octopus.Action.Package.CustomInstallationDirectory)
    more_values+=("$at" "$at")
  fi
  take_output Package.InstallationDirectoryPath "$at" 0
  run_packaged "$at" deploy "$1" && run_configured "$at" "$deploy_syntax" "$deploy_ref" || return $?
  if is_enough; then return 0; fi
  set_up_site "$at" || return $?
  run_packaged "$at" postdeploy "$1" && run_configured "$at" "$post_syntax" "$post_ref"
}

do_deploy_package() {
  local folder installed how why why_code moment
  read_journal
  if [ "$skips_if_installed" = 1 ] && [ "$last_is_this" = 1 ]; then
    note info "$package_id $package_version is installed already: nothing is done."
    take_output Package.InstallationDirectoryPath "$last_folder" 0
    return 0
  fi
  make_install_folder || return 1
  folder=$REPLY installed=$REPLY
  if ! journal "$folder" 0; then
    rmdir -- "$folder"
    message='cannot be installed without the journal of installations'
    return 1
  fi
  unpack "$package" "$folder" || return 1
  note info "Unpacked to $folder."
  take_output Package.ExtractedFileCount "$(find "$folder" -type f | grep -c .)" 0
  place_references "$folder" || return 1
  more_names+=(OctopusOriginalPackageDirectoryPath) more_values+=("$folder")
  if [ -z "$install_to" ]; then
    more_names+=(Octopus.Action.Package.InstallationDirectoryPath) more_values+=("$folder")
  fi
  install_phases "$folder"
  how=$?
  if [ $how -ne 0 ]; then
    why=$message why_code=$code
    if [ $how -ne 3 ]; then
      note error 'The package could not be installed; DeployFailed of the package runs, if it has one.'
      deadline=0
      more_names+=(OctopusLastErrorMessage OctopusLastError) more_values+=("$why" "$why")
      run_packaged "$installed" deployfailed "$folder" || note error "DeployFailed $message."
    fi
    message=$why code=$why_code
    return $how
  fi
  if is_on OctopusDeleteScriptsOnCleanup; then
    for moment in predeploy deploy postdeploy deployfailed; do
      if find_packaged "$folder" $moment; then rm -f -- "$REPLY" "$installed/${REPLY##*/}"; fi
    done
  fi
  if journal "$folder" 1; then remove_outdated; fi
}
