import { existsSync } from "node:fs";
import { join } from "node:path";
import type { HostInput } from "../definition/index.ts";
import { define, layGround } from "../definition/index.ts";
import type { Journal } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Origin } from "../model/origin.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import type { SignatureVerdict } from "../model/signature.ts";
import type { Repository } from "../repository/index.ts";
import type { AppliedMemory } from "./applied-memory.ts";

export interface OriginEdges {
  readonly repository: Repository;
  readonly journal: Journal;
  readonly host: HostInput;
  readonly now: () => Instant;
  /** undefined: uncommitted files are applied, which come from nowhere. */
  readonly memory: AppliedMemory | undefined;
}

/**
 * Holds a commit against the past of this host: the revision that the journal has in force, and the one that is
 * remembered outside the clone, should the clone have been replaced by an older one. What the later of the two says
 * about signatures and rewinds is what counts: a new revision cannot let itself in.
 *
 * `settings`: those in force.
 */
export async function checkOrigin(
  edges: OriginEdges,
  { sha, inForce, settings }: { sha: Sha; inForce: Sha | undefined; settings: Settings | undefined },
): Promise<Result<Origin, Fault>> {
  const { repository, memory } = edges;
  const follows = inForce === undefined ? ok(false) : await repository.isAncestor(inForce, sha);
  if (!follows.ok) return follows;
  const nothing = { follows: follows.value, rewound: undefined, allowRewind: undefined, signature: undefined };
  if (memory === undefined) return ok(nothing);
  const own = isSnapshot(edges, inForce) ? undefined : inForce;
  const recalled = memory.recall();
  if (own === undefined && !recalled.ok) return recalled;
  const remembered = recalled.ok ? recalled.value : undefined;
  const past = await findPast(repository, own, remembered?.sha);
  if (!past.ok) return past;
  if (past.value === undefined) return ok(nothing);

  const ownFollows = own === undefined || follows.value;
  const rememberedFollows = remembered === undefined ? ok(true) : await repository.isAncestor(remembered.sha, sha);
  if (!rememberedFollows.ok) return rememberedFollows;
  const path = ownFollows && !rememberedFollows.value ? memory.path : undefined;
  const rewound =
    ownFollows && rememberedFollows.value ? undefined : { remembered: path, shallow: isShallow(repository) };

  const known = own === past.value && settings ? ok(settings.git) : await readGitSettings(edges, past.value);
  if (!known.ok) return known;
  if (known.value === "absent") {
    // Nobody can tell any more what it said, but for this: where signatures counted, only the host may let others in.
    const allowRewind = remembered?.signed ? hostSettings(edges).git.allowRewind : undefined;
    return ok({ ...nothing, rewound, allowRewind });
  }
  if (known.value === "unreadable") return ok({ ...nothing, rewound, signature: noSigners(past.value) });
  const { requireSigned, revokedSigners, allowRewind } = known.value;
  if (requireSigned.length === 0) return ok({ ...nothing, rewound });
  if (rewound && !allowRewind) return ok({ ...nothing, rewound, allowRewind });
  const signers = { lists: requireSigned, revoked: revokedSigners, of: past.value };
  const checked = await repository.checkSignatures({ since: past.value, tip: sha, signers });
  return checked.ok ? ok({ ...nothing, rewound, allowRewind, signature: checked.value }) : checked;
}

/** Whether the host remembers another revision than the clone has in force. */
export function remembersOther(memory: AppliedMemory | undefined, inForce: Sha): boolean {
  const recalled = memory?.recall();
  return recalled?.ok === true && recalled.value !== undefined && recalled.value.sha !== inForce;
}

/** Uncommitted files were tried out here: they are no past that anything could follow on. */
function isSnapshot({ journal }: OriginEdges, inForce: Sha | undefined): boolean {
  return inForce !== undefined && journal.lastRevisionEvent(inForce)?.revision.worktree === true;
}

/** The later of the two, where one contains the other. */
async function findPast(
  repository: Repository,
  own: Sha | undefined,
  remembered: Sha | undefined,
): Promise<Result<Sha | undefined, Fault>> {
  if (own === undefined || remembered === undefined) return ok(own ?? remembered);
  const isLater = await repository.isAncestor(own, remembered);
  return isLater.ok ? ok(isLater.value ? remembered : own) : isLater;
}

/** git-repository-layout(5), shallow. */
function isShallow({ commonDir }: Repository): boolean {
  return existsSync(join(commonDir, "shallow"));
}

/** What a revision says about git, whatever is wrong with its tasks. */
async function readGitSettings(
  { repository, host, now }: OriginEdges,
  past: Sha,
): Promise<Result<Settings["git"] | "absent" | "unreadable", Fault>> {
  if ((await repository.resolve(past)) === undefined) return ok("absent");
  // Without its tasks: of a hundred thousand none has a say in this.
  const read = await repository.readRevision(past, () => true);
  if (!read.ok) return read;
  const own = read.value.files.files.filter(({ path }) => path === "runner.toml");
  const { settings, diagnostics } = layGround(own, host);
  if (!diagnostics.some(({ severity }) => severity === "error")) return ok(settings.git);
  // An older version may have understood it. Where it does not speak of signatures, none were asked for.
  const speaks = own.some(({ bytes }) => bytes && Buffer.from(bytes).includes("require_signed"));
  return ok(speaks ? "unreadable" : { ...hostSettings({ host, now }).git });
}

/** What the host itself says, by its environment. */
function hostSettings({ host, now }: Pick<OriginEdges, "host" | "now">): Settings {
  const { catalog } = define({ files: { files: [], others: [], find: () => undefined }, now: now(), host });
  if (!catalog) throw new Error("the host's settings do not hold; `runner validate` says what is wrong with them");
  return catalog.settings;
}

function noSigners(past: Sha): SignatureVerdict {
  const detail = `the settings of ${past.slice(0, 12)}, which say who may sign, cannot be read; RUNNER_GIT_REQUIRE_SIGNED can name a list of the host's`;
  return { kind: "refused", reason: "no-signers", detail };
}
