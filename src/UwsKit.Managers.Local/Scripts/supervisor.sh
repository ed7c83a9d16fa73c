#!/bin/sh
# Runs the work of one job once and records how it ended, whether or not the server lives. Plain POSIX sh with as few
# child processes as possible; all values arrive as arguments or in the environment and are never read as script text.
# Usage: supervisor.sh FOLDER ATTEMPT JOB GRACE LOGS PATH SETSID PROGRAM [ARGUMENT...]    (GRACE in 1/100 s)
# In FOLDER it reads "limit" (execution duration in 1/100 s, 0 = none) and "cancel" (present = wanted), also after SIGUSR1.
set -fu
uws_folder=$1 uws_attempt=$2 uws_job=$3 uws_grace=$4 uws_logs=$5 uws_path=$6 uws_setsid=$7
shift 7
# The shell exports these by itself; the work's environment is to be exactly what the server gave.
unset PWD OLDPWD
[ -d "$uws_folder" ] || exit 0
exec </dev/null >>"$uws_folder/supervisor.log" 2>&1

uws_myself() { # sets uws_parent and uws_ticks (start time) of this process
  read -r uws_line </proc/self/stat
  set -- ${uws_line##*) }
  uws_parent=$2 uws_ticks=${20}
}

uws_clock() { # sets uws_now: 1/100 s since the machine started; not moved by clock changes
  read -r uws_now uws_line </proc/uptime
  uws_now=$((${uws_now%.*} * 100 + 1${uws_now#*.} - 100))
}

uws_strays() { # processes of the work, wherever they went
  set +f
  grep -lzsFx "UWS_WORK=$uws_job" /proc/[0-9]*/environ
  set -f
}

uws_hit() { # signal
  # Before its setsid the work has no group yet.
  kill -s "$1" -- "-$uws_work" 2>/dev/null || kill -s "$1" "$uws_work" 2>/dev/null
  for uws_stray in $(uws_strays); do
    uws_stray=${uws_stray#/proc/}
    kill -s "$1" "${uws_stray%/environ}" 2>/dev/null
  done
}

uws_arm() { # 1/100 s: then SIGUSR1 to the supervisor, and again each second, because a shell can miss one just before it waits
  uws_nap=$1
  [ "$uws_nap" -lt 360000 ] || uws_nap=360000
  uws_part=$((uws_nap % 100 + 100))
  uws_nap=$((uws_nap / 100)).${uws_part#1}
  (
    trap 'kill "${!-}" 2>/dev/null; exit 0' TERM
    while :; do
      sleep "$uws_nap" &
      wait "$!"
      uws_myself
      [ "$uws_parent" = "$$" ] || exit 0
      kill -s USR1 "$$"
      uws_nap=1
    done
  ) &
  uws_timer=$! uws_armed=1
}

uws_disarm() {
  [ -z "$uws_timer" ] || kill "$uws_timer" 2>/dev/null
  uws_timer=
}

uws_look() { # does what is due now, and arms the timer for what is due next
  uws_disarm
  uws_clock
  uws_limit=0
  read -r uws_limit <"$uws_folder/limit" || :
  if [ -z "$uws_reason" ]; then
    if [ "$uws_limit" -gt 0 ] && [ $((uws_now - uws_begin)) -ge "$uws_limit" ]; then
      uws_reason=timeout
    elif [ -n "$uws_stop" ] || [ -e "$uws_folder/cancel" ]; then
      uws_reason=cancelled
    fi
    if [ -n "$uws_reason" ]; then
      uws_hit TERM
      uws_kill_at=$((uws_now + uws_grace))
    fi
  fi
  if [ -z "$uws_reason" ]; then
    [ "$uws_limit" -eq 0 ] || uws_arm $((uws_begin + uws_limit - uws_now))
  elif [ "$uws_now" -ge "$uws_kill_at" ]; then
    uws_hit KILL
    uws_arm 20
  else
    uws_arm $((uws_kill_at - uws_now))
  fi
}

uws_woken='' uws_stop='' uws_reason='' uws_timer='' uws_armed='' uws_kill_at=0
trap 'uws_woken=1' USR1
trap 'uws_woken=1 uws_stop=1' TERM
uws_myself
uws_server=$uws_parent
read -r uws_boot </proc/sys/kernel/random/boot_id

# Noclobber opens with O_EXCL: whoever makes this file first decides whether the attempt runs.
set -C
{ printf '%s %s %s\n' "$$" "$uws_ticks" "$uws_boot" >"$uws_folder/started.$uws_attempt"; } 2>/dev/null || exit 0
set +C

uws_clock
uws_begin=$uws_now
# bash, where it is sh, adds _ and SHLVL.
UWS_WORK=$uws_job PATH=$uws_path ${BASH_VERSION:+/usr/bin/env -u _ -u SHLVL} "$uws_setsid" "$@" >"$uws_logs/stdout" 2>"$uws_logs/stderr" &
uws_work=$!

while :; do
  uws_woken=
  uws_look
  [ -z "$uws_woken" ] || continue
  wait "$uws_work"
  uws_status=$?
  # 138 and 143 with a trap taken: the wait was interrupted, the work goes on.
  case $uws_woken$uws_status in
  1138 | 1143) ;;
  *) break ;;
  esac
done

uws_disarm
# The server ends what daemonized; when it is gone, or asked for a kill, that is done here.
kill -s KILL -- "-$uws_work" 2>/dev/null
uws_myself
uws_record=$uws_folder/exit.$uws_attempt
if [ -n "$uws_reason" ] || [ "$uws_parent" != "$uws_server" ]; then
  uws_round=0
  while [ "$uws_round" -lt 50 ] && [ -n "$(uws_strays)" ]; do
    uws_hit KILL
    uws_round=$((uws_round + 1))
  done
fi

# One write of one line; a reader takes no line without its end. While the server lives, its own record makes the end durable: no sync then.
until printf '%s %s\n' "$uws_status" "${uws_reason:-ended}" >"$uws_record" && { [ "$uws_parent" = "$uws_server" ] || sync "$uws_record"; }; do
  # A full disk: the result is kept until there is room. Without the folder nobody wants it any more.
  [ -d "$uws_folder" ] || exit 0
  sleep 5
done

# A timer that was just forked may have missed its TERM. The supervisor and its timers are a process group of their own, without the work.
[ -z "$uws_armed" ] || kill -s KILL 0
