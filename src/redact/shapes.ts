/** A kind of token that anybody can tell by its look. */
export interface Shape {
  readonly name: string;
  /** How it begins; at least four characters each. */
  readonly starts: readonly string[];
  /** From there on, as RegExp text. A group named `hidden`: only that is hidden. Never over a line's end. */
  readonly pattern: string;
  /** It goes on over the ends of lines until there is this. */
  readonly until?: string;
  /** Another reading of letters than as they are. */
  readonly ignoreCase?: true;
}

const word = "A-Za-z0-9_";
/** How a header begins in base64: `{"alg"`, `{"typ"`, `{"kid"`, `{"enc"` and their like. */
const tokenHeaders = [..."hYZ0rcjldw46iu"].map((next) => `eyJ${next}`);
/** The end of any scheme: `https://`, `s3://`. */
const schemeEnds = [..."abcdefghijklmnopqrstuvwxyz0123456789"].map((last) => `${last}://`);

/**
 * Tokens of services that many use, as these document them or as their own scanners look for them. A line each; what has
 * no look of its own (a password, a key of forty letters) is known by its value alone.
 */
export const shapes: readonly Shape[] = [
  { name: "GitHub token", starts: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], pattern: `gh[pousr]_[A-Za-z0-9]{36,255}` },
  { name: "GitHub fine-grained token", starts: ["github_pat_"], pattern: `github_pat_[${word}]{22,255}` },
  {
    name: "GitLab token",
    starts: ["glpat-", "gldt-", "glrt-", "glptt-"],
    pattern: `gl(?:pat|dt|rt|ptt)-[${word}-]{20,255}`,
  },
  { name: "AWS key id", starts: ["AKIA", "ASIA"], pattern: `A[KS]IA[A-Z0-9]{16}` },
  {
    name: "AWS secret key",
    starts: ["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey"],
    pattern: `(?:aws_secret_access_key|secretaccesskey)["' ]{0,3}[=:]["' ]{0,3}(?<hidden>[A-Za-z0-9/+]{40})`,
    ignoreCase: true,
  },
  {
    name: "Slack token",
    starts: ["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xapp-"],
    pattern: `x(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,255}`,
  },
  {
    name: "Slack webhook",
    starts: ["hooks.slack.com/services/"],
    pattern: `hooks\\.slack\\.com/services/(?<hidden>[A-Za-z0-9/]{20,100})`,
  },
  {
    name: "Stripe key",
    starts: ["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"],
    pattern: `(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,255}`,
  },
  { name: "npm token", starts: ["npm_"], pattern: `npm_[A-Za-z0-9]{36}` },
  { name: "PyPI token", starts: ["pypi-AgE"], pattern: `pypi-AgE[${word}-]{50,255}` },
  { name: "Google key", starts: ["AIza"], pattern: `AIza[${word}-]{35}` },
  { name: "Google OAuth token", starts: ["ya29."], pattern: `ya29\\.[${word}.-]{20,1024}` },
  { name: "Anthropic or OpenAI key", starts: ["sk-ant-", "sk-proj-"], pattern: `sk-(?:ant|proj)-[${word}-]{20,255}` },
  { name: "DigitalOcean token", starts: ["dop_v1_", "doo_v1_", "dor_v1_"], pattern: `do[opr]_v1_[a-f0-9]{64}` },
  { name: "HashiCorp Vault token", starts: ["hvs.", "hvb."], pattern: `hv[sb]\\.[${word}-]{24,255}` },
  { name: "age identity", starts: ["AGE-SECRET-KEY-"], pattern: `AGE-SECRET-KEY-(?:1|PQ-1)[A-Z0-9]{58,4096}` },
  {
    name: "JSON Web Token",
    starts: tokenHeaders,
    pattern: `eyJ[${word}-]{10,4096}\\.eyJ[${word}-]{10,8192}\\.[${word}-]{0,4096}`,
  },
  {
    name: "password in a URL",
    starts: schemeEnds,
    pattern: `[A-Za-z0-9]://[^\\s/:@"'<>]{0,256}:(?<hidden>[^\\s/@"'<>]{1,256})@`,
  },
  {
    name: "private key",
    starts: ["-----BEGIN "],
    pattern: `-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^]{0,16000}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\\\\[nr]|\\s)+[A-Za-z0-9+/=]{16,})*)`,
    until: "-----END ",
  },
];
