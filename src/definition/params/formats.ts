/**
 * The formats of texts that are checked (JSON Schema, "Defined Formats"). A calendar day must be one: RFC 3339 allows no
 * February 30.
 */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  "date-time": (text) => {
    const [, day, offset] = /^(\d{4}-\d\d-\d\d)[Tt]\d\d:\d\d:\d\d(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(text) ?? [];
    return day !== undefined && offset !== undefined && isDate(day) && !Number.isNaN(Date.parse(text));
  },
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  hostname: (text) =>
    text.length <= 253 &&
    text.split(".").every((label) => /^(?!-)[A-Za-z0-9-]{1,63}$/.test(label) && !label.endsWith("-")),
  ipv4: (text) => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split(".").every(isByte),
  ipv6: (text) => /^[0-9A-Fa-f:.]+$/.test(text) && URL.canParse(`http://[${text}]/`),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) && URL.canParse(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A leading zero would be octal to some. */
function isByte(part: string): boolean {
  return String(Number(part)) === part && Number(part) <= 255;
}
