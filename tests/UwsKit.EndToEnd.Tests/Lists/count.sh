#!/bin/sh
# One line in the journal for each time that a job's work is run.
echo "$UWS_JOB_ID" >>"$JOURNAL"
sleep "$UWS_PARAM_seconds"
echo "done" >"$UWS_OUTPUT_DIR/result.txt"
