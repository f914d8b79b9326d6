import type { Transaction } from "../../database.ts";
import { spaceTexts } from "./space-texts.ts";
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

const fallback = {
  ja: {
    name: "窓口",
    secretariat: "事務局",
    terms: {
      version: "1",
      title: "電子証明書の利用規約",
      body: "<ol><li>電子証明書は、ご本人だけが、登録した端末で使います。</li><li>証明書のファイルとパスワードを、他の人に渡しません。</li><li>端末を紛失したときは、すぐに事務局へ知らせます。</li></ol>",
    },
  },
  en: {
    name: "Madoguchi",
    secretariat: "Secretariat",
    terms: {
      version: "1",
      title: "Terms of use of the certificate",
      body: "<ol><li>Only you use the certificate, on the registered device.</li><li>You pass neither the certificate file nor its password on.</li><li>You tell the secretariat at once when you lose the device.</li></ol>",
    },
  },
} as const;

/** The programme as the first space describes it, in the reader's language; a portal without a space has the product's own name. */
export async function findProgramme(tx: Transaction, language: "ja" | "en"): Promise<Programme> {
  const space = await readFirstSpace(tx);
  const say = spaceTexts(space?.definition, language);
  const { contact, enrolmentTerms: terms } = space?.definition ?? {};
  const lines = [contact?.name, contact?.phone, contact?.mail, contact?.hours].filter((line) => line !== undefined);
  return {
    name: space ? say(space.name) : fallback[language].name,
    secretariat: contact?.name === undefined ? fallback[language].secretariat : say(contact.name),
    contact: lines.map(say),
    terms: terms ? { ...terms, title: say(terms.title), body: say(terms.body) } : fallback[language].terms,
  };
}

/** Name and contact of the first space, in the reader's language, as the client's header shows them; null in a portal without spaces. */
export async function findSpaceHeader(tx: Transaction, language: string) {
  const space = await readFirstSpace(tx);
  if (!space) return null;
  const say = spaceTexts(space.definition, language);
  const { name = "", phone = "", mail = "", hours = "" } = space.definition.contact ?? {};
  return { name: say(space.name), contact: { name: say(name), phone, mail, hours: say(hours) } };
}
