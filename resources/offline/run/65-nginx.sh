# A site of NGINX, set up by the very scripts that Slipway sends to machines that it reaches.

# Runs one of them, with what is to be set before it. Whoever started the runner sets up sites, also where scripts run as
# another user.
run_site_script() { # name, settings
  local action_user=''
  read_file "$here/runner/nginx-$1.sh"
  script_syntax=sh script_body=$2$newline$REPLY script_parameters='' script_folder=$work
  run_script
  local how=$?
  explain_end $how
  if [ $how -ne 1 ]; then return $how; fi
  case $code in
    70 | 71 | 72) message='NGINX cannot be set up' ;;
    73) message='The files for NGINX could not be put in their place' ;;
    74) message='NGINX refuses the site, which was taken back' ;;
    75) message='The site is in its place, but NGINX could not be told' ;;
    *) return 1 ;;
  esac
  message=$message${result:+: $result}
  return 1
}

# Sets REPLY to the settings that both scripts read.
site_settings() {
  local text
  quoted "$site_name" && text=p_name=$REPLY
  quoted "$site_sites" && text=$text$newline"p_sites=$REPLY"
  quoted "$site_ssl" && REPLY=$text$newline"p_ssl=$REPLY"
}

# Looks whether the site can be set up, before any script runs.
check_site() {
  if [ -z "$site_name" ]; then return 0; fi
  site_settings && run_site_script check "$REPLY"
}

# Sets REPLY to a function that writes the files of the site. What is known only here is replaced before it is quoted.
site_files_function() { # folder of the package's files
  local i path text root=$1 lines=''
  # In the quotes of NGINX.
  root=${root//"$backslash"/$backslash$backslash}
  root=${root//"$double"/$backslash$double}
  all_variables
  for i in "${!site_paths[@]}"; do
    text_of "${site_refs[$i]}" && text=${REPLY//"$site_root"/$root}
    with_known "$text" && quoted "$REPLY" && text=$REPLY
    quoted "${site_paths[$i]}" && path=$REPLY
    case $path in */*/*) lines="${lines}mkdir -p -- ${path%/*}$quote || return 1$newline" ;; esac
    lines="${lines}printf '%s' $text >$path || return 1$newline"
  done
  REPLY="site_files() {$newline$lines}"
}

# Sets up the site once the package is in its place; what NGINX refuses is taken back.
set_up_site() { # folder of the package's files
  local files
  if [ -z "$site_name" ]; then return 0; fi
  site_files_function "$1" && files=$REPLY
  site_settings && run_site_script site "$REPLY$newline$files" || return $?
  note info "NGINX serves $site_sites/$site_name.conf now."
}
