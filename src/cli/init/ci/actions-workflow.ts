import type { NewFile } from "../new-file.ts";
import { getRunnerScript } from "./get-runner-script.ts";
import { indent } from "./indent.ts";
import type { RunnerSource } from "./runner-source.ts";

/** What is different where the jobs of a forge are GitHub's, or are made after them. */
export interface ActionsForge {
  /** As `--ci` is told. */
  readonly name: string;
  readonly folder: string;
  /** Lines below `jobs.plan`: where it runs. */
  readonly runsOn: string;
  readonly annotations: string;
}

export const github: ActionsForge = {
  name: "github",
  folder: ".github",
  runsOn: "runs-on: ubuntu-latest\n",
  annotations: "Annotations at the lines that they are about.",
};

/** Forgejo and Gitea have what runners their owners give them; `docker` is the label that both propose. */
export const forgejo: ActionsForge = {
  name: "forgejo",
  folder: ".forgejo",
  runsOn: "# The label of your runner.\nruns-on: docker\ncontainer:\n  image: node:24-bookworm\n",
  annotations: "The findings once more, a line each, in the log.",
};

export const gitea: ActionsForge = { ...forgejo, name: "gitea", folder: ".gitea" };

/** The plan of a pull request, as a workflow. What its scripts read of the pull request comes by the environment alone. */
export function actionsWorkflow(forge: ActionsForge, source: RunnerSource): NewFile {
  const text = `# Says in a pull request what it changes, before it is merged. Written by \`runner init --ci ${forge.name}\`; yours to change.
name: runner plan

on:
  # Never pull_request_target: that has the rights of this repository beside the files of a stranger.
  pull_request:

# Enough to read the files and to write one comment. The token of a pull request from a fork may only read: there the plan
# is in the job's summary.
permissions:
  contents: read
  pull-requests: write

# A newer push makes the plan of the one before needless.
concurrency:
  group: runner-plan-\${{ github.event.pull_request.number }}
  cancel-in-progress: true

env:
  # The address of the runner's git repository, and which tag or commit of it.
  RUNNER_SOURCE: ${JSON.stringify(source.url)}
  RUNNER_REVISION: ${JSON.stringify(source.revision)}

jobs:
  plan:
${indent(forge.runsOn, 4)}
    timeout-minutes: 10
    defaults:
      run:
        shell: bash
    steps:
      # The one action that is used here, and the forge's own; a full commit id in the place of v4 pins it.
      - uses: actions/checkout@v4
        with:
          # All of it: the plan compares with the commit from which the branch was made.
          fetch-depth: 0
          persist-credentials: false

      - name: Get the runner
        run: |
          dir="\${RUNNER_TEMP:-/tmp}/runner"
${indent(getRunnerScript, 10)}

      # Executes nothing of what the pull request brings, and needs no secret.
      - name: Plan
        env:
          RUNNER_FORGE_TOKEN: \${{ github.token }}
        run: |
          temp="\${RUNNER_TEMP:-/tmp}"
          base=$(git merge-base "origin/$GITHUB_BASE_REF" HEAD)
          plan() { node "$temp/runner/bin/runner.js" plan --base "$base" --head HEAD "$@"; }

          # One comment, written anew with each push. 2: the definitions have errors.
          status=0
          plan --format markdown --post > "$temp/plan.md" || status=$?
          cat "$temp/plan.md" >> "\${GITHUB_STEP_SUMMARY:-/dev/null}"
          # ${forge.annotations}
          plan --format github || true
          exit "$status"
`;
  return { path: `${forge.folder}/workflows/runner-plan.yml`, text, executable: false };
}
