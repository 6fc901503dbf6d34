import { afterEach, beforeEach, expect, test } from "vitest";
import { Books } from "./books.ts";

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
});
afterEach(() => books.remove());

const says = `output = "json"
run = '''
echo a=1 >>"$RUNNER_OUTPUT"
echo '{"b": 2, "success": false}'
'''
`;

test("a runner that is killed before it has noted the end of a run knows what that had to say when it is there again", async () => {
  books.push({ "tasks.d/say.toml": says });
  const daemon = await books.daemon({ dieAt: { step: "after-exit", nth: 1 } });
  await books.request("say");
  await daemon.gone();
  books.runner({ mode: "once" });
  const { run } = books.entries().find((entry) => entry.task === "say")!;
  const tree = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const path = tree.find((name) => name.endsWith(`${run}.json`))!;
  expect(JSON.parse(books.git(books.remote, "show", `runner/reports:${path}`))).toMatchObject({
    status: "failed",
    reason: "unsuccessful",
    outputs: { success: false, data: { a: "1", b: 2 } },
  });
});
