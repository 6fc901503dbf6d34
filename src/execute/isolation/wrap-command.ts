import type { Tool } from "./abilities.ts";
import type { Fence } from "./choose-means.ts";
import type { MountPlan } from "./plan-mounts.ts";

/** Where a fenced launch is. All paths absolute. */
export interface FencedPlace {
  readonly workdir: string;
  /** Whose paths are real. */
  readonly mounts: MountPlan;
  readonly writable: readonly string[];
  readonly readOnly: readonly string[];
  /** Of the run's control group; undefined: none can be had. */
  readonly group: string | undefined;
  /** Lines of sh(1) that export the task's environment, for a user that is not the runner's. */
  readonly environment: string | undefined;
  /** Of RUNNER_TMP, where it is to be the temporary folder of the whole system, too. */
  readonly temporary: string | undefined;
}

/**
 * The words before a command that fence it in. Each program does its part and becomes the next one (exec), so that in the
 * end there is the command alone, a child of the shim: it is signalled, and ends, as without them. Bubblewrap alone stays.
 *
 *    control group ▶ limits ▶ namespaces and mounts ▶ user and privileges ▶ umask and environment ▶ the command
 *
 * The order matters: what comes early needs rights that are gone later, and a process must be in its group before it can
 * make another.
 */
export function wrapCommand(fence: Fence, place: FencedPlace, tools: ReadonlyMap<Tool, string>): readonly string[] {
  const tool = (name: Tool): string => tools.get(name)!;
  const byUnshare = fence.files?.by === "unshare" || fence.network === "unshare";
  const byBwrap = fence.files?.by === "bwrap" || fence.network === "bwrap";
  return [
    ...(place.group === undefined ? [] : [...sh, enterGroup, "sh", `${place.group}/cgroup.procs`]),
    ...(fence.nice === undefined ? [] : [tool("nice"), "-n", String(fence.nice)]),
    ...(fence.ionice.length === 0 ? [] : [tool("ionice"), ...fence.ionice]),
    ...(fence.rlimits.length === 0 ? [] : [tool("prlimit"), ...fence.rlimits, "--"]),
    ...(byUnshare ? unshare(fence, place, tool, tools.get("ip")) : []),
    ...(byBwrap ? bubblewrap(fence, place, tool("bwrap")) : []),
    ...privileges(fence, tool),
    ...(fence.umask === undefined && place.environment === undefined
      ? []
      : [...sh, settle, "sh", fence.umask?.toString(8).padStart(4, "0") ?? "", place.environment ?? ""]),
  ];
}

const sh = ["/bin/sh", "-c"];

/** 126: as sh(1) says of what cannot be executed. */
const enterGroup = `echo 0 >"$1" || exit 126
shift
exec "$@"`;

/** With all mounts in place, the work folder is looked up again: it may lie on one of them. */
const mountAll = `mount=$1 ip=$2 workdir=$3
shift 3
while [ "$1" != -- ]; do
  case $1 in
    bind) "$mount" --rbind -- "$2" "$2" || exit 126; shift 2 ;;
    over) "$mount" --bind -- "$2" "$3" || exit 126; shift 3 ;;
    ro)
      "$mount" -o "remount,bind,$2" -- "$3" 2>/dev/null || {
        "$mount" --rbind -- "$3" "$3" && "$mount" -o "remount,bind,$2" -- "$3" || exit 126
      }
      shift 3 ;;
    lo) [ -z "$ip" ] || "$ip" link set lo up || :; shift ;;
  esac
done
shift
cd -- "$workdir" || exit 126
unset PWD OLDPWD
exec "$@"`;

const settle = `[ -z "$1" ] || umask "$1"
[ -z "$2" ] || . "$2"
shift 2
unset PWD OLDPWD SHLVL
exec "$@"`;

function unshare(
  { files, network, ownUsers }: Fence,
  { mounts, workdir, temporary }: FencedPlace,
  tool: (name: Tool) => string,
  ip: string | undefined,
): readonly string[] {
  const steps = files
    ? [
        ...mounts.bind.flatMap((path) => ["bind", path]),
        ...(temporary === undefined ? [] : ["/tmp", "/var/tmp"].flatMap((path) => ["over", temporary, path])),
        ...mounts.readOnly.flatMap(({ point, options }) => ["ro", options, point]),
      ]
    : [];
  const options = [
    ...(ownUsers ? ["--user", "--map-current-user"] : []),
    ...(files ? ["--mount", "--propagation", "private"] : []),
    ...(network === "unshare" ? ["--net"] : []),
  ];
  return [
    ...[tool("unshare"), ...options, "--", ...sh, mountAll, "sh"],
    ...[tool("mount"), ip ?? "", workdir, ...steps, ...(network === "unshare" ? ["lo"] : []), "--"],
  ];
}

/** Mounts in the order given, so deeper ones come later. The spared folders are those of the host. */
function bubblewrap(
  { files, network }: Fence,
  { readOnly, writable, workdir, temporary }: FencedPlace,
  bwrap: string,
): readonly string[] {
  const binds = [
    ...readOnly.map((path) => ({ path, option: "--ro-bind" })),
    ...writable.map((path) => ({ path, option: "--bind" })),
    ...(readOnly.includes("/") ? [{ path: "/proc", option: "--bind" }] : []),
  ].sort((a, b) => a.path.length - b.path.length);
  return [
    ...[bwrap, "--bind", "/", "/"],
    ...(files ? binds.flatMap(({ path, option }) => [option, path, path]) : []),
    ...["--dev-bind", "/dev", "/dev"],
    ...(files && temporary !== undefined ? ["/tmp", "/var/tmp"].flatMap((path) => ["--bind", temporary, path]) : []),
    ...(network === "bwrap" ? ["--unshare-net"] : []),
    ...["--chdir", workdir, "--"],
  ];
}

function privileges({ becomes, noNewPrivileges, forbidden }: Fence, tool: (name: Tool) => string): readonly string[] {
  const options = [
    ...(becomes
      ? [`--reuid=${becomes.uid}`, `--regid=${becomes.gid}`, becomes.isListed ? "--init-groups" : "--clear-groups"]
      : []),
    ...(becomes || forbidden.length > 0 ? ["--inh-caps=-all"] : []),
    ...(forbidden.length > 0 ? [`--bounding-set=${forbidden.map((name) => `-${name}`).join(",")}`] : []),
    ...(noNewPrivileges ? ["--no-new-privs"] : []),
  ];
  return options.length === 0 ? [] : [tool("setpriv"), ...options, "--"];
}
