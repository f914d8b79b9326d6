/** What we make of an uploaded file. */
export type FileKind =
  /** Kept under this type; only what `isShownInline` accepts is ever shown inside the page. */
  | { readonly kind: "accepted"; readonly contentType: string }
  /** The contents are not what the name promises. */
  | { readonly kind: "refused"; readonly extension: string };

const zip = ["application/zip"];
/** Office files under a password are a compound file, whatever their extension. */
const compound = ["application/x-cfb"];
const office = "application/vnd.openxmlformats-officedocument";

/** Extensions that promise something, with the contents that keep the promise (as file-type names them). */
const promises: Readonly<Record<string, { contentType: string; contents: readonly string[] }>> = {
  pdf: { contentType: "application/pdf", contents: ["application/pdf"] },
  png: { contentType: "image/png", contents: ["image/png", "image/apng"] },
  jpg: { contentType: "image/jpeg", contents: ["image/jpeg"] },
  jpeg: { contentType: "image/jpeg", contents: ["image/jpeg"] },
  gif: { contentType: "image/gif", contents: ["image/gif"] },
  webp: { contentType: "image/webp", contents: ["image/webp"] },
  bmp: { contentType: "image/bmp", contents: ["image/bmp"] },
  tif: { contentType: "image/tiff", contents: ["image/tiff"] },
  tiff: { contentType: "image/tiff", contents: ["image/tiff"] },
  heic: { contentType: "image/heic", contents: ["image/heic", "image/heif"] },
  docx: {
    contentType: `${office}.wordprocessingml.document`,
    contents: [`${office}.wordprocessingml.document`, ...zip, ...compound],
  },
  xlsx: {
    contentType: `${office}.spreadsheetml.sheet`,
    contents: [`${office}.spreadsheetml.sheet`, ...zip, ...compound],
  },
  pptx: {
    contentType: `${office}.presentationml.presentation`,
    contents: [`${office}.presentationml.presentation`, ...zip, ...compound],
  },
  doc: { contentType: "application/msword", contents: compound },
  xls: { contentType: "application/vnd.ms-excel", contents: compound },
  ppt: { contentType: "application/vnd.ms-powerpoint", contents: compound },
  zip: { contentType: "application/zip", contents: zip },
  "7z": { contentType: "application/x-7z-compressed", contents: ["application/x-7z-compressed"] },
  mp4: { contentType: "video/mp4", contents: ["video/mp4", "video/quicktime"] },
  mp3: { contentType: "audio/mpeg", contents: ["audio/mpeg"] },
};

/** Extensions that promise text: anything with a signature of its own breaks the promise. */
const texts: Readonly<Record<string, string>> = {
  txt: "text/plain",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  log: "text/plain",
};

/**
 * Decides under which type a file is kept, from its last extension and its contents.
 *
 * Everything else, and above all what a browser would run (html, svg, xml, scripts), is kept as plain octets: it can only
 * be downloaded.
 *
 * @param found - the type that the contents show, undefined when they show none
 */
export function fileKindOf(name: string, found: string | undefined): FileKind {
  const extension = (/\.([^.]{1,10})$/.exec(name)?.[1] ?? "").normalize("NFKC").toLowerCase();
  const promise = Object.hasOwn(promises, extension) ? promises[extension] : undefined;
  if (promise) {
    const isKept = found !== undefined && promise.contents.includes(found);
    return isKept ? { kind: "accepted", contentType: promise.contentType } : { kind: "refused", extension };
  }
  const text = Object.hasOwn(texts, extension) ? texts[extension] : undefined;
  if (text) return found === undefined ? { kind: "accepted", contentType: text } : { kind: "refused", extension };
  return { kind: "accepted", contentType: "application/octet-stream" };
}

const inline: ReadonlySet<string> = new Set(["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Whether a browser shows the type without running anything of it. */
export function isShownInline(contentType: string): boolean {
  return inline.has(contentType);
}

/**
 * A file's name as data: the last part of a path, without control characters and without the marks that turn the
 * reading direction (`fdp.exe` could read `exe.pdf`), at most 255 characters.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const clean = last.replace(/[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, "").trim();
  const characters = [...clean];
  if (/^\.*$/.test(clean)) return "file";
  return characters.length <= 255 ? clean : [...characters.slice(0, 235), ...characters.slice(-20)].join("");
}
