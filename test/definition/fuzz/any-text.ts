import fc from "fast-check";
import { nasty, sound } from "./corpus.ts";

/** A file to define, as bytes that may be no text at all. */
export interface AnyFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const paths = ["tasks.d/x.toml", "tasks.d/x.yaml", "runner.toml", "calendars/days.toml", "calendars/days.yaml"];
const megabyte = 1_048_576;

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...nasty) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(..."[]{}:-=.,\"'#&*!|> \n\tab1"), maxLength: 20 }) },
);

/** Pieces one after the other. */
const soup = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

type Mutation = (bytes: Buffer) => Buffer;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(255)).map(([at, value]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at % copy.length] = value;
    return copy;
  }),
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at % copy.length]! ^= 1 << bit;
    return copy;
  }),
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.nat(40)).map(([at, length]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
  }),
  fc.tuple(fc.nat(), piece).map(([at, text]) => (bytes: Buffer) => {
    const start = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(start)]);
  }),
  fc.tuple(fc.nat(), fc.nat(60), fc.nat(), fc.nat(200)).map(([from, length, to, times]) => (bytes: Buffer) => {
    const start = from % (bytes.length + 1);
    const slice = bytes.subarray(start, start + length);
    const into = to % (bytes.length + 1);
    return Buffer.concat([
      bytes.subarray(0, into),
      ...Array.from({ length: times }, () => slice),
      bytes.subarray(into),
    ]);
  }),
);

/** A sound file with some changes, maybe with the second half of another. */
const mutant = fc
  .tuple(
    fc.constantFrom(...sound),
    fc.option(fc.constantFrom(...sound)),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
  )
  .map(([{ path, text }, other, mutations]) => {
    const half = (of: string): number => of.length >> 1;
    const start = other ? text.slice(0, half(text)) + other.text.slice(half(other.text)) : text;
    return { path, bytes: mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), Buffer.from(start)) };
  });

export const anyFile: fc.Arbitrary<AnyFile> = fc
  .oneof(
    { weight: 3, arbitrary: mutant },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...paths), soup).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 60 }))
        .map(([path, bytes]) => ({ path, bytes })),
    },
  )
  .map((file) => shown(file));

/** As large as a file may be: one thing over and over, between a beginning and an end. */
export const anyMegabyte: fc.Arbitrary<AnyFile> = fc
  .record({
    path: fc.constantFrom(...paths.slice(0, 3)),
    start: fc.oneof(
      fc.constant(""),
      fc.constantFrom("run: ", "run = ", "a:\n", "tasks:\n", "[a]\n", "a = [", "a: [", "env:\n  "),
      piece,
    ),
    pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
    between: fc.constantFrom("", "", "\n", " ", ", ", "\n  ", "\n- "),
    numbered: fc.boolean(),
    end: fc.oneof(fc.constant(""), piece),
  })
  .map(({ path, start, pieces, between, numbered, end }) => {
    const item = pieces.join("") + between;
    const length = Math.max(1, Buffer.byteLength(item) + (numbered ? 5 : 0));
    const room = megabyte - Buffer.byteLength(start) - Buffer.byteLength(end);
    const times = Math.floor(room / length);
    const body = numbered
      ? Array.from({ length: times }, (_, i) => `${i.toString(36).padStart(5, "0")}${item}`).join("")
      : item.repeat(times);
    return shown({ path, bytes: Buffer.from(start + body + end) }, `${JSON.stringify({ start, item, numbered, end })}`);
  });

/** For whoever has to find out: the text, and not a list of numbers. */
function shown(file: AnyFile, told = JSON.stringify(Buffer.from(file.bytes).toString("utf8"))): AnyFile {
  return { ...file, [fc.toStringMethod]: () => `${file.path} ${told}` } as AnyFile;
}
