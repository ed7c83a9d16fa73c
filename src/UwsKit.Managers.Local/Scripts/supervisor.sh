#!/bin/sh
# Runs the work of one job after the other and records how each ended, whether or not the server lives. Plain POSIX sh that starts no process but
# the work; all values arrive as arguments or are read, and are never read as script text. The work is stopped by the server, and after the server's
# end by guard.sh.
# Usage: supervisor.sh SERVER BOOT GRACE AS PATH ROOT    (requests at the standard input, until it ends; its own number at the standard output after each)
# SERVER: what the server has open as this very script, /proc/PID/fd/NUMBER. GRACE: in 1/100 s. AS: words to become the account of the work when its
# processes are sought, or empty. PATH: of the work. ROOT: of the jobs' control folders.
# A request is words and a line "!". A word is one line that begins with ".", or several, of which all but the last begin with ",". Paths are said shortly,
# for a shell reads byte by byte: a line "/TEXT" is the word "ROOT/JOB/TEXT", "@/TEXT" is "FILES/TEXT", ":NAME=/TEXT" is "NAME=ROOT/JOB/TEXT", and
# "=NAME=/TEXT" is "NAME=FILES/TEXT":
#   JOB FILES ATTEMPT LOGS LIMITS GROUP WORK COUNT [NAME=VALUE...] PROGRAM [ARGUMENT...]
# LIMITS: "LETTER:VALUE ..." for ulimit. GROUP: file to enter the work's control group by, or empty. WORK: directory to start in. COUNT: of the variables.
set -fu
uws_server=$1 uws_boot=$2 uws_grace=$3 uws_as=$4 uws_path=$5 uws_root=$6
exec 3>&1 >/dev/null
# Taken, not ignored: what is ignored here would be ignored by the work. A process group's signals are not meant for this one.
trap : HUP INT QUIT USR1 USR2
trap 'uws_stop=1' TERM

uws_myself() { # sets uws_ticks, the start time of this process; once only, for the shell reads byte by byte
  read -r uws_line </proc/self/stat
  set -- ${uws_line##*) }
  uws_ticks=${20}
}

uws_served() { # whether the server lives: a dead process has nothing open, and a later one of its number not this file under that number
  [ "$uws_server" -ef "$0" ]
}

uws_limit() { # LIMITS
  for uws_limit in $1; do
    uws_value=${uws_limit#*:}
    case ${uws_limit%%:*} in
    # At the soft limit XCPU, which says why; then KILL.
    t) ulimit -H -t $((uws_value + 5)); ulimit -S -t "$uws_value" ;;
    p) if [ -n "${BASH_VERSION-}" ]; then ulimit -u "$uws_value"; else ulimit -p "$uws_value"; fi ;;
    *) ulimit "-${uws_limit%%:*}" "$uws_value" ;;
    esac
  done
}

uws_become() { # COUNT [NAME=VALUE...] PROGRAM [ARGUMENT...]: turns this shell, a copy, into the work
  uws_count=$1
  shift
  while [ "$uws_count" -gt 0 ]; do
    command export "$1"
    shift
    uws_count=$((uws_count - 1))
  done
  # The shell exports these by itself; the work's environment is to be exactly what the server gave.
  unset PWD OLDPWD
  # bash, where it is sh, adds _ and SHLVL.
  [ -z "${BASH_VERSION-}" ] || set -- /usr/bin/env -u _ -u SHLVL "$@"
  export UWS_WORK="$uws_job" PATH="$uws_path"
  exec "$@"
}

uws_run() { # the words of a request
  uws_job=$1 uws_folder=$uws_root/$1 uws_attempt=$3 uws_logs=$4 uws_limits=$5 uws_group=$6 uws_work=$7
  shift 7
  uws_stop=
  # Without its folder nobody wants the job any more.
  [ -d "$uws_folder" ] && cd "$uws_work" || return 0
  # Since the machine started, in 1/100 s, which is also the unit of uws_ticks; not moved by clock changes.
  read -r uws_now uws_line </proc/uptime
  uws_now=$((${uws_now%.*} * 100 + 1${uws_now#*.} - 100))
  # Noclobber opens with O_EXCL: whoever makes this file first decides whether the attempt runs.
  set -C
  { printf '%s %s %s %s\n' "$$" "$uws_ticks" "$uws_boot" "$uws_now" >"$uws_folder/started.$uws_attempt"; } 2>/dev/null || uws_stop=void
  set +C
  [ -z "$uws_stop" ] || return 0

  if ! uws_served; then
    # The server died so early that its guard may have looked before the file above was there.
    read -r uws_manager <"$uws_folder/submitted.$uws_attempt"
    /bin/sh "${0%/*}/guard.sh" "$uws_root" "$uws_manager" "$uws_grace" "$uws_as" </dev/null 3>&- &
  fi

  (
    uws_limit "$uws_limits" 2>/dev/null
    [ -z "$uws_group" ] || echo 0 >"$uws_group" || exit 126
    uws_become "$@"
  ) </dev/null >"$uws_logs/stdout" 2>"$uws_logs/stderr" 3>&-
  uws_status=$?

  # The server ends what daemonized; when it is gone, that is done here.
  if ! uws_served; then
    $uws_as /bin/sh -c "$(cat "${0%/*}/strays.sh")" strays KILL "$uws_job" 3>&-
  fi

  uws_reason=ended
  [ -z "$uws_stop" ] || [ "$uws_status" -eq 0 ] || uws_reason=cancelled
  uws_record=$uws_folder/exit.$uws_attempt
  # One write of one line; a reader takes no line without its end. While the server lives, its own record makes the end durable: no sync then.
  until printf '%s %s\n' "$uws_status" "$uws_reason" >"$uws_record" && { uws_served || sync "$uws_record"; }; do
    # A full disk: the result is kept until there is room.
    [ -d "$uws_folder" ] || return 0
    sleep 5
  done
}

uws_myself
uws_word=
uws_newline='
'
set --
while IFS= read -r uws_line; do
  case $uws_line in
  ,*) uws_word=$uws_word${uws_line#,}$uws_newline ;;
  .*) set -- "$@" "$uws_word${uws_line#.}" && uws_word= ;;
  /*) set -- "$@" "$uws_root/$1$uws_line" ;;
  @*) set -- "$@" "$2${uws_line#@}" ;;
  :*)
    uws_line=${uws_line#:}
    set -- "$@" "${uws_line%%=*}=$uws_root/$1${uws_line#*=}"
    ;;
  =*)
    uws_line=${uws_line#=}
    set -- "$@" "${uws_line%%=*}=$2${uws_line#*=}"
    ;;
  *)
    uws_run "$@"
    cd /
    set --
    printf '%s\n' "$$" >&3
    ;;
  esac
done
