# Packages: a store of their own below the root, which later bundles may rely on; and what is done with them.

# Whether a file is there, with this hash.
has_hash() { [ -f "$1" ] && hash_file "$1" && [ "$REPLY" = "$2" ]; }

# Sets REPLY to the content of a package in the store: its hash, and `tar` (unpacked files) or `file` (as it came).
package_content() {
  local hash=$1 form=$2 expected=$1 i stored=$root/offline/packages/$1.$2
  for i in "${!package_hashes[@]}"; do
    if [ "${package_hashes[$i]}" = "$hash" ] && [ "$form" = tar ]; then expected=${package_tars[$i]}; fi
  done
  case ${checked_packages-} in *" $hash.$form "*)
    REPLY=$stored
    return 0
    ;;
  esac
  if [ ! -d "$root/offline/packages" ]; then mkdir -p -- "$root/offline/packages"; fi
  if [ -f "$here/packages/$hash.$form" ] && ! has_hash "$stored" "$expected"; then
    if ! cp -- "$here/packages/$hash.$form" "$stored.new" || ! mv -f -- "$stored.new" "$stored"; then
      message="The package ${hash:0:12} could not be copied to $root/offline/packages"
      return 1
    fi
  fi
  if [ ! -f "$stored" ]; then
    message="The package ${hash:0:12} is neither in this bundle nor here from an earlier one; make a bundle that holds everything"
    return 1
  fi
  if ! has_hash "$stored" "$expected"; then
    message="The package ${hash:0:12} in $root/offline/packages is not what it was; make a bundle that holds everything"
    return 1
  fi
  checked_packages="${checked_packages-} $hash.$form "
  REPLY=$stored
}

unpack() { # package, folder
  package_content "$1" tar || return 1
  if ! (umask "$action_umask" && mkdir -p -- "$2" && tar -xof "$REPLY" -C "$2"); then
    message="The package ${1:0:12} could not be unpacked to $2"
    return 1
  fi
}

file_name_of() {
  local i
  for i in "${!package_hashes[@]}"; do
    if [ "${package_hashes[$i]}" = "$1" ]; then REPLY=${package_files[$i]}; fi
  done
  return 0
}

