import { Failure } from "../../errors.ts";
import { appendEvent } from "../../events/append-event.ts";
import { issueClientCertificate } from "../../certificates/issue-client-certificate.ts";
import { createPkcs12, type Pkcs12Profile } from "../../certificates/pkcs12.ts";
import { insertCertificate, supersedeDevice } from "../../certificates/store.ts";
import type { Transaction } from "../../database.ts";
import type { Platform } from "../../platform.ts";
import type { Directory } from "../directory.ts";
import { announceEnding } from "../ending.ts";
import { deleteSessionsOfCertificate } from "../login/store.ts";
import { hashToken, isRetrievalPassword, spellRetrievalPassword } from "./secrets.ts";
import { countFailure, lockUsable, markClaimed } from "./store.ts";

/** A certificate is good for a year. */
export const certificateDays = 365;

export interface Claim {
  readonly token: string;
  readonly retrievalPassword: string;
  readonly profile: Pkcs12Profile;
  /** Which terms the person has accepted on the page. */
  readonly termsVersion: string;
}

/** `dead`: unknown, used, cancelled, expired or guessed at too often; nobody is told which. */
export type ClaimResult =
  | { readonly kind: "claimed"; readonly loginName: string; readonly pkcs12: Uint8Array }
  | { readonly kind: "wrong-password" }
  | { readonly kind: "dead" };

export interface ClaimMeans {
  readonly tx: Transaction;
  readonly now: Date;
  readonly directory: Directory;
  readonly platform: Platform;
}

/**
 * Hands out the certificate behind a link, once.
 *
 * Everything happens in the caller's transaction: the row of the invitation is locked, so of many claims at one moment
 * one succeeds; certificate, retirement of the device's former one, claim and events are kept together or not at all.
 * Key and file exist in memory only. The caller must commit before it sends the file.
 */
export async function claimEnrolment(means: ClaimMeans, claim: Claim): Promise<ClaimResult> {
  const { tx, now, directory, platform } = means;
  const tokenHash = hashToken(claim.token);
  const enrolment = tokenHash && (await lockUsable(tx, tokenHash, now));
  const user = enrolment && directory.user(enrolment.user_id);
  if (!enrolment || !user) return { kind: "dead" };
  if (!isRetrievalPassword(claim.retrievalPassword, enrolment.secret_hash)) {
    await countFailure(tx, enrolment.id);
    return { kind: "wrong-password" };
  }

  const { authorities, config, random } = platform;
  const organization = directory.organization(user.primaryOrganizationId ?? 0);
  const issued = await issueClientCertificate({
    authority: authorities.clientAuthority,
    subject: { loginName: user.code, ...(organization && { organizationName: organization.name }) },
    userId: String(user.id),
    keyType: config.keyType,
    now,
    notAfter: new Date(now.getTime() + certificateDays * 86_400_000),
    random,
  });
  const pkcs12 = createPkcs12({
    certificate: issued.der,
    privateKey: issued.privateKey,
    additionalCertificates: [authorities.serverAuthority.certificate.raw],
    friendlyName: [user.name, enrolment.device_name].filter(Boolean).join(" "),
    password: spellRetrievalPassword(claim.retrievalPassword),
    profile: claim.profile,
    random,
  });

  for (const fingerprint of await supersedeDevice(tx, user.id, enrolment.device_name, now)) {
    await deleteSessionsOfCertificate(tx, fingerprint);
    await announceEnding(tx, { kind: "certificate", fingerprint });
  }
  const owner = {
    userId: user.id,
    deviceName: enrolment.device_name,
    keyType: config.keyType,
    issuedBy: enrolment.created_by,
  };
  const certificate = await insertCertificate(tx, issued, owner, now);
  await markClaimed(tx, enrolment.id, certificate, now);
  const detail = { user: user.id, enrolment: enrolment.id, certificate, terms: claim.termsVersion };
  await appendEvent({ tx, now }, { type: "enrolment/claimed", by: user.id, detail });
  return { kind: "claimed", loginName: user.code, pkcs12 };
}

/** Checks the form's choice of a profile. @throws Failure `request/illegal` */
export function profileOf(text: string | undefined): Pkcs12Profile {
  if (text === undefined || text === "compat") return "compat";
  if (text === "modern") return "modern";
  throw new Failure("request/illegal");
}
