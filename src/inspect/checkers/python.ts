import { inBatches } from "../in-batches.ts";
import { runTool } from "../run-tool.ts";
import { readVerdicts } from "./read-verdicts.ts";
import type { Checker, Text } from "./checker.ts";

/**
 * compile() parses and executes nothing. Bytes, so that a script says itself how it is encoded. What Python runs out of,
 * rather than objects to, says nothing about the text.
 */
const program = `
import base64, json, sys
def check(text):
    try:
        compile(base64.b64decode(text), "<task>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"line": error.lineno or 1, "says": error.msg}
    except (ValueError, OverflowError) as error:
        return {"line": 1, "says": str(error)}
    except BaseException:
        return None
    return "fine"
json.dump([check(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** -I and -S: nothing of the user's or of the site's is loaded. Nothing is imported either, so that no cache is written. */
const args = ["-I", "-S", "-B", "-W", "ignore", "-c", program];
const batch = { items: 500, bytes: 4_000_000, sizeOf: ({ bytes }: Text) => bytes.length };

export const checkPython: Checker = (tool, texts, signal) =>
  inBatches(texts, batch, async (some) => {
    const input = JSON.stringify(some.map(({ bytes }) => bytes.toString("base64")));
    return readVerdicts(await runTool({ program: tool, args, input, signal }), some.length);
  });
