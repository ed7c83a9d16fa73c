# Signals the processes of one job, wherever they went. The text is given to a shell that may have become another account.
# Usage: sh -c TEXT strays SIGNAL JOB    (SIGNAL KILL: again until none is left)
uws_round=0
while [ "$uws_round" -lt 50 ]; do
  uws_found=$(grep -lzsFx "UWS_WORK=$2" /proc/[0-9]*/environ)
  for uws_stray in $uws_found; do
    uws_stray=${uws_stray#/proc/}
    kill -s "$1" "${uws_stray%/environ}" 2>/dev/null
  done
  [ "$1" = KILL ] && [ -n "$uws_found" ] || break
  uws_round=$((uws_round + 1))
done
