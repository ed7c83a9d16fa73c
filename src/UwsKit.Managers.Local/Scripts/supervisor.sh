#!/bin/sh
# Runs the work of one job once and records how it ended, whether or not the server lives. Plain POSIX sh that starts no process but the work;
# all values arrive as arguments or in the environment and are never read as script text. The work is stopped by the server, and after the
# server's end by guard.sh.
# Usage: supervisor.sh FOLDER ATTEMPT JOB SERVER BOOT LOGS PATH GRACE LIMITS GROUP WORK AS PROGRAM [ARGUMENT...]
# SERVER: what the server has open as this very script, /proc/PID/fd/NUMBER. GRACE: in 1/100 s. LIMITS: "LETTER:VALUE ..." for
# ulimit. GROUP: file to enter the work's control group by, or empty. WORK: directory to start in. AS: words to become the account of the work when
# its processes are sought, or empty.
set -fu
uws_folder=$1 uws_attempt=$2 uws_job=$3 uws_server=$4 uws_boot=$5 uws_logs=$6 uws_path=$7 uws_grace=$8
shift 8
uws_limits=$1 uws_group=$2 uws_work=$3 uws_as=$4
shift 4
[ -d "$uws_folder" ] || exit 0
exec </dev/null >>"$uws_folder/supervisor.log" 2>&1
uws_stop=
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

uws_myself
# Noclobber opens with O_EXCL: whoever makes this file first decides whether the attempt runs.
set -C
{ printf '%s %s %s\n' "$$" "$uws_ticks" "$uws_boot" >"$uws_folder/started.$uws_attempt"; } 2>/dev/null || exit 0
set +C

if ! uws_served; then
  # The server died so early that its guard may have looked before the file above was there.
  read -r uws_manager <"$uws_folder/manager"
  /bin/sh "${0%/*}/guard.sh" "${uws_folder%/*}" "$uws_manager" "$uws_grace" "$uws_as" </dev/null &
fi

for uws_limit in $uws_limits; do
  uws_value=${uws_limit#*:}
  case ${uws_limit%%:*} in
  # At the soft limit XCPU, which says why; then KILL.
  t) ulimit -H -t $((uws_value + 5)); ulimit -S -t "$uws_value" ;;
  p) if [ -n "${BASH_VERSION-}" ]; then ulimit -u "$uws_value"; else ulimit -p "$uws_value"; fi ;;
  *) ulimit "-${uws_limit%%:*}" "$uws_value" ;;
  esac
done

cd "$uws_work" || exit 1
# The shell exports these by itself; the work's environment is to be exactly what the server gave.
unset PWD OLDPWD
# bash, where it is sh, adds _ and SHLVL.
if [ -z "$uws_group" ]; then
  UWS_WORK=$uws_job PATH=$uws_path ${BASH_VERSION:+/usr/bin/env -u _ -u SHLVL} "$@" >"$uws_logs/stdout" 2>"$uws_logs/stderr"
else
  (
    echo 0 >"$uws_group" || exit 126
    export UWS_WORK="$uws_job" PATH="$uws_path"
    exec ${BASH_VERSION:+/usr/bin/env -u _ -u SHLVL} "$@" >"$uws_logs/stdout" 2>"$uws_logs/stderr"
  )
fi
uws_status=$?

# The server ends what daemonized; when it is gone, that is done here.
if ! uws_served; then
  $uws_as /bin/sh -c "$(cat "${0%/*}/strays.sh")" strays KILL "$uws_job"
fi

uws_reason=ended
[ -z "$uws_stop" ] || [ "$uws_status" -eq 0 ] || uws_reason=cancelled
uws_record=$uws_folder/exit.$uws_attempt
# One write of one line; a reader takes no line without its end. While the server lives, its own record makes the end durable: no sync then.
until printf '%s %s\n' "$uws_status" "$uws_reason" >"$uws_record" && { uws_served || sync "$uws_record"; }; do
  # A full disk: the result is kept until there is room. Without the folder nobody wants it any more.
  [ -d "$uws_folder" ] || exit 0
  sleep 5
done