# Puts the packages that an action refers to beside its script.
place_references() { # folder
  local i name
  if [ ${#reference_names[@]} -gt 0 ] && is_other_user; then
    message="needs packages beside its script, and what lies there is not for $action_user to read"
    return 1
  fi
  for i in ${reference_names[@]+"${!reference_names[@]}"}; do
    name=${reference_names[$i]}
    if [ "${reference_unpacked[$i]}" = 1 ]; then
      unpack "${reference_packages[$i]}" "$1/$name" || return 1
      more_names+=("Octopus.Action.Package[$name].ExtractedPath") more_values+=("$1/$name")
    else
      package_content "${reference_packages[$i]}" file || return 1
      local content=$REPLY
      file_name_of "${reference_packages[$i]}"
      cp -- "$content" "$1/$REPLY" || { message="The package $REPLY cannot be copied to $1" && return 1; }
      more_names+=("Octopus.Action.Package[$name].PackageFilePath") more_values+=("$1/$REPLY")
    fi
  done
}

# Replaces files of a package by those that were configured for it.
put_files() { # folder
  local i target mode
  for i in ${file_paths[@]+"${!file_paths[@]}"}; do
    target=$1/${file_paths[$i]}
    mode=''
    if [ -x "$target" ]; then mode=x; fi
    if ! {
      (umask "$action_umask" && mkdir -p -- "${target%/*}") && rm -f -- "$target" && case ${file_refs[$i]} in
        secret:*) (umask "$action_umask" && printf '%s' "${slipway_secrets[${file_refs[$i]#secret:}]}" | from_base64 >"$target") ;;
        file:*) (umask "$action_umask" && cat "$action_folder/${file_refs[$i]#file:}" >"$target") ;;
      esac
    }; then
      message="The file $target cannot be written"
      return 1
    fi
    if [ -n "$mode" ]; then chmod +x -- "$target"; fi
  done
  if [ ${#file_paths[@]} -gt 0 ]; then note info "${#file_paths[@]} configured files were put in."; fi
}

# The journal: time, set, package, version, folder, custom folder, whether it succeeded, SHA-256; separated by tabs. Lines of
# older runners have no SHA-256. It is written as a whole, without halves of lines that a full disk left. An installation is
# in it as one that failed from its start, so that one that breaks off counts as that.
journal() { # folder, whether it succeeded
  local at file=$root/offline/journal tab=$'\t' own
  now && at=$REPLY
  own=$tab$journal_set$tab$package_id$tab$package_version$tab$1$tab
  if {
    other_lines "$file" "$own" && printf '%s%s%s\t%s\t%s\n' "$at" "$own" "$install_to" "$2" "$package"
  } >"$file.new" && durable "$file.new" && mv -f -- "$file.new" "$file"; then return 0; fi
  note warning "$file cannot be written: how this installation went is not in it."
  return 1
}
# Prints the whole lines of a journal, but for those that hold a text.
other_lines() { # file, text
  local line whole=$'^([^\t]*\t){6}[01](\t|$)'
  if [ ! -f "$1" ]; then return 0; fi
  while IFS= read -r line; do
    if [[ $line =~ $whole && $line != *"$2"* ]]; then printf '%s\n' "$line" || return 1; fi
  done <"$1"
}

# The folders that installations lie in, by this journal and by those of Slipway itself; one a line.
slipway_folders() { find "$root/journal" -name '*.entry' -exec sed -n 's/^path //p' {} + 2>/dev/null; }
named_folders() {
  if [ -f "$root/offline/journal" ]; then cut -f 5 "$root/offline/journal"; fi
  slipway_folders
}

# Whether two ids of packages are the same.
is_same_id() {
  local is_same=1
  shopt -s nocasematch
  if [[ $1 == "$2" ]]; then is_same=0; fi
  shopt -u nocasematch
  return $is_same
}

# What the journal says of earlier installations, as variables; and whether this very file is the last, in last_is_this.
read_journal() {
  local at set id version folder custom succeeded hash kind
  local found=('' '' '' '' '' '')
  last_is_this=0 last_folder=''
  if [ -f "$root/offline/journal" ]; then
    while IFS= read -r line; do
      # An empty column between tabs would be skipped by a plain read.
      line=${line//$'\t'/$'\037'}
      IFS=$'\037' read -r at set id version folder custom succeeded hash <<<"$line"
      if [ "$set" != "$journal_set" ] || ! is_same_id "$id" "$package_id"; then continue; fi
      found[0]=$folder found[1]=$custom found[2]=$version
      last_is_this=0
      if [ "$succeeded" = 1 ]; then
        found[3]=$folder found[4]=$custom found[5]=$version
        if [ "$hash" = "$package" ] && [ -d "${custom:-$folder}" ]; then last_is_this=1 last_folder=${custom:-$folder}; fi
      fi
    done <"$root/offline/journal"
  fi
  at=0
  for kind in PreviousInstallation PreviousSuccessfulInstallation; do
    more_names+=("Octopus.Tentacle.$kind.OriginalInstalledPath" "Octopus.Tentacle.$kind.CustomInstallationDirectory" "Octopus.Tentacle.$kind.PackageVersion")
    more_values+=("${found[$at]}" "${found[$((at + 1))]}" "${found[$((at + 2))]}")
    at=3
  done
}

# Whether a folder is one of several, however they are written.
is_among() { # folder, the others
  local folder=$1 other
  shift
  for other; do
    if [ "$other" = "$folder" ] || [ "$other" -ef "$folder" ]; then return 0; fi
  done
  return 1
}

# Once an installation succeeded, which is the last in the journal: removes the earlier ones of the same step, environment
# and target that are not to be kept. By days: those that are older. By count: all but the last so many that succeeded;
# failed ones do not count, and where no more than the count are there, nothing goes. What cannot be removed stays in the
# journal, so that the next time tries again; a folder that any other installation has by now stays, and only the line goes.
# The action has succeeded, whatever becomes of this.
remove_outdated() {
  local file=$root/offline/journal line at set id version folder custom succeeded hash since=0 i stays=0 gone=0
  local lines=() own=() folders=() goes=() staying=() others=()
  if [ -z "$keep_unit" ] || [ ! -f "$file" ]; then return 0; fi
  now && since=$((REPLY - keep_count * 86400000))
  while IFS= read -r line; do
    lines+=("$line")
    line=${line//$'\t'/$'\037'}
    IFS=$'\037' read -r at set id version folder custom succeeded hash <<<"$line"
    case $succeeded in 0 | 1) ;; *) continue ;; esac
    if [ "$set" != "$journal_set" ]; then others+=("$folder") && continue; fi
    own+=("$((${#lines[@]} - 1))") folders+=("$folder")
    if [ "$keep_unit" = count ]; then goes+=("$succeeded"); elif [ "$at" -lt "$since" ]; then goes+=(1); else goes+=(0); fi
  done <"$file"
  while IFS= read -r folder; do others+=("$folder"); done < <(slipway_folders)
  if [ "$keep_unit" = count ]; then
    # From the newest on; the present one stays and is none of them.
    for ((i = ${#own[@]} - 2; i >= 0; i--)); do
      if [ "${goes[$i]}" = 1 ] && [ "$stays" -lt "$keep_count" ]; then goes[$i]=0 stays=$((stays + 1)); else goes[$i]=1; fi
    done
    if [ "$stays" -lt "$keep_count" ]; then return 0; fi
  fi
  for i in "${!own[@]}"; do
    if [ "$i" -eq $((${#own[@]} - 1)) ] || [ "${goes[$i]}" = 0 ]; then staying+=("${folders[$i]}"); fi
  done
  for i in "${!own[@]}"; do
    folder=${folders[$i]}
    if is_among "$folder" ${staying[@]+"${staying[@]}"}; then continue; fi
    case $folder in /?*) ;; *) continue ;; esac
    if is_among "$folder" ${others[@]+"${others[@]}"}; then
      note verbose "$folder stays: it is another installation’s by now."
      unset "lines[${own[$i]}]"
      gone=1
    elif rm -rf -- "$folder"; then
      note info "Removed the earlier installation $folder."
      unset "lines[${own[$i]}]"
      gone=1
    else
      note warning "The earlier installation $folder could not be removed."
    fi
  done
  if [ "$gone" = 0 ]; then return 0; fi
  if printf '%s\n' "${lines[@]}" >"$file.new" && durable "$file.new" && mv -f -- "$file.new" "$file"; then return 0; fi
  note warning "$file cannot be written: what was removed is still in it."
}

# Whether a journal names the folder REPLY, be it there or not: one day it is removed by that.
is_named() {
  local line
  while IFS= read -r line; do
    if [ "${line##*/}" = "${REPLY##*/}" ] && [ "${line%/*}" -ef "${REPLY%/*}" ]; then return 0; fi
  done < <(named_folders)
  return 1
}

# Makes the folder of an installation, which none had before; sets REPLY.
make_install_folder() {
  local base=${bundle_applications:-$root/applications}/$install_parts try=0
  (umask "$action_umask" && mkdir -p -- "${base%/*}") || { message="The folder ${base%/*} cannot be made" && return 1; }
  REPLY=$base
  while :; do
    if (umask "$action_umask" && mkdir -- "$REPLY") 2>/dev/null; then
      if ! is_named; then return 0; fi
      rmdir -- "$REPLY"
    elif [ ! -e "$REPLY" ] && [ ! -L "$REPLY" ]; then
      message="The folder $REPLY cannot be made" && return 1
    fi
    try=$((try + 1))
    REPLY=${base}_$try
  done
}

# Removes what is in the custom folder, except for what is to be kept.
purge() {
  local path pattern
  while IFS= read -r -d '' path; do
    path=${path#./}
    for pattern in ${purge_keep[@]+"${purge_keep[@]}"}; do
      if [[ $path == $pattern || $path == ${pattern%/}/* ]]; then continue 2; fi
    done
    rm -f -- "$install_to/$path" || return 1
  done < <(cd -- "$install_to" && find . ! -type d -print0)
  (cd -- "$install_to" && find . -depth -type d ! -name . -exec rmdir -- {} \;) 2>/dev/null
  return 0
}

# Whether a folder is another one, or lies in it. Both as they really are.
lies_in() {
  case $1/ in "${2%/}"/*) return 0 ;; *) return 1 ;; esac
}
real_folder() { REPLY=$(cd -P -- "$1" 2>/dev/null && pwd); }

# Whether the custom folder may be emptied: not what holds, or lies in, what has to stay. $1: where the package is.
may_be_emptied() {
  local kept to
  real_folder "$install_to" && to=$REPLY
  for kept in "$1" "$root/offline" "$here"; do
    real_folder "$kept" || continue
    if lies_in "$REPLY" "$to" || lies_in "$to" "$REPLY"; then
      message="The folder $install_to is not emptied, because that would take $kept along"
      return 1
    fi
  done
}

# Copies the files of a folder to another one, as on machines that are reached: folders that are there keep owner and mode,
# and files that are there are replaced rather than written into, because a program may be running.
copy_files() ( # from, to
  umask "$action_umask"
  case $(cp --version 2>/dev/null) in
    *coreutils*) cp -RP --remove-destination --reflink=auto -- "$1/." "$2/" ;;
    *) cp -RPf -- "$1/." "$2/" ;;
  esac
)

copy_to_custom() { # from
  local real_from
  case $install_to in /?*) ;; *) message="The folder “$install_to” is no absolute path" && return 1 ;; esac
  (umask "$action_umask" && mkdir -p -- "$install_to") || { message="The folder $install_to cannot be made" && return 1; }
  real_folder "$1"
  real_from=$REPLY
  real_folder "$install_to" || { message="The folder $install_to cannot be entered" && return 1; }
  if lies_in "$REPLY" "$real_from"; then
    message="The folder $install_to is inside the one that the package was unpacked to"
    return 1
  fi
  if [ "$is_purged" = 1 ]; then
    may_be_emptied "$1" || return 1
    purge || { message="What is in $install_to cannot be removed" && return 1; }
  fi
  copy_files "$1" "$install_to" || { message="The package cannot be copied to $install_to" && return 1; }
  take_output Package.CopiedFileCount "$(find "$1" -type f | grep -c .)" 0
}
