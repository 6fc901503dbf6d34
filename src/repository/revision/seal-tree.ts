/**
 * Makes a tree readable for all and writable for none, and sees that it is on the disk: else a power cut soon after the
 * rename could leave scripts of zero bytes under a name that promises a whole revision. chmod(1) leaves links alone.
 */
export async function sealTree(dir: string): Promise<void> {
  const [{ execFile }, { promisify }] = await Promise.all([import("node:child_process"), import("node:util")]);
  const execute = promisify(execFile);
  await execute("chmod", ["-R", "a-w,a+rX", "--", dir]);
  await execute("sync", ["-f", "--", dir]);
}
