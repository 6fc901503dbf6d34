import type { Sha } from "../../model/ids.ts";
import type { Repository } from "../../repository/index.ts";
import type { Findings } from "./render-sarif.ts";

/** Where a revision comes from: the remote's address as a URI, without a password. undefined: nobody knows. */
export async function findProvenance(
  repository: Repository | undefined,
  revision: Sha | undefined,
): Promise<Findings["provenance"]> {
  if (!repository || revision === undefined) return undefined;
  const remote = await repository.findRemote("origin");
  const repositoryUri = remote.ok && remote.value !== undefined ? addressToUri(remote.value) : undefined;
  return repositoryUri === undefined ? undefined : { repositoryUri, revisionId: revision };
}

/** git takes a path and `git@host:path` as well (git-clone(1), "Git URLs"), which are no URIs. */
function addressToUri(address: string): string | undefined {
  const scp = /^([^/:]+):(?!\/\/)(.*)$/.exec(address);
  const uri = address.startsWith("/")
    ? `file://${address}`
    : scp
      ? `ssh://${scp[1]}/${scp[2]!.replace(/^\//, "")}`
      : address;
  return URL.canParse(uri) ? new URL(uri).href : undefined;
}
