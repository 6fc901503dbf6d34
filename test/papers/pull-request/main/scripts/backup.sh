#!/bin/bash
set -euo pipefail
tar -czf "/var/backups/$(basename "$1")-$(date +%F).tar.gz" "$1"
