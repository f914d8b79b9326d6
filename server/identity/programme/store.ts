import type { Transaction } from "../../database.ts";
import type { Terms } from "./find-programme.ts";
import type { Translated } from "./space-texts.ts";

/** The first space, with the parts of its definition that concern people's way in. */
export interface SpaceRow {
  readonly id: string;
  readonly name: string;
  readonly definition: Translated & {
    readonly header?: string;
    readonly contact?: {
      readonly name?: string;
      readonly phone?: string;
      readonly mail?: string;
      readonly hours?: string;
    };
    readonly enrolmentTerms?: Terms;
  };
}

/** The space with the lowest id; undefined in a portal without spaces. */
export async function readFirstSpace(tx: Transaction): Promise<SpaceRow | undefined> {
  const [row] = await tx.rows<SpaceRow>(
    "select id, name, definition from space where removed_at is null order by id limit 1",
  );
  return row;
}
