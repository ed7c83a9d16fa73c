# Signals the processes of one job, wherever they went. Read from standard input by a shell that may have become another account.
# Usage: sh -s SIGNAL JOB <strays.sh    (SIGNAL KILL: again until none is left)
uws_round=0
while [ "$uws_round" -lt 50 ] && uws_found=$(grep -lzsFx "UWS_WORK=$2" /proc/[0-9]*/environ) && [ -n "$uws_found" ]; do
  for uws_stray in $uws_found; do
    uws_stray=${uws_stray#/proc/}
    kill -s "$1" "${uws_stray%/environ}" 2>/dev/null
  done
  [ "$1" = KILL ] || break
  uws_round=$((uws_round + 1))
done
