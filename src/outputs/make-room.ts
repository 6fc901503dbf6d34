/** Room for so many bytes of JSON: says of each piece whether it still fits, and counts it then. */
export function makeRoom(bytes: number): (piece: unknown, more?: number) => boolean {
  let left = bytes;
  return (piece, more = 0) => {
    // A comma or colon on either side.
    const size = Buffer.byteLength(JSON.stringify(piece)) + 2 + more;
    if (size > left) return false;
    left -= size;
    return true;
  };
}
