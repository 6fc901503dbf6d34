#!/bin/sh
# Stands in for mail or a chat: says what RUNNER_TRIGGER says.
echo "a task has failed: $RUNNER_TRIGGER"
