import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { codePointName } from "../../server/documents/compose-text.ts";
import { consentCertificate } from "../../server/documents/consent-certificate.ts";
import { drawPdf } from "../../server/documents/draw-pdf.ts";
import { enrolmentLetter } from "../../server/documents/enrolment-letter.ts";
import type { Block, PdfDocument } from "../../server/documents/pdf-document.ts";
import { recordPrint } from "../../server/documents/record-print.ts";
import { drawnText, objectsOf, streamsOf } from "./read-pdf.ts";
import { certificateSample, letterSample, recordSample } from "./samples.ts";

const certificate = consentCertificate(certificateSample);
const letter = enrolmentLetter(letterSample);
const record = recordPrint(recordSample);

function documentOf(...blocks: Block[]): PdfDocument {
  return { title: "試験", language: "ja-JP", author: "試験", createdAt: new Date(0), footer: "", blocks };
}

function pagesOf(pdf: Uint8Array): number {
  return Number(/\/Type \/Pages\s+\/Count (\d+)/.exec(objectsOf(pdf))?.[1]);
}

test("a certificate of two pages stays under 100 kB", async () => {
  const { text: _, ...terms } = certificateSample.terms;
  const started = performance.now();
  const pdf = await drawPdf(consentCertificate({ ...certificateSample, terms }));
  console.log(`two pages: ${pdf.length} octets, ${Math.round(performance.now() - started)} ms`);
  expect(pagesOf(pdf)).toBe(2);
  expect(pdf.length).toBeLessThan(100_000);
});

test.each([
  ["certificate", certificate, 3],
  ["letter", letter, 1],
  ["record", record, 3],
] as const)("a %s is tagged, titled, in Japanese and inert", async (_, document, pages) => {
  const pdf = await drawPdf(document);
  const objects = objectsOf(pdf);
  expect(pagesOf(pdf)).toBe(pages);
  expect(Buffer.from(pdf.subarray(0, 8)).toString()).toBe("%PDF-1.7");
  for (const part of ["/StructTreeRoot", "/Lang (ja-JP)", "/Marked true", "/DisplayDocTitle true", "/S /H1", "/S /TH"])
    expect(objects).toContain(part);
  const everything = [objects, ...streamsOf(pdf).filter((stream) => !stream.includes("glyf"))].join("\n");
  expect(everything).not.toMatch(/\/(JS|JavaScript|Launch|URI|OpenAction|AA|AcroForm|EmbeddedFiles?|Annots \[[^\]])\b/);
  expect(objects).not.toContain("/Subtype /Link");
  expect(objects.match(/\/BaseFont \/\w+\+/g)?.length).toBeGreaterThan(0);
  expect(objects).not.toContain("Helvetica");
});

test("the same document gives the same bytes, another time gives others", async () => {
  const [first, second] = [await drawPdf(certificate), await drawPdf(certificate)];
  expect(Buffer.compare(first, second)).toBe(0);
  const later = await drawPdf({ ...certificate, createdAt: new Date(certificate.createdAt.getTime() + 1000) });
  expect(Buffer.compare(first, later)).not.toBe(0);
});

test.each([
  ["the certificate", certificate],
  ["the letter", letter],
  ["the record", record],
] as const)("every character of %s is drawn", async (_, document) => {
  const drawn = drawnText(await drawPdf(document));
  expect(missingFrom(drawn, textsOf(document.blocks))).toEqual([]);
});

test.each([
  ["emoji", "😀"],
  ["Hangul", "한"],
  ["Hebrew", "א"],
  ["a rare Han character of the second font", "𩸽"],
  ["a Polish letter", "Ł"],
  ["a name with its own code point", "髙"],
  ["a compatibility Han character", "神"],
  ["circled and squared signs", "①㈱"],
] as const)("%s is drawn or boxed", async (_, text) => {
  const drawn = drawnText(await drawPdf(documentOf({ kind: "paragraph", text: `前${text}後` })));
  expect(missingFrom(drawn, [text])).toEqual([]);
});

test.each(["\u202E", "\u200B", "\u2066", "\uFEFF", "\u00AD", "\u0007", "\u{E0041}", "\uD800", "\u115F", "\u3099"])(
  "what nobody can see is boxed with its number: %j",
  async (character) => {
    const pdf = await drawPdf(documentOf({ kind: "paragraph", text: `${character}本文` }));
    const spoken = streamsOf(pdf).flatMap((stream) => stream.match(/\/ActualText \(([^)]*)\)/g) ?? []);
    expect(spoken).toEqual([`/ActualText (${codePointName(character)})`]);
  },
);

test("addresses, markup and PDF operators in texts stay text", async () => {
  const text = "https://example.jp/ <script>alert(1)</script> ) Tj ET (\\ /JS /URI endobj %%EOF";
  const pdf = await drawPdf({ ...documentOf({ kind: "paragraph", text }), title: text, footer: text, author: text });
  const written = objectsOf(pdf).replace(/\((?:\\.|[^\\)])*\)/gs, "()");
  expect(written).not.toMatch(/\/(JS|URI)\b/);
  expect(written.match(/%%EOF/g)).toHaveLength(1);
  const properties = streamsOf(pdf).find((stream) => stream.includes("xpacket"));
  expect(properties).not.toContain("<script>");
});

