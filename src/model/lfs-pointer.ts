/** The first line of every pointer, by the specification of Git LFS. */
export const lfsPointerStart = "version https://git-lfs.github.com/spec/v1\n";
