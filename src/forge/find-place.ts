import type { ForgeKind } from "../model/forge.ts";
import type { ForgePlace } from "./forge-place.ts";

/** What settings say of a forge; what is empty or undefined is found out. */
export interface ForgeWish {
  readonly kind: ForgeKind | undefined;
  readonly url: string;
  readonly repository: string;
}

export type Found = { readonly place: ForgePlace; readonly web: string } | { readonly unknown: string };

/** Path of the REST interface on a forge of one's own. */
const interfaces: Readonly<Record<ForgeKind, string>> = {
  github: "/api/v3",
  gitlab: "/api/v4",
  forgejo: "/api/v1",
};

/**
 * Where a remote's forge is asked and looked at, from its address: `https://host/a/b.git`, `ssh://git@host/a/b`,
 * `git@host:a/b.git`. `unknown`: what the address does not tell.
 */
export function findPlace(remote: string, wish: ForgeWish): Found {
  const address = readAddress(remote);
  const repository = wish.repository || address?.repository;
  if (repository === undefined) return { unknown: `no repository can be made out of the remote's address ${remote}` };
  const kind = wish.kind ?? guessKind(address?.host ?? "");
  if (kind === undefined) return { unknown: `which kind of forge ${address?.host ?? remote} is` };
  const origin = address ? `${address.scheme}://${address.host}` : originOf(wish.url);
  if (origin === undefined) return { unknown: `where the forge is: forge.url is not set, or no address` };
  const url = wish.url || (address?.host === "github.com" ? "https://api.github.com" : `${origin}${interfaces[kind]}`);
  return { place: { kind, url: url.replace(/\/+$/, ""), repository }, web: `${origin}/${encodeURI(repository)}` };
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

function guessKind(host: string): ForgeKind | undefined {
  if (host === "github.com" || /(^|[.-])github[.-]/.test(host)) return "github";
  if (/(^|[.-])gitlab([.:-]|$)/.test(host)) return "gitlab";
  if (/^codeberg\.org$|(^|[.-])(forgejo|gitea)([.:-]|$)/.test(host)) return "forgejo";
  return undefined;
}

/** The port of an ssh address is not that of the web. */
function readAddress(remote: string): { scheme: string; host: string; repository: string } | undefined {
  const web = /^(https?):\/\/(?:[^/@]*@)?([^/]+)\/(.+?)(?:\.git)?\/*$/.exec(remote);
  if (web) return { scheme: web[1]!, host: web[2]!, repository: web[3]! };
  const ssh =
    /^(?:git\+)?ssh:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/+(.+?)(?:\.git)?\/*$/.exec(remote) ??
    /^(?:[^/@:]+@)?([^/:]+\.[^/:]+):\/*(?!\/)(.+?)(?:\.git)?\/*$/.exec(remote);
  return ssh ? { scheme: "https", host: ssh[1]!, repository: ssh[2]! } : undefined;
}
