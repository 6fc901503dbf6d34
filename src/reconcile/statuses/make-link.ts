import { reportsBranch } from "../../model/reports-branch.ts";
import type { ForgeKind } from "../../model/forge.ts";
import type { Sha } from "../../model/ids.ts";
import type { Settings } from "../../model/settings.ts";
import { revisionPath } from "../../report/index.ts";

/** Where each kind of forge shows a file of a branch. */
const templates: Readonly<Record<ForgeKind, string>> = {
  github: "{web}/blob/{branch}/{path}",
  gitlab: "{web}/-/blob/{branch}/{path}",
  forgejo: "{web}/src/branch/{branch}/{path}",
};

/**
 * Where more is to be read about a status: the record of the revision on the reports branch, in the forge's own pages;
 * undefined where there is none, or it is not pushed to where the tasks come from.
 */
export function makeLink(of: {
  settings: Settings;
  kind: ForgeKind;
  repository: string;
  web: string;
  sha: Sha;
  record: Sha | undefined;
}): string | undefined {
  const { settings, kind, repository, web, sha, record } = of;
  const { forge, reports, git, host } = settings;
  if (record === undefined) return undefined;
  if (forge.link === "" && (!reports.push || reports.remote !== git.remote)) return undefined;
  const values: Readonly<Record<string, string>> = {
    web,
    repository: encodeURI(repository),
    branch: encodeURI(reportsBranch(settings)),
    path: encodeURI(revisionPath(host.name, record)),
    host: encodeURIComponent(host.name),
    sha,
  };
  const template = forge.link || templates[kind];
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
