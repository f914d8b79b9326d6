import type { TokenGrants } from "./tokens/token.ts";

/** Who asks: one signed-in person on one device, as of the start of the request. */
export interface Viewer {
  readonly userId: number;
  /** Log-in name. */
  readonly code: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly groups: readonly number[];
  /** Organisations the person belongs to directly. */
  readonly organizations: readonly number[];
  /** The same with all their ancestors, for rules that include sub-organisations. */
  readonly organizationsAndAncestors: readonly number[];
  readonly primaryOrganization: { readonly id: number; readonly code: string; readonly name: string } | null;
  /** null only for work that the platform does in its own name (jobs, loading packs). */
  readonly certificate: { readonly id: string; readonly serial: string; readonly fingerprint: string } | null;
  readonly sessionId: string | null;
  /** Set for a program with API tokens: what these allow is all that counts, in their apps alone. */
  readonly tokens?: TokenGrants;
  readonly locale: "ja" | "en";
  /** IANA name, for example Asia/Tokyo. */
  readonly timezone: string;
}
