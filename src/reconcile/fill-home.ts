/** `~` is the home of the user that a run has. */
export function fillHome(paths: readonly string[], home: string): readonly string[] {
  return paths.map((path) =>
    path === "~" || path.startsWith("~/") ? `${home.replace(/\/$/, "")}${path.slice(1)}` : path,
  );
}
