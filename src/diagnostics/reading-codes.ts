import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** From a file's name to its text. */
export const readingCodes = {
  "no-task-repository": {
    severity: "error",
    means: "The folder is no task repository: there is neither a `runner.toml` nor a `tasks.d` folder, nor above it.",
    example: "`runner validate` in a home directory",
    fix: "Go into one, name it with `--repo DIR`, or make one: `runner init DIR`.",
  },
  "unreadable-file": {
    severity: "error",
    means: "The file is in the list of files but could not be read: it vanished meanwhile, or is a broken link.",
    example: "tasks.d/backup.toml -> ../nowhere.toml",
    fix: "Put the file back, or remove its name too.",
  },
  "stray-file": {
    severity: "warning",
    means:
      "A file under `tasks.d/` that is no task file, and whose name looks as if it were meant to be one. Task files end in `.toml`, `.yaml` or `.yml`; any other is left alone.",
    example: "tasks.d/backup.tml",
    fix: "Rename it. If no task is meant, put `_` in front of its name, or move it out of `tasks.d/`.",
  },
  "file-too-large": {
    severity: "error",
    means: "The file is larger than 1 MiB. It is not looked into.",
    example: "a task file with a program of two megabytes in `run`",
    fix: 'Move long programs to `scripts/` and name them: `run = { script = "scripts/x.sh" }`.',
  },
  "lfs-pointer": {
    severity: "error",
    means: "The file itself is not in the repository, only the note that Git LFS keeps in its place.",
    example: "version https://git-lfs.github.com/spec/v1",
    fix: "Take it out of LFS: `git lfs untrack`, then add it again. Task files and scripts are small.",
  },
  "invalid-utf8": {
    severity: "error",
    means: "The file holds bytes that are not UTF-8 text.",
    example: "a file saved as Latin-1 or UTF-16",
    fix: "Save the file as UTF-8.",
  },
  "byte-order-mark": {
    severity: "error",
    means: "The file begins with a byte-order mark: three invisible bytes that some editors add.",
    example: "EF BB BF at the start of the file",
    fix: "Save the file as UTF-8 without a byte-order mark.",
  },
  "nul-byte": {
    severity: "error",
    means: "The file, or a text in it, holds a NUL character. No program can be given such a text.",
    example: 'run = "printf \\u0000"',
    fix: "Remove it. In shell text, `printf '\\0'` makes one.",
  },
} as const satisfies CodeTable;

const make = makerOf(readingCodes);

/** `dir`: where it was looked for. */
export function noTaskRepository(dir: string): Diagnostic {
  return make("no-task-repository", {
    span: { source: { path: ".", text: "" }, start: 0, end: 0 },
    message: `${dir} is no task repository: there is neither a runner.toml nor a tasks.d folder.`,
    hint: "Go into one, say which with --repo DIR, or make one: runner init DIR",
  });
}

export function unreadableFile(span: Span, problem: string | undefined): Diagnostic {
  return make("unreadable-file", {
    span,
    message: `This file could not be read${problem === undefined ? "" : `: ${problem}`}.`,
    hint: "Put the file back, or remove its name too.",
  });
}

/** `meant`: what it was probably meant to be called. */
export function strayFile(path: string, meant: string): Diagnostic {
  const why = meant.endsWith(".yaml") && path.endsWith(".json") ? " (JSON is YAML, too)" : "";
  return make("stray-file", {
    span: { source: { path, text: "" }, start: 0, end: 0 },
    message: "This is no task file: those end in .toml, .yaml or .yml. It is left alone.",
    hint: `Rename it to ${meant}${why}. If no task is meant, put "_" in front of its name.`,
  });
}

export function fileTooLarge(span: Span, bytes: number): Diagnostic {
  return make("file-too-large", {
    span,
    message: `This file has ${bytes} bytes; at most 1048576 (1 MiB) are read.`,
    hint: 'Move long programs to scripts/ and name them: run = { script = "scripts/x.sh" }',
  });
}

export function lfsPointer(span: Span): Diagnostic {
  return make("lfs-pointer", {
    span,
    message: "This is a pointer of Git LFS; the file itself is not in the repository.",
    hint: "Take it out of LFS (git lfs untrack, then add it again): LFS is for large files.",
  });
}

/** `looksLike`: the encoding that the first bytes tell of, if any. */
export function invalidUtf8(span: Span, looksLike: string | undefined): Diagnostic {
  return make("invalid-utf8", {
    span,
    message: looksLike === undefined ? "From here on this is not UTF-8 text." : `This is ${looksLike}, not UTF-8.`,
    hint: "Save the file as UTF-8.",
  });
}

export function byteOrderMark(span: Span): Diagnostic {
  return make("byte-order-mark", {
    span,
    message: "The file begins with a byte-order mark.",
    hint: "Save it as UTF-8 without one (often called plain UTF-8).",
  });
}

export function nulByte(span: Span): Diagnostic {
  return make("nul-byte", {
    span,
    message: "There is a NUL character here; no program can be given such a text.",
    hint: "Remove it. In shell text, printf '\\0' makes one.",
  });
}
