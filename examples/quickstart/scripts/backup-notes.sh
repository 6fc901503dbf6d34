#!/usr/bin/env bash
# Packs ~/notes into a dated archive and reads it back before it counts.
set -euo pipefail
notes="${NOTES:-$HOME/notes}"
backups="${NOTES_BACKUPS:-$HOME/notes-backups}"
mkdir -p "$notes" "$backups"
archive="$backups/notes-$(date +%F).tar.gz"
tar -czf "$archive.part" -C "$(dirname "$notes")" "$(basename "$notes")"
tar -tzf "$archive.part" > /dev/null
mv "$archive.part" "$archive"
echo "wrote $archive"
