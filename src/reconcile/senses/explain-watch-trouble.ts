/** Why files cannot be watched, and what to do about it; by the codes of inotify_init1(2) and inotify_add_watch(2). */
export function explainWatchTrouble(error: NodeJS.ErrnoException): { what: string; hint: string } {
  switch (error.code) {
    case "ENOSPC":
      return {
        what: "the host's limit of watched files and folders is reached",
        hint: "Raise it (`sysctl fs.inotify.max_user_watches=524288`, and in /etc/sysctl.d to keep it), or let the pattern begin further down. Then restart the runner.",
      };
    case "EMFILE":
      return {
        what: "the host's limit of watchers is reached",
        hint: "Raise it (`sysctl fs.inotify.max_user_instances=512`, and in /etc/sysctl.d to keep it). Then restart the runner.",
      };
    case "EACCES":
    case "EPERM":
      return {
        what: `the runner may not look into ${error.path ?? "a folder"}`,
        hint: "Let the runner's user read that folder, or let the pattern begin further down. Then restart the runner.",
      };
    default:
      return { what: error.message, hint: "Changes there may go unnoticed until the runner is restarted." };
  }
}
