import type { ConsentEntry, ConsentValue } from "../../app-definitions/field-type.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { LateDownload } from "../http/endpoint.ts";
import { findProgramme } from "../identity/programme/find-programme.ts";
import { requireRecord } from "../records/require-record.ts";
import { consentCertificate, consentCertificateName } from "./consent-certificate.ts";
import { languageOf, translator } from "./document-language.ts";
import { renderPdf } from "./render-pdf.ts";

/**
 * The certificate of consent for one CONSENT field, made of the evidence that the server recorded.
 *
 * @throws Failure record/not-found, or thing/not-found when the field is out of reach or nobody has agreed yet
 */
export async function makeConsentCertificate(
  context: Context,
  input: { app: string; id: string; field: string },
): Promise<LateDownload> {
  const record = await requireRecord(context, input.app, input.id, "view");
  const field = record.app.fields.get(input.field);
  if (!field || field.property.type !== "CONSENT" || !record.mayView(input.field)) throw new Failure("thing/not-found");
  const consent = record.value(input.field) as ConsentValue | null;
  const agreed = consent?.entries.findLast(({ action }) => action === "AGREE");
  if (!consent || !agreed) throw new Failure("thing/not-found");

  const programme = await findProgramme(context.tx, context.viewer.locale);
  const language = languageOf(context.viewer);
  const translate = translator(record.app.definition, language);
  const terms = field.property["terms"] as { version: string; title: string }[];
  const certificate = {
    language,
    programme: programme.name,
    organization: agreed.organization?.name ?? "",
    person: { name: agreed.user.name, loginName: agreed.user.code },
    terms: {
      title: translate(terms.find(({ version }) => version === agreed.version)?.title ?? field.property.label),
      version: agreed.version,
      digest: agreed.termsDigest,
    },
    agreedAt: new Date(agreed.at),
    certificate: agreed.certificate ?? { serial: "", fingerprint: "" },
    recordNumber: record.id,
    chain: consent.entries.map(chainLink),
    issuedAt: context.now,
    issuer: programme.secretariat,
  };
  return {
    kind: "late-download",
    name: consentCertificateName(certificate),
    contentType: "application/pdf",
    disposition: "attachment",
    makeBody: () => renderPdf(consentCertificate(certificate), context.viewer.userId),
  };
}

function chainLink({ action, at, user, version, certificate }: ConsentEntry) {
  return {
    action: action === "AGREE" ? ("agreed" as const) : ("withdrawn" as const),
    at: new Date(at),
    person: user.name,
    termsVersion: version,
    certificateSerial: certificate?.serial ?? "",
  };
}
