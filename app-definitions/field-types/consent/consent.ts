import { defineFieldType, type ConsentValue } from "../../field-type.ts";
import { settingsSchema, words } from "../setting-schemas.ts";
import { inZone } from "../zoned-time.ts";

export interface ConsentTerms {
  version: string;
  title: string;
  /** HTML. */
  body: string;
  /** First day on which these terms are the ones in force, `YYYY-MM-DD`, in Japan. */
  effectiveOn: string;
}
export interface ConsentSettings {
  required?: boolean;
  terms: readonly ConsentTerms[];
  /** The sentence beside the box that is ticked. */
  statement: string;
}

/** What a person may ask for; everything else about a consent is the server's own observation. */
export interface ConsentIntent {
  action: "AGREE" | "WITHDRAW";
  /** The terms that the person read; "" for a withdrawal. */
  version: string;
}

/**
 * Consent to versioned terms, with evidence. A request carries an intent only; `recordConsent` makes evidence of it, so
 * that nobody can claim another's consent, another time or another certificate.
 */
export const consent = defineFieldType<ConsentSettings, ConsentValue | ConsentIntent>({
  type: "CONSENT",
  settings: settingsSchema(
    {
      required: { type: "boolean" },
      statement: { type: "string", minLength: 1 },
      terms: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          properties: {
            version: { type: "string", minLength: 1, maxLength: 32 },
            title: { type: "string", minLength: 1 },
            body: words,
            effectiveOn: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
          },
          required: ["version", "title", "body", "effectiveOn"],
          additionalProperties: false,
        },
      },
    },
    ["terms", "statement"],
  ),
  settingDefaults: { required: false },
  column: "consent",
  operators: ["in", "not in"],
  isSortable: false,
  isWritable: true,
  isAllowedInTable: false,
  mayBeUnique: false,
  wireSchema: () => ({
    oneOf: [
      {
        type: "object",
        properties: { action: { const: "AGREE" }, version: { type: "string", minLength: 1, maxLength: 32 } },
        required: ["action", "version"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: { action: { const: "WITHDRAW" } },
        required: ["action"],
        additionalProperties: false,
      },
    ],
  }),
  fromWire: (wire) => {
    const { action, version = "" } = wire as { action: ConsentIntent["action"]; version?: string };
    return { action, version };
  },
  toWire: (value) => value,
  check: () => [],
  initial: () => null,
  text: (value) => (value && "state" in value ? `${value.state} ${value.version}` : ""),
});

/** The terms in force at an instant: the latest that are effective by then. Undefined before the first. */
export function currentTerms(terms: readonly ConsentTerms[], now: Date): ConsentTerms | undefined {
  const { day: today } = inZone(now, "Asia/Tokyo");
  return terms
    .filter(({ effectiveOn }) => effectiveOn <= today)
    .reduce<ConsentTerms | undefined>(
      (best, one) => (best && best.effectiveOn > one.effectiveOn ? best : one),
      undefined,
    );
}
