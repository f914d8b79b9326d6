import { Failure } from "../../errors.ts";
import { enrolmentLetter } from "../../documents/enrolment-letter.ts";
import { renderPdf } from "../../documents/render-pdf.ts";
import type { Context } from "../../http/context.ts";
import type { LateDownload } from "../../http/endpoint.ts";
import { requireActiveUser } from "../people/initial-password.ts";
import { findProgramme } from "../programme/find-programme.ts";
import { readOpenExpiry } from "./store.ts";

export interface LetterInput {
  readonly user: number;
  /** As the invitation returned it; the letter is the only place where it is written down. */
  readonly initialPassword: string;
}

/**
 * The letter with log-in name and initial password, to be printed and handed over. Nothing is stored.
 *
 * @throws Failure `thing/not-found` for an unknown person, or one without an open invitation; `server/busy`
 */
export async function invitationLetter(context: Context, input: LetterInput): Promise<LateDownload> {
  const { tx, now, directory, platform } = context;
  const user = requireActiveUser(directory, input.user);
  const linkExpiresAt = await readOpenExpiry(tx, user.id);
  if (!linkExpiresAt) throw new Failure("thing/not-found");
  const programme = await findProgramme(tx, user.locale);
  const document = enrolmentLetter({
    language: user.locale === "ja" ? "ja-JP" : "en",
    programme: programme.name,
    organization: directory.organization(user.primaryOrganizationId ?? 0)?.name ?? "",
    personName: user.name,
    loginName: user.code,
    initialPassword: input.initialPassword,
    portalUrl: platform.config.publicUrl,
    linkExpiresAt,
    secretariat: { name: programme.secretariat, contact: programme.contact.slice(1) },
    issuedAt: now,
  });
  const name = `${user.locale === "ja" ? "ご利用開始のご案内" : "letter"}-${user.code}.pdf`;
  return {
    ...{ kind: "late-download", name, contentType: "application/pdf", disposition: "attachment" },
    makeBody: () => renderPdf(document, context.viewer.userId),
  };
}
