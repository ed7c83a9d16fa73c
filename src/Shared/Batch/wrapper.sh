#!/bin/bash
# Runs the work of one batch job once, on whatever node the batch system chose, and tells how it stands. All that belongs to the job arrives
# in files of its control folder and is never read as script text: this script is the same for every job.
# Usage: wrapper.sh FOLDER ATTEMPT LOGS SPOOL GRACE    (GRACE in 1/100 s)
# In FOLDER it reads command.N and environment.N (NUL-separated), limit (execution duration in 1/100 s, 0 = none), cancel (present = wanted),
# callback.N (configuration of curl: address and token) and progress; it writes started.N and exit.N.
set -uf
folder=$1 attempt=$2 logs=$3 spool=$4 grace=$5
# A job that was forgotten is not wanted any more.
[ -d "$folder" ] || exit 0
export TZ=UTC0 PATH=/usr/local/bin:/usr/bin:/bin
# The outermost system first: it is the one that was asked.
id=${MOAB_JOBID:-${SLURM_JOB_ID:-${PBS_JOBID:--}}}
restart=${SLURM_RESTART_COUNT:-0}

# Noclobber opens with O_EXCL: whoever makes this file first decides whether the attempt runs.
set -C
if ! { printf '%s %s\n' "$id" "${HOSTNAME:--}" >"$folder/started.$attempt"; } 2>/dev/null; then
  # Only the batch system itself may run it again: the same job, requeued after its first run was taken down.
  first='' rest=''
  { read -r first rest <"$folder/started.$attempt"; } 2>/dev/null
  [ "$restart" -gt 0 ] && [ "$first" = "$id" ] && [ ! -e "$folder/cancel" ] && { : >"$folder/started.$attempt.$restart"; } 2>/dev/null || exit 0
  # What came to an end of its own before it was requeued stays as it was, and its results with it.
  status='' rest=''
  { read -r status rest <"$folder/exit.$attempt"; } 2>/dev/null
  case $rest$status in
  terminated* | ended137 | ended143 | '') ;;
  *) exit "$status" ;;
  esac
fi
set +C
rm -f "$folder/exit.$attempt"

# Reads a line of news into line, in pieces: what was read when the time ran out (seconds), or a signal came, must not be lost.
hear() {
  local part code
  IFS= read -r -t "$1" -u "$news" part
  code=$?
  line+=$part
  return "$code"
}

exec {nap}<> <(:)
pause() { read -r -t "$1" -u "$nap"; } # seconds, without a process

