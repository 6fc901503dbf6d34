import type { RevisionFile } from "../../model/files.ts";

/**
 * Whether one of these files, which could not be read, may define a task of that name: it is called so, or holds the
 * word. What is wrong with the file is told already; that its tasks are missing would only be confusing.
 */
export function makeMayDefine(unread: readonly RevisionFile[]): (id: string) => boolean {
  const texts = unread.map((file) => `${file.path}\n${Buffer.from(file.bytes ?? []).toString("latin1")}`);
  return (id) => texts.some((text) => text.includes(id));
}
