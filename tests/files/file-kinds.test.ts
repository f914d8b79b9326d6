import { expect, test } from "vitest";
import { cleanFileName, fileKindOf, isShownInline } from "../../server/files/file-kinds.ts";

const octets = "application/octet-stream";

test.each([
  ["report.pdf", "application/pdf", "application/pdf"],
  ["REPORT.PDF", "application/pdf", "application/pdf"],
  ["ＲＥＰＯＲＴ.ｐｄｆ", "application/pdf", "application/pdf"],
  ["photo.jpeg", "image/jpeg", "image/jpeg"],
  ["表.xlsx", "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["暗号化.xlsx", "application/x-cfb", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["list.csv", undefined, "text/csv"],
  ["empty.txt", undefined, "text/plain"],
  // What a browser would run is never called by its name.
  ["page.html", undefined, octets],
  ["page.htm", "application/xml", octets],
  ["image.svg", "application/xml", octets],
  ["script.js", undefined, octets],
  ["feed.xml", "application/xml", octets],
  ["page.xhtml", undefined, octets],
  ["setup.exe", "application/x-msdownload", octets],
  ["noextension", "application/pdf", octets],
  ["constructor.constructor", undefined, octets],
  ["__proto__.__proto__", undefined, octets],
])("%s with %s is kept as %s", (name, found, contentType) => {
  expect(fileKindOf(name, found)).toEqual({ kind: "accepted", contentType });
});

test.each([
  ["program.pdf", "application/x-msdownload"],
  ["report.exe.pdf", "application/x-msdownload"],
  ["page.pdf", undefined],
  ["empty.png", undefined],
  ["page.png", "application/pdf"],
  ["notes.txt", "application/x-msdownload"],
  ["list.csv", "application/zip"],
])("%s with %s is refused", (name, found) => {
  expect(fileKindOf(name, found)).toEqual({ kind: "refused", extension: name.split(".").at(-1) });
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["..\\..\\windows\\system.ini", "system.ini"],
  ["a\u0000b\r\nc.pdf", "abc.pdf"],
  ["invoice\u202efdp.exe", "invoicefdp.exe"],
  ["..", "file"],
  ["", "file"],
  [" \u200e ", "file"],
  ["構成図（最新）.pdf", "構成図（最新）.pdf"],
])("%j is called %j", (name, expected) => {
  expect(cleanFileName(name)).toBe(expected);
});

test("a long name keeps its end", () => {
  const name = cleanFileName(`${"長".repeat(5_000)}.pdf`);
  expect([...name]).toHaveLength(255);
  expect(name.endsWith(".pdf")).toBe(true);
});

test.each([
  ["application/pdf", true],
  ["image/png", true],
  ["image/svg+xml", false],
  ["text/html", false],
  ["text/plain", false],
  [octets, false],
])("%s is shown inside the page: %s", (contentType, isInline) => {
  expect(isShownInline(contentType)).toBe(isInline);
});
