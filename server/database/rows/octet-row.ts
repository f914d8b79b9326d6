/** One row as PostgreSQL sent it. Its values become text only when somebody asks for them as text. */
export class OctetRow {
  /** What the driver calls such a message. */
  readonly name = "dataRow";

  /** From `start` to `end` lies the body of a DataRow message: how many values, then the length and the octets of each. */
  constructor(
    readonly octets: Buffer,
    readonly start = 0,
    readonly end = octets.length,
  ) {}

  get length(): number {
    return this.end - this.start;
  }

  /** All values as text or null; the driver's own queries read them here. */
  get fields(): (string | null)[] {
    const values: (string | null)[] = [];
    for (const cursor = new ValueCursor(this); cursor.next();) values.push(cursor.text());
    return values;
  }
}

const headLength = 2;
const lengthLength = 4;

/** Walks over the values of a row, in the order of the select list; before the first `next` it stands on none. */
export class ValueCursor {
  readonly octets: Buffer;
  start = 0;
  isNull = true;
  private readonly last: number;

  /** @param end - one after the last octet of the value before, from an earlier walk */
  constructor(
    row: OctetRow,
    public end = row.start + headLength,
  ) {
    this.octets = row.octets;
    this.last = row.end;
  }

  /** Goes to the next value; false behind the last one. */
  next(): boolean {
    if (this.end >= this.last) return false;
    const length = this.octets.readInt32BE(this.end);
    this.isNull = length < 0;
    this.start = this.end + lengthLength;
    this.end = this.isNull ? this.start : this.start + length;
    return true;
  }

  text(): string | null {
    return this.isNull ? null : this.octets.toString("utf8", this.start, this.end);
  }
}

/** What takes the parts of PostgreSQL's answers, in their order. */
export interface Parts {
  row(row: OctetRow): void;
  /** One or several whole messages of any other kind. */
  rest(octets: Buffer): void;
}

const messageHead = 5;
const dataRow = "D".charCodeAt(0);

/**
 * Takes PostgreSQL's answers as they arrive, cut anywhere, and hands on rows and other messages (PostgreSQL 18, 54.7:
 * every message is its kind in one octet, the length of what follows in four, and that).
 */
export function splitRows(parts: Parts): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldLength = 0;
  let wanted = 0;

  function hold(octets: Buffer): void {
    held.push(octets);
    heldLength += octets.length;
  }

  return (chunk) => {
    let buffer = chunk;
    if (heldLength > 0) {
      hold(chunk);
      if (heldLength < wanted) return;
      buffer = held.length === 1 ? chunk : Buffer.concat(held, heldLength);
      [held, heldLength] = [[], 0];
    }
    let at = 0;
    let restFrom = 0;
    for (let end = endOfMessage(buffer, at); end <= buffer.length; end = endOfMessage(buffer, at)) {
      if (buffer[at] === dataRow) {
        if (restFrom < at) parts.rest(buffer.subarray(restFrom, at));
        parts.row(new OctetRow(buffer, at + messageHead, end));
        restFrom = end;
      }
      at = end;
    }
    if (restFrom < at) parts.rest(buffer.subarray(restFrom, at));
    if (at === buffer.length) return;
    wanted = endOfMessage(buffer, at) - at;
    hold(buffer.subarray(at));
  };
}

/** Where the message at `at` ends; the end of its head when not even that is there. */
function endOfMessage(buffer: Buffer, at: number): number {
  if (at + messageHead > buffer.length) return at + messageHead;
  return at + 1 + buffer.readUInt32BE(at + 1);
}
