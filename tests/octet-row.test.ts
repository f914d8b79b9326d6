import { expect, test } from "vitest";
import { OctetRow, splitRows, ValueCursor } from "../server/database/rows/octet-row.ts";
import { jsonOf, writeJson, writtenAnswer } from "../server/json-text.ts";

const values = [["1", '端末\n"一"', null], ["", "あ".repeat(3_000), "2"], [], ["x".repeat(70_000)]];
const messages = [
  ...[message("2", Buffer.alloc(0)), message("C", Buffer.from("SELECT 0\0"))],
  ...values.flatMap((row, at) => [
    message("D", bodyOf(row)),
    ...(at === 1 ? [message("N", Buffer.from("SNOTICE\0\0"))] : []),
  ]),
  message("Z", Buffer.from("I")),
];

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function bodyOf(row: readonly (string | null)[]): Buffer {
  const int = (size: 2 | 4, value: number) => {
    const octets = Buffer.alloc(size);
    octets.writeIntBE(value, 0, size);
    return octets;
  };
  const parts = row.flatMap((value) => {
    const octets = Buffer.from(value ?? "");
    return [int(4, value === null ? -1 : octets.length), octets];
  });
  return Buffer.concat([int(2, row.length), ...parts]);
}

/** What comes out when the answers arrive in chunks of `size` octets: rows, and the kinds of other messages. */
function received(size: number): unknown[] {
  const found: unknown[] = [];
  const take = splitRows({
    row: (row) => found.push(row.fields),
    rest: (octets) => {
      for (let at = 0; at < octets.length; at += 1 + octets.readUInt32BE(at + 1)) {
        found.push(octets.toString("latin1", at, at + 1));
      }
    },
  });
  const whole = Buffer.concat(messages);
  for (let at = 0; at < whole.length; at += size) take(whole.subarray(at, at + size));
  return found;
}

test.each([1, 2, 3, 5, 7, 64, 4_096, 65_536, 1_000_000])("rows are found in chunks of %i octets", (size) => {
  const [first, second, ...others] = values;
  expect(received(size)).toEqual(["2", "C", first, second, "N", ...others, "Z"]);
});

test("a walk gives each value, and can begin where another ended", () => {
  const row = new OctetRow(bodyOf(["10", null, "", "病院"]));
  const cursor = new ValueCursor(row);
  expect(cursor.next() && cursor.text()).toBe("10");
  const later = new ValueCursor(row, cursor.end);
  const seen: (string | null)[] = [];
  while (later.next()) seen.push(later.text());
  expect(seen).toEqual([null, "", "病院"]);
  expect(later.next()).toBe(false);
});

test("text becomes JSON as JSON.stringify writes it, also beyond the usual size of an answer", () => {
  const texts = ["", "病院", 'a"b', "a\\b", "a\nb", "\u0001", "\u007f\u2028𠮷", "長".repeat(600_000)];
  for (const text of texts) {
    const octets = Buffer.from(`前${text}後`);
    const written = writeJson((to) => to.quoted(octets, 3, octets.length - 3));
    expect(written.toString() === JSON.stringify(text)).toBe(true);
  }
});

test("a written answer is the same for whoever reads it and on the wire", () => {
  const records = writeJson((to) => to.text('[{"a":1}]'));
  const answer = writtenAnswer<{ records: object[]; totalCount: string | null }>({ records, totalCount: "null" });
  expect(answer.records).toEqual([{ a: 1 }]);
  expect(Buffer.concat(jsonOf(answer)).toString()).toBe('{"records":[{"a":1}],"totalCount":null}');
  expect(jsonOf(undefined).join("")).toBe("{}");
});
