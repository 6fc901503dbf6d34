import { getRunnerScript } from "./get-runner-script.ts";
import { indent } from "./indent.ts";
import type { NewFile } from "../new-file.ts";
import type { RunnerSource } from "./runner-source.ts";

export const includedPath = ".gitlab/runner-plan.yml";

/** The plan of a merge request, as a job of GitLab CI: the whole pipeline, or a file for the one that is there. */
export function gitlabPipeline(path: ".gitlab-ci.yml" | typeof includedPath, source: RunnerSource): NewFile {
  const text = `# Says in a merge request what it changes, before it is merged. Written by \`runner init --ci gitlab\`; yours to change.
#
# For the comment: a project access token with the role Reporter and the scope api, as the masked variable
# RUNNER_FORGE_TOKEN (Settings, CI/CD, Variables). A job's own token may not comment. Without it, and in the pipeline of a
# fork, which has none, the plan is in the job's log and artifacts.
runner-plan:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    # All of it: the plan compares with the commit from which the branch was made.
    GIT_DEPTH: "0"
    # The address of the runner's git repository, and which tag or commit of it.
    RUNNER_SOURCE: ${JSON.stringify(source.url)}
    RUNNER_REVISION: ${JSON.stringify(source.revision)}
  timeout: 10 minutes
  interruptible: true
  script:
    # Executes nothing of what the merge request brings, and needs no secret but the one for the comment.
    - |
      set -eu
      dir=$(mktemp -d)
${indent(getRunnerScript, 6)}

      # In a pipeline of merged results the files of the target branch are there already.
      base=\${CI_MERGE_REQUEST_TARGET_BRANCH_SHA:-$CI_MERGE_REQUEST_DIFF_BASE_SHA}
      plan() { node "$dir/bin/runner.js" plan --base "$base" --head HEAD "$@"; }

      # One comment, written anew with each push. 2: the definitions have errors.
      status=0
      plan --format markdown --post > plan.md || status=$?
      cat plan.md
      # Findings at the lines that they are about.
      plan --format gitlab > gl-code-quality-report.json || true
      rm -rf "$dir"
      exit "$status"
  artifacts:
    when: always
    expire_in: 1 week
    paths:
      - plan.md
    reports:
      codequality: gl-code-quality-report.json
`;
  return { path, text, executable: false };
}
