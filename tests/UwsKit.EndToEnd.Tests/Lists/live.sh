#!/bin/sh
# Tells how far it is, and goes on when it is let.
echo "first line"
echo "a warning" >&2
uws-progress 42 "half way"
until [ -e "$JOURNAL.go" ]; do sleep 0.05; done
echo "open files: $(ulimit -n)"
[ ! -e "$JOURNAL.much" ] || { head -c 5000000 /dev/zero >"$UWS_OUTPUT_DIR/much"; sleep 600; }
