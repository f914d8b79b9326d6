import { inflateSync } from "node:zlib";

/** The streams of a PDF as Latin-1 text, inflated where they are compressed. */
export function streamsOf(pdf: Uint8Array): string[] {
  const raw = Buffer.from(pdf);
  const streams: string[] = [];
  for (let at = raw.indexOf("\nstream\n"); at >= 0; at = raw.indexOf("\nstream\n", at + 1)) {
    const start = at + "\nstream\n".length;
    const length = Number(/\/Length (\d+)/.exec(raw.toString("latin1", raw.lastIndexOf(" obj", at), at))?.[1]);
    const bytes = raw.subarray(start, start + length);
    const isCompressed = bytes[0] === 0x78;
    streams.push((isCompressed ? inflateSync(bytes) : bytes).toString("latin1"));
  }
  return streams;
}

/** Everything but the streams: the objects that name tags, actions and fonts. */
export function objectsOf(pdf: Uint8Array): string {
  return Buffer.from(pdf)
    .toString("latin1")
    .replace(/\nstream\n[\s\S]*?\nendstream/g, "");
}

/**
 * What a PDF draws, in the order of its content, read as a viewer would: glyph numbers through each font's ToUnicode, and
 * the replacement text of boxes.
 */
export function drawnText(pdf: Uint8Array): string {
  const objects = new Map<string, string>();
  const streams = streamsOf(pdf);
  let next = 0;
  for (const [, id, body] of Buffer.from(pdf)
    .toString("latin1")
    .matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    objects.set(id!, body!.includes("\nstream\n") ? streams[next++]! : body!);
  }
  const maps = new Map<string, string[]>();
  for (const body of objects.values()) {
    for (const [, name, reference] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const cmap = /\/ToUnicode (\d+) 0 R/.exec(objects.get(reference!) ?? "")?.[1];
      if (cmap) maps.set(name!, unicodeMap(objects.get(cmap)!));
    }
  }
  let drawn = "";
  for (const stream of streams) {
    let font = "";
    for (const [, name, hex, actual] of stream.matchAll(
      /\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)> |\/ActualText \(((?:\\.|[^\\)])*)\)/gs,
    )) {
      if (name) font = name;
      for (const glyph of hex?.match(/.{4}/g) ?? []) drawn += maps.get(font)?.[parseInt(glyph, 16)] ?? "";
      if (actual !== undefined) drawn += pdfString(actual);
    }
  }
  return drawn;
}

function unicodeMap(cmap: string): string[] {
  return [...cmap.matchAll(/\[([^\]]*)\]/g)].flatMap(([, entries]) =>
    [...entries!.matchAll(/<([^>]*)>/g)].map(([, hex]) =>
      hex!
        .split(" ")
        .filter((unit) => unit !== "")
        .map((unit) => String.fromCharCode(parseInt(unit, 16)))
        .join(""),
    ),
  );
}

function pdfString(escaped: string): string {
  const letters: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const bytes = Buffer.from(
    escaped.replace(/\\(.)/gs, (_, letter: string) => letters[letter] ?? letter),
    "latin1",
  );
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString("latin1");
  return Buffer.from(bytes.subarray(2)).swap16().toString("utf16le");
}
