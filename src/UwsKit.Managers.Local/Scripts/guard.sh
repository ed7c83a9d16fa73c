#!/bin/sh
# Waits until the server is gone, which closes its standard input. From then on the jobs that the server left keep their execution duration, and a
# cancel that it had begun is finished. The next server does the same for the jobs that it takes up; both may.
# Usage: guard.sh ROOT MANAGER GRACE AS    (GRACE in 1/100 s; AS: words to become the account of the work, or empty)
set -u
exec >/dev/null 2>&1
uws_strays=$(cat "${0%/*}/strays.sh")
uws_root=$1 uws_manager=$2 uws_grace=$3 uws_as=$4
while read -r uws_line; do :; done
exec </dev/null
trap '' HUP INT QUIT TERM
read -r uws_boot </proc/sys/kernel/random/boot_id

uws_alive() { # PID TICKS BOOT: whether that very process lives
  [ "$3" = "$uws_boot" ] && read -r uws_line <"/proc/$1/stat" || return 1
  set -- "$1" "$2" ${uws_line##*) }
  case $3 in Z | X) return 1 ;; esac
  [ "${22}" = "$2" ]
}

uws_sleep() { # 1/100 s
  uws_part=$(($1 % 100 + 100))
  sleep "$(($1 / 100)).${uws_part#1}"
}

uws_hit() { # SIGNAL JOB
  $uws_as /bin/sh -c "$uws_strays" strays "$@"
}

uws_runs() { # FOLDER ATTEMPT PID TICKS BOOT: whether the work runs
  [ ! -e "$1/exit.$2" ] && uws_alive "$3" "$4" "$5"
}

uws_keep() { # FOLDER ATTEMPT PID TICKS BOOT BEGUN: until the job has ended
  while uws_runs "$@"; do
    uws_limit=0
    read -r uws_limit <"$1/limit"
    # Since the machine started, in 1/100 s, as BEGUN; not moved by clock changes.
    read -r uws_now uws_line </proc/uptime
    uws_now=$((${uws_now%.*} * 100 + 1${uws_now#*.} - 100))
    uws_due=$(($6 + uws_limit))
    if [ -e "$1/cancel" ] || [ -e "$1/stop.$2" ]; then
      uws_reason=cancelled
    elif [ "$uws_limit" -gt 0 ] && [ "$uws_now" -ge "$uws_due" ]; then
      uws_reason=timeout
    else
      # In short naps: a new server may change the duration, or end the job.
      uws_nap=500
      [ "$uws_limit" -eq 0 ] || [ $((uws_due - uws_now)) -gt 500 ] || uws_nap=$((uws_due - uws_now))
      uws_sleep "$uws_nap"
      continue
    fi
    (set -C; printf '%s\n' "$uws_reason" >"$1/stop.$2")
    uws_hit TERM "${1##*/}"
    uws_left=$uws_grace
    while [ "$uws_left" -gt 0 ] && uws_runs "$@"; do
      uws_sleep 20
      uws_left=$((uws_left - 20))
    done
    # What cannot be killed, as work that waits for a disk, is not sought in all of /proc five times a second for ever.
    uws_nap=20
    while uws_runs "$@"; do
      uws_hit KILL "${1##*/}"
      uws_sleep "$uws_nap"
      [ "$uws_nap" -ge 1000 ] || uws_nap=$((uws_nap * 2))
    done
  done
}

for uws_file in "$uws_root"/*/started.*; do
  uws_folder=${uws_file%/*} uws_attempt=${uws_file##*.}
  [ ! -e "$uws_folder/exit.$uws_attempt" ] && read -r uws_name <"$uws_folder/submitted.$uws_attempt" && [ "$uws_name" = "$uws_manager" ] || continue
  read -r uws_pid uws_ticks uws_id uws_begun <"$uws_file" && [ "${uws_id-}" ] || continue
  if [ -e "$uws_folder/limit" ] || [ -e "$uws_folder/cancel" ] || [ -e "$uws_folder/stop.$uws_attempt" ]; then
    uws_keep "$uws_folder" "$uws_attempt" "$uws_pid" "$uws_ticks" "$uws_id" "${uws_begun:-$uws_ticks}" &
  fi
done
wait
