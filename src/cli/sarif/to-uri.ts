/** A path of the repository as a relative URI (RFC 3986), or of the host as one of the file system. */
export function toUri(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${encoded}` : encoded;
}
