/** Shapes of the administration's answers. Ids are strings, points in time ISO in UTC. */
import type { GroupRule } from "../../../server/identity/group-rule.ts";
import type { Person } from "../../wire.ts";

export interface Organization {
  id: string;
  code: string;
  name: string;
  parentCode: string | null;
  description: string;
  people: number;
  /** Sent back with a change, so that nobody overwrites what another person saved meanwhile. */
  updatedAt: string;
}

export interface Group {
  id: string;
  code: string;
  name: string;
  description: string;
  people: number;
  /** Null when the members are set one by one. */
  rule: GroupRule | null;
  /** Those that the rule names. */
  ruleOrganizations: { code: string; name: string }[];
}

export interface Account {
  id: string;
  code: string;
  name: string;
  email: string;
  phone: string;
  locale: "auto" | "ja" | "en" | "zh";
  isAdministrator: boolean;
  status: "active" | "suspended";
  organizations: Person[];
  groups: (Person & { isDynamic: boolean })[];
  mustChangePassword: boolean;
  certificates: { active: number; expiresAt: string | null };
  invitation: { state: "none" | "open" | "claimed" | "expired"; id: string | null; expiresAt: string | null };
  updatedAt: string;
}

export interface Invitation {
  enrolment: { id: string; expiresAt: string };
  loginName: string;
  /** Only when a new one was made; never shown again. */
  initialPassword: string | null;
}

export type CertificateStatus = "issuing" | "active" | "revoked" | "superseded" | "expired";

export interface Certificate {
  id: string;
  serial: string;
  user: Person & { id: string };
  organization: Person | string | null;
  deviceName: string;
  status: CertificateStatus;
  notBefore: string;
  notAfter: string;
  daysLeft: number;
  issuedAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
  revocationReason: string | null;
}

export interface Mail {
  id: string;
  to: string;
  subject: string;
  state: "queued" | "sent" | "failed";
  createdAt: string;
  sentAt: string | null;
  attempts: number;
  lastError: string | null;
  /** null when the text is a secret. */
  text: string | null;
}

export interface AuditEvent {
  id: string;
  at: string;
  type: string;
  by: Person | null;
  app: string | { id: string; name: string } | null;
  record: string | null;
  detail: Readonly<Record<string, unknown>>;
}
