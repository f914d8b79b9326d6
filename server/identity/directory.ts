/** One person as rules and names need them; `suspended` people keep their name on old records. */
export interface DirectoryUser {
  readonly id: number;
  /** Log-in name. */
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly isAdministrator: boolean;
  readonly status: "active" | "suspended";
  readonly locale: "ja" | "en";
  readonly timezone: string;
  readonly primaryOrganizationId: number | null;
  /** Organisations the person belongs to directly. */
  readonly organizations: readonly number[];
  readonly groups: readonly number[];
}

/** One organisation of the tree. */
export interface DirectoryOrganization {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  /** null at the top of the tree. */
  readonly parentId: number | null;
}

/** A static group of people. */
export interface DirectoryGroup {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

/** Users, organisations and groups by id and code, immutable, as of `version`. One id space for all three. */
export interface Directory {
  readonly version: string;
  user(id: number): DirectoryUser | undefined;
  userByCode(code: string): DirectoryUser | undefined;
  organization(id: number): DirectoryOrganization | undefined;
  organizationByCode(code: string): DirectoryOrganization | undefined;
  group(id: number): DirectoryGroup | undefined;
  groupByCode(code: string): DirectoryGroup | undefined;
  /** The organisation itself and everything above it, nearest first; empty for an unknown id. */
  organizationAndAncestors(id: number): readonly number[];
  /** Everybody, suspended people included, by id. */
  users(): readonly DirectoryUser[];
}
