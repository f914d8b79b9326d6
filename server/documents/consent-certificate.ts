import { formatCompact, formatSecond } from "./dates.ts";
import type { Block, Definition, PdfDocument, PdfLanguage } from "./pdf-document.ts";

/** One link of the chain of evidence: what the server itself recorded when somebody agreed or withdrew. */
export interface ConsentEntry {
  action: "agreed" | "withdrawn";
  at: Date;
  person: string;
  termsVersion: string;
  certificateSerial: string;
}

export interface ConsentCertificate {
  language: PdfLanguage;
  programme: string;
  organization: string;
  person: { name: string; loginName: string };
  /** `digest` is SHA-256 over the terms' text, in hex; `text` is appended in full when given, for 30-50 kB more. */
  terms: { title: string; version: string; digest: string; text?: string };
  agreedAt: Date;
  /** The client certificate that was presented; serial number and SHA-256 fingerprint in hex. */
  certificate: { serial: string; fingerprint: string };
  recordNumber: string;
  /** Oldest first; the last one says whether the consent holds. */
  chain: readonly ConsentEntry[];
  issuedAt: Date;
  issuer: string;
}

const words = {
  "ja-JP": {
    title: "同意証明書",
    holds: "同意が記録されています",
    withdrawn: "この同意は撤回されています",
    holdsLine: (at: string) => `${at} に同意されました。`,
    withdrawnLine: (at: string) => `${at} に撤回されました。`,
    intro: (programme: string, terms: string) =>
      `「${programme}」の「${terms}」への同意について、次のとおり記録されていることを証明します。`,
    who: "同意した人",
    programme: "事業名",
    organization: "組織",
    person: "氏名",
    loginName: "ログイン名",
    what: "同意した内容",
    terms: "規約",
    version: "版",
    digest: "規約の照合値\n（SHA-256）",
    evidence: "記録",
    agreedAt: "同意した日時",
    recordNumber: "レコード番号",
    serial: "電子証明書の\nシリアル番号",
    fingerprint: "電子証明書の指紋\n（SHA-256）",
    chain: "同意と撤回の履歴",
    columns: ["日時（日本時間）", "内容", "氏名", "版", "証明書のシリアル番号"],
    agreed: "同意",
    withdrew: "撤回",
    noteTitle: "確認のしかた",
    note:
      "この証明書の内容は、ポータルの同意の記録と照合できます。レコード番号を開き、日時・版・シリアル番号が一致することを確認してください。" +
      "日時と電子証明書は、同意の操作を受け付けたサーバーが自動で記録したもので、利用者が書き換えることはできません。",
    issuedAt: "発行日時",
    issuer: "発行者",
    appendix: (title: string, version: string) => `別紙　${title}　${version}`,
  },
  en: {
    title: "Certificate of consent",
    holds: "Consent is on record",
    withdrawn: "This consent has been withdrawn",
    holdsLine: (at: string) => `Given on ${at}.`,
    withdrawnLine: (at: string) => `Withdrawn on ${at}.`,
    intro: (programme: string, terms: string) =>
      `This certifies that the following consent to "${terms}" of "${programme}" is on record.`,
    who: "Who agreed",
    programme: "Programme",
    organization: "Organization",
    person: "Name",
    loginName: "Login name",
    what: "What was agreed",
    terms: "Terms",
    version: "Version",
    digest: "Digest of the terms\n(SHA-256)",
    evidence: "Record",
    agreedAt: "Agreed at",
    recordNumber: "Record number",
    serial: "Serial number of the\ncertificate",
    fingerprint: "Fingerprint of the\ncertificate (SHA-256)",
    chain: "History of consent and withdrawal",
    columns: ["Time (Japan)", "Action", "Name", "Version", "Certificate serial"],
    agreed: "Agreed",
    withdrew: "Withdrew",
    noteTitle: "How to verify",
    note:
      "Compare this certificate with the consent record on the portal: open the record number and check that time, version and " +
      "serial number match. Time and certificate were recorded by the server that received the consent; users cannot change them.",
    issuedAt: "Issued at",
    issuer: "Issued by",
    appendix: (title: string, version: string) => `Annex: ${title}, ${version}`,
  },
} as const;

