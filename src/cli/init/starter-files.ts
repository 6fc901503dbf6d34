import type { NewFile } from "./new-file.ts";

/** A task repository to begin with: settings and two tasks that do no harm and show what the keys are for. */
export function starterFiles(branch: string): readonly NewFile[] {
  return [
    { path: "runner.toml", text: settings(branch), executable: false },
    { path: "tasks.d/hello.toml", text: hello, executable: false },
    { path: "tasks.d/disk-space.yaml", text: diskSpace, executable: false },
    { path: ".gitignore", text: ignored, executable: false },
  ];
}

function settings(branch: string): string {
  return `#:schema schemas/runner.schema.json
# Settings of this repository. Every key is optional; \`runner config\` shows all, and where each comes from.

[runner]
max_concurrent = 3        # so many tasks at once; the others wait, the most important one first
timezone       = "UTC"    # of schedules whose task names none: "Europe/Berlin"

[git]
branch = ${JSON.stringify(branch)}           # what is merged here is what runs
poll   = "30s"            # how often the remote is asked, if there is one

[defaults]                # for all tasks that do not say otherwise
timeout = "30m"
`;
}

const hello = `#:schema ../schemas/task.schema.json
# One task in one file. Its id is the file's name: hello.

description = "Says hello, so that there is something to see"
category    = "test"
schedule    = "every 5 minutes"    # or "daily at 02:00", "every monday at 09:15", "0 2 * * 1-5"
timeout     = "1m"                 # then everything that it started is ended

# Read by bash as \`bash -euo pipefail\`. A script of this repository: run = { script = "scripts/hello.sh" }
run = '''
echo "hello from $(uname -n): $RUNNER_TASK, attempt $RUNNER_ATTEMPT, commit $RUNNER_REVISION"
'''
`;

const diskSpace = `# yaml-language-server: $schema=../schemas/task.schema.json
# YAML is as good as TOML, and a file may hold several tasks, each with an id.

defaults: # for all tasks of this file
  category: monitoring

tasks:
  - id: disk-space
    description: How full the disks are
    schedule: daily at 07:00
    catch_up: last # was the host off at seven, it runs when it is back
    retry: { attempts: 2, delay: 30s }
    # needs: [hello]   # waits until hello has run well
    run: df -h
`;

const ignored = `# What editors leave behind. The runner's own state is kept in .git and needs no line here.
*~
*.swp
.DS_Store

# Secrets do not belong into the history.
.env
`;
