const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"];

/** So many task files as people write them, by path: every one with a schedule and a zone. `at` gives hour and minute. */
export function scheduledTasks(
  count: number,
  form: "toml" | "yaml",
  at: (index: number) => string = spread,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const id = `task-${String(index).padStart(5, "0")}`;
    const keys = {
      description: `Copies volume ${index} to the vault`,
      category: "backup",
      schedule: `daily at ${at(index)}`,
      timezone: zones[index % zones.length]!,
      timeout: "2h",
      run: `/usr/local/bin/copy --volume ${index}`,
    };
    const lines = Object.entries(keys).map(([key, value]) =>
      form === "toml" ? `${key} = ${JSON.stringify(value)}` : `${key}: ${JSON.stringify(value)}`,
    );
    files[`tasks.d/${String(index % 100).padStart(2, "0")}/${id}.${form}`] = `${lines.join("\n")}\n`;
  }
  return files;
}

function spread(index: number): string {
  const minute = (index * 7) % 1440;
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
