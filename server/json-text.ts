const written = Symbol("JSON octets");

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
  const pieces = entries.flatMap(([key, part], at) => [`${at === 0 ? "{" : ","}${JSON.stringify(key)}:`, part]);
  const answer = Object.defineProperty({}, written, { value: joined([...pieces, "}"]) });
  for (const [key, part] of entries) {
    Object.defineProperty(answer, key, { enumerable: true, get: () => JSON.parse(part.toString()) as unknown });
  }
  return answer as Answer;
}

/** The JSON of an answer in pieces, which are long where they were written as octets; `{}` for none. */
export function jsonOf(answer: unknown): readonly Buffer[] {
  const isWritten = typeof answer === "object" && answer !== null && written in answer;
  return isWritten ? (answer[written] as readonly Buffer[]) : [Buffer.from(JSON.stringify(answer ?? {}))];
}

/** Short texts together, octets as they are. */
function joined(pieces: readonly (string | Buffer)[]): readonly Buffer[] {
  const buffers: Buffer[] = [];
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") text += piece;
    else {
      buffers.push(Buffer.from(text), piece);
      text = "";
    }
  }
  return [...buffers, Buffer.from(text)];
}

/** Takes JSON piece by piece. */
export interface JsonWriter {
  text(piece: string): void;
  /** Octets that were made before; not kept. */
  octets(piece: Uint8Array): void;
  /** A JSON string of the UTF-8 text from `start` to `end`. */
  quoted(from: Buffer, start: number, end: number): void;
}

/** An answer of 500 records is below a megabyte; what a larger one needs is given back after it. */
const usualSize = 1 << 20;
let spare: Buffer | undefined;

/**
 * The octets that `write` hands to its writer. A list of records has thousands of pieces: joined as text they would cost
 * more in garbage and in their turn to UTF-8 than everything before, so they go into one buffer, which is used again.
 */
export function writeJson(write: (to: JsonWriter) => void): Buffer {
  const writer = new OctetWriter(spare ?? Buffer.allocUnsafeSlow(usualSize));
  spare = undefined;
  try {
    write(writer);
    return Buffer.from(writer.buffer.subarray(0, writer.length));
  } finally {
    if (writer.buffer.length === usualSize) spare = writer.buffer;
  }
}

const [quote, backslash, blank] = [0x22, 0x5c, 0x20];

class OctetWriter implements JsonWriter {
  length = 0;

  constructor(public buffer: Buffer) {}

  text(piece: string): void {
    this.makeRoom(piece.length * 3);
    this.length += this.buffer.write(piece, this.length);
  }

  octets(piece: Uint8Array): void {
    this.makeRoom(piece.length);
    this.buffer.set(piece, this.length);
    this.length += piece.length;
  }

  quoted(from: Buffer, start: number, end: number): void {
    this.makeRoom(end - start + 2);
    const { buffer } = this;
    let to = this.length;
    buffer[to++] = quote;
    for (let at = start; at < end; at++) {
      const octet = from[at]!;
      if (octet < blank || octet === quote || octet === backslash) {
        this.text(JSON.stringify(from.toString("utf8", start, end)));
        return;
      }
      buffer[to++] = octet;
    }
    buffer[to++] = quote;
    this.length = to;
  }

  private makeRoom(most: number): void {
    if (this.length + most <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + most));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
