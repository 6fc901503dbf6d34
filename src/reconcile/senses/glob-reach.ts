import { posix } from "node:path";

/** What has to be watched to see whatever a pattern may match. */
export interface GlobReach {
  /** The folder above the first part that is no plain name. */
  readonly folder: string;
  /** Whether something that matches may lie below this folder. */
  mayHold(folder: string): boolean;
}

/** What makes a part more than a name. A plain one may be written with a backslash, too; then more is watched than need be. */
const magic = /[*?[\]{}()!+@\\]/;

export function globReach(glob: string): GlobReach {
  const parts = posix.normalize(glob).split("/").slice(1);
  const plain = parts.findIndex((part) => magic.test(part));
  // Not the file itself: whoever replaces it makes another one in its folder.
  const fixed = parts.slice(0, plain < 0 ? parts.length - 1 : plain);
  const rest = parts.slice(fixed.length);
  const folder = `/${fixed.join("/")}`;
  // Braces may hold slashes, so that parts are not what they seem.
  const steps = rest.every(isBalanced) ? rest : ["**"];
  const firstDeep = steps.indexOf("**");
  return {
    folder,
    mayHold: (path) => {
      if (path === folder || path === "/" || folder.startsWith(`${path}/`)) return true;
      if (folder !== "/" && !path.startsWith(`${folder}/`)) return false;
      const below = path.slice(folder === "/" ? 1 : folder.length + 1).split("/");
      const known = firstDeep < 0 ? steps.length - 1 : firstDeep;
      if (firstDeep < 0 && below.length > known) return false;
      return below.slice(0, known).every((name, index) => posix.matchesGlob(name, steps[index]!));
    },
  };
}

function isBalanced(part: string): boolean {
  return (part.match(/[{(]/g) ?? []).length === (part.match(/[)}]/g) ?? []).length;
}
