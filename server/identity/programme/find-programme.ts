import type { Transaction } from "../../database.ts";
import { readFirstSpace } from "./store.ts";

/** What mails, letters and enrolment pages say about the programme: parts of the first space's definition. */
export interface Programme {
  readonly name: string;
  /** Name, telephone, mail and hours of the secretariat, one line each. */
  readonly contact: readonly string[];
  readonly secretariat: string;
  readonly terms: Terms;
}

/** What must be accepted before a certificate is handed out. */
export interface Terms {
  readonly version: string;
  readonly title: string;
  /** HTML from the space's definition; to be cleaned before it is shown. */
  readonly body: string;
}

const fallbackTerms: Terms = {
  version: "1",
  title: "電子証明書の利用規約",
  body: "<ol><li>電子証明書は、ご本人だけが、登録した端末で使います。</li><li>証明書のファイルとパスワードを、他の人に渡しません。</li><li>端末を紛失したときは、すぐに事務局へ知らせます。</li></ol>",
};

/** The programme as the first space describes it; a portal without a space has the product's own name. */
export async function findProgramme(tx: Transaction): Promise<Programme> {
  const space = await readFirstSpace(tx);
  const contact = space?.definition.contact;
  return {
    name: space?.name ?? "窓口",
    secretariat: contact?.name ?? "事務局",
    contact: [contact?.name, contact?.phone, contact?.mail, contact?.hours].filter((line) => line !== undefined),
    terms: space?.definition.enrolmentTerms ?? fallbackTerms,
  };
}

/** Name, in the reader's language, and contact of the first space as the client's header shows them; null in a portal without spaces. */
export async function findSpaceHeader(tx: Transaction, locale: string) {
  const space = await readFirstSpace(tx);
  if (!space) return null;
  const { name = "", phone = "", mail = "", hours = "" } = space.definition.contact ?? {};
  const shownName = space.definition.nameTranslations?.[locale] ?? space.name;
  return { name: shownName, contact: { name, phone, mail, hours } };
}
