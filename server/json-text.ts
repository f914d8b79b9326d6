const octets = Symbol("JSON octets");

/**
 * An answer whose parts were written as JSON one by one, for long lists that are read raw and sent on. Whoever looks at a
 * part inside the server gets its value; who sends the answer takes the octets as they are (`jsonOf`).
 *
 * @param parts - the JSON of each key's value: text, or octets from `writeJson`
 */
export function writtenAnswer<Answer extends object>(parts: {
  readonly [Key in keyof Answer]-?: string | Buffer;
}): Answer {
  const entries = Object.entries(parts) as [string, string | Buffer][];
  const pieces = entries.flatMap(([key, part], at) => [
    Buffer.from(`${at === 0 ? "{" : ","}${JSON.stringify(key)}:`),
    typeof part === "string" ? Buffer.from(part) : part,
  ]);
  const answer = Object.defineProperty({}, octets, { value: Buffer.concat([...pieces, Buffer.from("}")]) });
  for (const [key, part] of entries) {
    Object.defineProperty(answer, key, { enumerable: true, get: () => JSON.parse(part.toString()) as unknown });
  }
  return answer as Answer;
}

/** The JSON of an answer; `{}` for none. */
export function jsonOf(answer: unknown): Buffer {
  const isWritten = typeof answer === "object" && answer !== null && octets in answer;
  return isWritten ? (answer[octets] as Buffer) : Buffer.from(JSON.stringify(answer ?? {}));
}

/** Takes JSON piece by piece. */
export interface JsonWriter {
  text(piece: string): void;
  /** Octets that were made before; not kept. */
  octets(piece: Uint8Array): void;
}

/** An answer of 500 records is below a megabyte; what a larger one needs is given back after it. */
const usualSize = 1 << 20;
let spare: Buffer | undefined;

/**
 * The octets that `write` hands to its writer. A list of records has thousands of pieces: joined as text they would cost
 * more in garbage and in their turn to UTF-8 than everything before, so they go into one buffer, which is used again.
 */
export function writeJson(write: (to: JsonWriter) => void): Buffer {
  let buffer = spare ?? Buffer.allocUnsafeSlow(usualSize);
  spare = undefined;
  let length = 0;
  const makeRoom = (most: number) => {
    if (length + most <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, length + most));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  try {
    write({
      text(piece) {
        makeRoom(piece.length * 3);
        length += buffer.write(piece, length);
      },
      octets(piece) {
        makeRoom(piece.length);
        buffer.set(piece, length);
        length += piece.length;
      },
    });
    return Buffer.from(buffer.subarray(0, length));
  } finally {
    if (buffer.length === usualSize) spare = buffer;
  }
}
