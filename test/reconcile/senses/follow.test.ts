import { appendFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Event } from "../../../src/model/event.ts";
import type { EventTrigger } from "../../../src/model/trigger.ts";
import { makeSenses } from "../../../src/reconcile/senses/index.ts";
import { makeTask, World } from "../../decide/world.ts";
import { heard } from "./heard.ts";
import { makeUtmpRecord } from "./utmp.ts";

const login: EventTrigger = { key: "login", kind: "login", user: "ada" };

function sense() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runner-senses-")));
  const utmp = join(folder, "utmp");
  writeFileSync(utmp, makeUtmpRecord({ user: "early" }));
  const world = new World();
  const { next, tell } = heard<Event["kind"]>();
  const quiet = (): void => undefined;
  const senses = makeSenses({
    state: world.state,
    tell: (event) => {
      world.tell(event);
      tell(event.kind);
    },
    now: () => world.state.now,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    options: { utmp, quietMs: 50 },
  });
  onTestFinished(async () => {
    await senses.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, utmp, world, senses, next };
}

test("the catalog in force says what is watched", async () => {
  const { folder, utmp, world, senses, next } = sense();
  senses.update();
  // Nobody listens yet: this is no news when somebody does.
  appendFileSync(utmp, makeUtmpRecord({ user: "ada", line: "pts/1" }));
  senses.look();
  const glob = join(folder, "*.conf");
  world.apply([
    makeTask("greet", { triggers: [login] }),
    makeTask("reload", { triggers: [{ key: glob, kind: "file-changed", glob }] }),
  ]);
  senses.update();
  await senses.ready();
  appendFileSync(utmp, makeUtmpRecord({ user: "bob", line: "pts/2" }));
  expect(await next()).toBe("logged-in");
  expect(world.started).toEqual([]);
  appendFileSync(utmp, makeUtmpRecord({ user: "ada", line: "pts/3" }));
  expect(await next()).toBe("logged-in");
  expect(world.started).toEqual(["greet"]);
  writeFileSync(join(folder, "a.conf"), "");
  expect(await next()).toBe("file-changed");
  expect(world.started).toEqual(["greet", "reload"]);

  world.apply([makeTask("reload", { triggers: [{ key: glob, kind: "file-changed", glob }] })]);
  senses.update();
  appendFileSync(utmp, makeUtmpRecord({ user: "ada", line: "pts/4" }));
  senses.look();
  writeFileSync(join(folder, "b.conf"), "");
  expect(await next()).toBe("file-changed");
});