/**
 * The certificate of a consent as a document: who agreed to what, when, with which client certificate, and everything
 * that happened to the consent since. One that was withdrawn says so at the top.
 */
export function consentCertificate(consent: ConsentCertificate): PdfDocument {
  const { language, terms, chain } = consent;
  const word = words[language];
  const last = chain.at(-1);
  const isWithdrawn = last?.action === "withdrawn";
  const agreedAt = formatSecond(consent.agreedAt, language);
  const definitions = (rows: readonly Definition[]): Block => ({ kind: "definitions", rows });

  return {
    title: `${word.title} ${consent.recordNumber} ${consent.organization}`,
    language,
    author: consent.issuer,
    createdAt: consent.issuedAt,
    footer: `${word.title}　${consent.organization}　${word.recordNumber} ${consent.recordNumber}`,
    blocks: [
      { kind: "heading", level: 1, text: word.title },
      { kind: "paragraph", text: word.intro(consent.programme, terms.title) },
      { kind: "spacer", heightPt: 4 },
      {
        kind: "seal",
        isVoid: isWithdrawn,
        title: isWithdrawn ? word.withdrawn : word.holds,
        lines: [
          word.holdsLine(agreedAt),
          ...(last && isWithdrawn ? [word.withdrawnLine(formatSecond(last.at, language))] : []),
        ],
      },
      { kind: "heading", level: 2, text: word.who },
      definitions([
        { label: word.programme, value: consent.programme },
        { label: word.organization, value: consent.organization, style: "strong" },
        { label: word.person, value: consent.person.name, style: "strong" },
        { label: word.loginName, value: consent.person.loginName, style: "code" },
      ]),
      { kind: "heading", level: 2, text: word.what },
      definitions([
        { label: word.terms, value: terms.title },
        { label: word.version, value: terms.version },
        { label: word.digest, value: groupHex(terms.digest), style: "code" },
      ]),
      { kind: "heading", level: 2, text: word.evidence },
      definitions([
        { label: word.agreedAt, value: agreedAt, style: "strong" },
        { label: word.recordNumber, value: consent.recordNumber, style: "code" },
        { label: word.serial, value: groupHex(consent.certificate.serial), style: "code" },
        { label: word.fingerprint, value: groupHex(consent.certificate.fingerprint), style: "code" },
      ]),
      { kind: "heading", level: 2, text: word.chain },
      {
        kind: "table",
        columns: word.columns.map((header, index) => ({ header, share: [22, 11, 20, 12, 35][index]! })),
        rows: chain.map((entry) => [
          formatCompact(entry.at),
          entry.action === "agreed" ? word.agreed : word.withdrew,
          entry.person,
          entry.termsVersion,
          groupHex(entry.certificateSerial),
        ]),
      },
      { kind: "note", title: word.noteTitle, text: word.note },
      definitions([
        { label: word.issuedAt, value: formatSecond(consent.issuedAt, language) },
        { label: word.issuer, value: consent.issuer },
      ]),
      ...(terms.text === undefined ? [] : appendix(word.appendix(terms.title, terms.version), terms.text)),
    ],
  };
}

function appendix(title: string, text: string): Block[] {
  const paragraphs = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return [
    { kind: "spacer", heightPt: 6 },
    { kind: "heading", level: 2, text: title },
    ...paragraphs.map((line): Block => ({ kind: "paragraph", text: line })),
  ];
}

/** Hex digits in groups of four, as people compare them: "3F9A 11C0". Separators of other notations are dropped. */
export function groupHex(hex: string): string {
  const digits = hex.replace(/[^0-9a-f]/gi, "").toUpperCase();
  return digits.match(/.{1,4}/g)?.join(" ") ?? "";
}

/** The name of the file to download: "同意証明書-123-20261121.pdf". */
export function consentCertificateName({ language, recordNumber, issuedAt }: ConsentCertificate): string {
  const day = formatCompact(issuedAt).slice(0, 10).replaceAll("/", "");
  return `${language === "en" ? "consent" : words[language].title}-${recordNumber.replace(/[^0-9A-Za-z-]/g, "")}-${day}.pdf`;
}