test("a part in another language says so to screen readers", async () => {
  const pdf = await drawPdf(documentOf({ kind: "paragraph", text: "Consent", language: "en" }));
  expect(objectsOf(pdf)).toMatch(/\/S \/P\s+\/Lang \(en\)/);
});

test("long tables repeat their header on each page but tag it once", async () => {
  const rows = Array.from({ length: 120 }, (_, index) => [String(index), "部門システム"]);
  const columns = [
    { header: "番号", share: 1 },
    { header: "名称", share: 4 },
  ];
  const pdf = await drawPdf(documentOf({ kind: "table", columns, rows }));
  expect(pagesOf(pdf)).toBeGreaterThan(2);
  expect(objectsOf(pdf).match(/\/S \/TH\b/g)).toHaveLength(2);
  expect(objectsOf(pdf).match(/\/S \/TR\b/g)).toHaveLength(121);
});

test.each<[string, Block]>([
  ["paragraph", { kind: "paragraph", text: "あ".repeat(5000) }],
  ["unbroken code", { kind: "paragraph", text: "x".repeat(5000) }],
  ["value", { kind: "definitions", rows: [{ label: "備考", value: "行\n".repeat(200) }] }],
  ["label", { kind: "definitions", rows: [{ label: "題".repeat(2000), value: "" }] }],
  ["cell", { kind: "table", columns: [{ header: "見出し", share: 1 }], rows: [["字".repeat(4000)]] }],
  ["header", { kind: "table", columns: [{ header: "題".repeat(4000), share: 1 }], rows: [["値"]] }],
  ["note", { kind: "note", title: "題".repeat(100), text: "注".repeat(4000) }],
  ["heading", { kind: "heading", level: 1, text: "題".repeat(2000) }],
  ["steps", { kind: "steps", items: ["手順".repeat(2000)] }],
])("a very long %s runs on over the pages, losing nothing", async (_, block) => {
  const pdf = await drawPdf(documentOf(block, { kind: "paragraph", text: "終" }));
  expect(pagesOf(pdf)).toBeGreaterThan(1);
  expect(missingFrom(drawnText(pdf), textsOf([block]))).toEqual([]);
});

test.each<[string, Block[]]>([
  ["nothing", []],
  [
    "empty texts",
    [
      { kind: "paragraph", text: "" },
      { kind: "heading", level: 2, text: "" },
      { kind: "note", text: "" },
    ],
  ],
  [
    "empty lists",
    [
      { kind: "definitions", rows: [] },
      { kind: "steps", items: [] },
    ],
  ],
  ["a table without rows", [{ kind: "table", columns: [{ header: "A", share: 1 }], rows: [] }]],
  ["an empty secret", [{ kind: "secret", label: "", characters: [] }]],
  ["boxes", [{ kind: "checkbox", isChecked: true, text: "同意" }, { kind: "rule" }, { kind: "pageBreak" }]],
])("draws %s", async (_, blocks) => {
  expect(pagesOf(await drawPdf(documentOf(...blocks)))).toBeGreaterThan(0);
});

test("a reader program finds the text in reading order", async () => {
  const pdf = await drawPdf(letter);
  const text = await pdftotext(pdf);
  if (text === undefined) return console.log("pdftotext is not installed; ToUnicode is checked above");
  const found = [
    "みなと中央病院",
    "ご利用開始のご案内",
    "https://portal.example.jp:8443/",
    "minato-takasaki01",
    "お問い合わせ先",
  ];
  for (const part of found) expect(text).toContain(part);
  expect(text.indexOf(found[1]!)).toBeGreaterThan(text.indexOf(found[0]!));
  expect(text).toContain("1 / 1");
});

function pdftotext(pdf: Uint8Array): Promise<string | undefined> {
  return new Promise((done, failed) => {
    const child = execFile("pdftotext", ["-", "-"], (error, text) => {
      if (error && (error as NodeJS.ErrnoException).code === "ENOENT") done(undefined);
      else if (error) failed(error);
      else done(text);
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(pdf);
  });
}

/** Every text within some blocks, whatever its key. */
function textsOf(value: unknown): string[] {
  const notShown = new Set(["kind", "align", "style", "size", "language"]);
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (notShown.has(key) ? [] : textsOf(part)));
}

/** The characters that are drawn less often than they were given; spaces may vanish at the end of a line. */
function missingFrom(drawn: string, texts: readonly string[]): string[] {
  const [given, found] = [countsOf(texts.join("")), countsOf(drawn)];
  return [...given].filter(([one, count]) => !/[ \n]/.test(one) && (found.get(one) ?? 0) < count).map(([one]) => one);
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}
