import { describe, expect, test } from "vitest";
import { makeRedactor } from "../../src/redact/index.ts";
import { shapes } from "../../src/redact/shapes.ts";

const key = ["-----BEGIN PRIVATE KEY-----", "MIGHAgEAMBMGByqGSM49AgEG", "zZ19", "ab", "-----END PRIVATE KEY-----"].join(
  "\n",
);

describe("a secret is hidden", () => {
  test.each([
    ["in the middle of a word", "hunter2", "xhunter2y", "x***y"],
    ["twice in a row", "hunter2", "hunter2hunter2", "***"],
    ["where it overlaps itself", "abab", "xabababy", "x***y"],
    ["over a line's end, which stays", "hunter2", "a hun\nter2 b", "a ***\n b"],
    ["where the second half is indented", "hunter2", "a hun\n    ter2 b", "a ***\n b"],
    ["partly escaped", 'a"b/c d', String.raw`{"x": "a\"b\/c d"}`, '{"x": "***"}'],
    ["as a shell quotes it", "it's me", String.raw`+ echo 'it'\''s me'`, "+ echo '***'"],
    ["with backslashes of its own", String.raw`a\\b\c`, String.raw`x a\\b\c x`, "x *** x"],
    ["with backslashes, escaped", String.raw`a\\b\c`, JSON.stringify(String.raw`a\\b\c`), '"***"'],
    ["each line of it", key, `x MIGHAgEAMBMGByqGSM49AgEG x zZ19 x ab x`, "x *** x *** x ab x"],
    ["a line of it in base64", key, Buffer.from("zZ19").toString("base64"), "***=="],
    ["all of it in JSON", "first line\nsecond one", JSON.stringify("first line\nsecond one"), '"***"'],
    ["all of it without its indentation", "{\n  abc: 12\n}", "{ x } {\nabc: 12\n}", "{ x } ***\n\n"],
  ])("%s", (_, secret, text, shown) => {
    expect(makeRedactor([secret]).text(text)).toBe(shown);
  });

  test("that begins in another one", () => {
    expect(makeRedactor(["abcdef", "defghi"]).text("x abcdefghi x")).toBe("x *** x");
  });
});

describe("wherever in a long line it stands, byte by byte", () => {
  test.each(["hunter2", "äöü語🔑", "x\u007f\u00ff ~", "4444"])("%s", (secret) => {
    const redactor = makeRedactor([secret]);
    for (let before = 0; before < 24; before += 1) {
      for (const after of ["", "-", "---", "-".repeat(20)]) {
        const line = (middle: string): string => `${"-".repeat(before)}${middle}${after}`;
        expect(redactor.text(line(secret))).toBe(line("***"));
        expect(redactor.text(`-\t-\n${line(secret)}\r\n-`)).toBe(`-\t-\n${line("***")}\r\n-`);
      }
    }
  });
});

describe("a flow holds back no more than it must", () => {
  test.each([
    ["nothing where nothing begins", "a line\n", "a line\n"],
    ["the beginning of a secret", "a line\nhunt", "a line\n"],
    ["its first letter", "a line h", "a line "],
    ["nothing of what only began like one", "hunted\n", "hunted\n"],
    ["a URL until its line ends", "see https://exa", "see http"],
    ["no URL whose line has ended", "see https://example.org\n", "see https://example.org\n"],
  ])("%s", (_, text, shown) => {
    expect(Buffer.from(makeRedactor(["hunter2"]).open().push(Buffer.from(text))).toString()).toBe(shown);
  });

  test("its pieces may be used again by whoever gave them", () => {
    const flow = makeRedactor(["hunter2"]).open();
    const piece = Buffer.from("x hunt");
    const shown = [Buffer.from(flow.push(piece)).toString()];
    piece.fill("z");
    shown.push(Buffer.from(flow.push(Buffer.from("ress"))).toString(), Buffer.from(flow.end()).toString());
    expect(shown.join("")).toBe("x huntress");
  });
});

const r = (length: number, from = "a1B2c3D4e5F6g7H8"): string => from.repeat(300).slice(0, length);

/** One of each; put together here, so that no scanner takes this file for a leak. */
const tokens: Readonly<Record<string, string>> = {
  "GitHub token": `ghp_${r(36)}`,
  "GitHub fine-grained token": `github_pat_${r(60)}`,
  "GitLab token": `glpat-${r(20)}`,
  "AWS key id": `AKIA${r(16, "ABCD2345")}`,
  "AWS secret key": `aws_secret_access_key = ${r(40)}`,
  "Slack token": `xoxb-${r(30)}`,
  "Slack webhook": `https://hooks.slack.com/services/T000/B000/${r(24)}`,
  "Stripe key": `sk_live_${r(24)}`,
  "npm token": `npm_${r(36)}`,
  "PyPI token": `pypi-AgEIcHlwaS5vcmc${r(60)}`,
  "Google key": `AIza${r(35)}`,
  "Google OAuth token": `ya29.${r(60)}`,
  "Anthropic or OpenAI key": `sk-ant-${r(40)}`,
  "DigitalOcean token": `dop_v1_${r(64, "0123abcd")}`,
  "HashiCorp Vault token": `hvs.${r(24)}`,
  "age identity": `AGE-SECRET-KEY-1${r(58, "QPZRY9X8GF2TVDW0")}`,
  "JSON Web Token": `eyJhbGciOiJIUzI1NiJ9.eyJ${r(30)}.${r(43)}`,
  "password in a URL": `postgres://app:${r(12)}@db.example.org/x`,
  "private key": `-----BEGIN RSA PRIVATE KEY-----\n${r(64)}\n${r(64)}\n-----END RSA PRIVATE KEY-----`,
};

describe("well-known tokens", () => {
  test.each(shapes.map(({ name }) => name))("%s", (name) => {
    const token = tokens[name]!;
    const shown = makeRedactor([]).text(`before ${token} after\nnext line`);
    expect(shown).toMatch(/^before .*\*\*\*/);
    expect(shown).toMatch(/after\nnext line$/);
    expect(shown).not.toContain(r(12));
  });

  test("a key whose end is not there any more", () => {
    expect(makeRedactor([]).text(`-----BEGIN PRIVATE KEY-----\n${r(64)}\n${r(20)}`)).toBe("***\n\n");
  });

  test.each([
    "see https://example.org/a:b@c",
    "ghp_short",
    "-----BEGIN CERTIFICATE-----",
    "npm_config_cache",
    "eyJust",
  ])("%s is none", (text) => expect(makeRedactor([]).text(text)).toBe(text));
});
