import type { Context } from "../http/context.ts";
import type { Directory } from "../identity/directory.ts";
import { foldForSearch } from "../identity/people/fold-for-search.ts";
import { readCertificates, type CertificateFilter, type CertificateRow } from "./store.ts";

export interface CertificateListInput {
  /** Part of a person's name, log-in name or organisation, or the beginning of a serial number. */
  readonly q?: string;
  /** Only those of this person, whatever `q` says. */
  readonly user?: number;
  readonly status?: NonNullable<CertificateFilter["status"]>;
  readonly offset?: number;
  readonly limit?: number;
}

const dayMs = 86_400_000;

/** The registry for administrators, what ends first at the top. */
export async function listCertificates({ tx, directory, now }: Context, input: CertificateListInput) {
  const wanted = foldForSearch(input.q ?? "");
  const isSerial = /^[0-9a-f]{4,40}$/.test(wanted);
  const filter: CertificateFilter = {
    users: input.user !== undefined ? [input.user] : wanted === "" ? null : peopleLike(directory, wanted),
    serial: isSerial && input.user === undefined ? wanted : null,
    status: input.status ?? null,
    offset: input.offset ?? 0,
    limit: input.limit ?? 100,
  };
  const { rows, total } = await readCertificates(tx, filter, now);
  return { certificates: rows.map((row) => wireCertificate(row, directory, now)), totalCount: String(total) };
}

function peopleLike(directory: Directory, wanted: string): readonly number[] {
  return directory
    .users()
    .filter((user) => {
      const organizations = user.organizations.map((id) => directory.organization(id)?.name ?? "");
      return foldForSearch([user.code, user.name, ...organizations].join("\n")).includes(wanted);
    })
    .map((user) => user.id);
}

function wireCertificate(row: CertificateRow, directory: Directory, now: Date) {
  const user = directory.user(row.user_id);
  const organization = directory.organization(user?.primaryOrganizationId ?? 0);
  return {
    id: row.id,
    serial: row.serial,
    user: { id: String(row.user_id), code: user?.code ?? "", name: user?.name ?? "" },
    organization: organization ? { code: organization.code, name: organization.name } : null,
    deviceName: row.device_name,
    status: statusOf(row, now),
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    daysLeft: Math.max(0, Math.ceil((row.not_after.getTime() - now.getTime()) / dayMs)),
    issuedAt: row.issued_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revocationReason: row.revocation_reason,
  };
}

/** The status that people see: an active certificate past its end is called expired. */
export function statusOf(row: Pick<CertificateRow, "status" | "not_after">, now: Date): string {
  return row.status === "active" && row.not_after <= now ? "expired" : row.status;
}
