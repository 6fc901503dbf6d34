const most = 60;

/** What somebody wrote, for a message: in quotes, on one line, and not for pages. */
export function quote(written: string): string {
  return JSON.stringify(written.length > most ? `${written.slice(0, most)}…` : written);
}