clock() { # sets now: 1/100 s since the machine started; not moved by clock changes
  local rest
  read -r now rest </proc/uptime
  now=$((${now%.*} * 100 + 1${now#*.} - 100))
}

instant() { printf -v "$1" '%(%Y-%m-%dT%H:%M:%SZ)T' -1; }

# The same fields go to the service, or where there is no way, into the spool folder (whole or not at all).
curl=$(type -P curl)
[ -r "$folder/callback.$attempt" ] || curl=
post() { # kind field=value...
  local kind=$1 try field code file form=()
  shift
  if [ -n "$curl" ]; then
    for field; do form+=(--data-urlencode "$field"); done
    for try in 1 2 3; do
      code=$("$curl" -q --silent --output /dev/null --write-out '%{http_code}' --connect-timeout 3 --max-time 5 \
        --config "$folder/callback.$attempt" "${form[@]}" </dev/null 2>/dev/null)
      case $code in
      2??) return 0 ;;
      4??) break ;;
      esac
      [ "$try" = 3 ] || pause "$try"
    done
  fi
  file=${folder##*/}.$attempt.$kind
  { printf '%s\n' "$@" >"$spool/.$file.$BASHPID" && mv -f "$spool/.$file.$BASHPID" "$spool/$file"; } 2>/dev/null
}

hit() { kill -s "$1" -- "-$work" 2>/dev/null || kill -s "$1" "$work" 2>/dev/null; }

look() { # does what is due now
  local limit=0 step text more
  clock
  step=$((now - last)) last=$now
  # Half a second is the rule. A long gap is a suspended job, which uses nothing up.
  [ "$step" -le 500 ] || step=50
  used=$((used + step))
  { read -r limit <"$folder/limit"; } 2>/dev/null
  if [ -z "$reason" ]; then
    if [ "${limit:-0}" -gt 0 ] && [ "$used" -ge "$limit" ]; then
      reason=timeout
    elif [ -e "$folder/cancel" ]; then
      reason=cancelled
    elif [ -n "$stop" ]; then
      reason=terminated
    fi
    if [ -n "$reason" ]; then
      hit TERM
      kill_at=$((now + grace))
    fi
  elif [ "$now" -ge "$kill_at" ]; then
    hit KILL
  fi
  text=
  # A pipe in its place would be waited for.
  [ ! -f "$folder/progress" ] || { read -r -d '' -N 4096 text <"$folder/progress"; } 2>/dev/null
  if [ "$text" != "$told" ] && { [ -z "$teller" ] || ! kill -0 "$teller" 2>/dev/null; }; then
    told=$text
    # Each field is a line of the spool file: a second one would be a field of the work's own.
    more=${text#*$'\n'}
    post progress "state=Running" "attempt=$attempt" "backendid=$id" "percent=${text%%$'\n'*}" "text=${more//$'\n'/ }" &
    teller=$!
  fi
}

stop='' reason='' told='' teller='' used=0 kill_at=0
trap 'stop=1' TERM
clock
last=$now
instant started

mapfile -d '' -t words <"$folder/command.$attempt"
mapfile -d '' -t variables <"$folder/environment.$attempt"
# A shell starts what runs in the background with SIGINT and SIGQUIT ignored; older coreutils cannot undo that.
signals=()
! env --default-signal=INT,QUIT,PIPE,TERM true 2>/dev/null || signals=(--default-signal=INT,QUIT,PIPE,TERM)
env=$(type -P env) setsid=$(type -P setsid)
# This shell never waits for the work itself: a trap that interrupts bash's wait can lose a status. A runner waits, and says so through a pipe.
exec {news}<> <(:)
(
  trap '' TERM
  (
    trap - TERM
    for variable in $(compgen -e); do
      case $variable in
      SLURM_TIME_FORMAT) unset "$variable" ;;
      # What the batch system says of the resources that it gave.
      SLURM_* | SLURMD_* | PBS_* | MOAB_* | *_VISIBLE_DEVICES | GPU_DEVICE_ORDINAL) ;;
      *) unset "$variable" ;;
      esac
    done
    cd "$folder/work" || exit 127
    for variable in "${variables[@]}"; do export "$variable"; done
    exec {nap}>&- {news}>&- "$env" ${signals[@]+"${signals[@]}"} -u _ -u SHLVL -u PWD -u OLDPWD "$setsid" "${words[@]}"
  ) </dev/null >"$logs/stdout" 2>"$logs/stderr" &
  printf 'begun %s\n' "$!" >&"$news"
  wait "$!"
  printf 'ended %s\n' "$?" >&"$news"
) 2>/dev/null &
line=''
until hear 5; do :; done
work=${line#begun }
post start "state=Running" "attempt=$attempt" "backendid=$id" "started=$started" &
teller=$!

line=''
until hear 0.5; do look; done
status=${line#ended }
instant ended
trap '' TERM
kill -s KILL -- "-$work" 2>/dev/null
# The start is told before the end, if that can be done soon.
for ((round = 0; round < 100; round++)); do
  kill -0 "$teller" 2>/dev/null || break
  pause 0.02
done
kill -s KILL "$teller" 2>/dev/null

record=$folder/exit.$attempt
[ -z "$reason$stop" ] && [ -e "$folder/cancel" ] && reason=cancelled
[ -n "$reason" ] || { [ -z "$stop" ] || reason=terminated; }
until { printf '%s %s\n' "$status" "${reason:-ended}" >"$record.new" && sync "$record.new" && mv -f "$record.new" "$record"; } 2>/dev/null; do
  # A full disk: the result is kept until there is room. Without the folder nobody wants it any more.
  [ -d "$folder" ] || exit 0
  pause 5
done

case ${reason:-ended}$status in
ended0) state=Finished ;;
timeout*) state=TimedOut ;;
cancelled*) state=Cancelled ;;
# What stopped it only the batch system knows: its word is asked for.
terminated* | ended137 | ended143) state=Running ;;
*) state=Failed ;;
esac
post end "state=$state" "attempt=$attempt" "backendid=$id" "exitcode=$status" "started=$started" "ended=$ended" "over=1"
exit "$status"
