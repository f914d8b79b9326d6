import { createHash } from "node:crypto";
import { FieldValueError, type ConsentValue, type FieldProblem } from "../../../app-definitions/field-type.ts";
import type {
  ConsentIntent,
  ConsentSettings,
  ConsentTerms,
} from "../../../app-definitions/field-types/consent/consent.ts";
import { recordConsent } from "../../../app-definitions/field-types/consent/record-consent.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Stored } from "../../query/condition.ts";
import { checkSchema } from "../../schema.ts";
import { wireSchemaOf } from "./incoming-value.ts";
import { defaultContext, type SaveContext } from "./save-context.ts";

/**
 * The consent after the viewer's intent. Person, time and certificate are what this request showed; nothing of them can
 * be sent, and what was recorded before is never shortened. A consent that is sent back as it is changes nothing.
 *
 * @throws Failure input/not-json for anything but an intent, above all for a forged record of consent
 */
export function agree(
  field: DeployedField,
  wire: unknown,
  previous: Stored,
  context: Pick<SaveContext, "viewer" | "now">,
  report: (problem: FieldProblem) => void,
): Stored {
  if (JSON.stringify(wire) === JSON.stringify(previous)) return previous;
  if (checkSchema(wireSchemaOf(field), wire).length > 0) throw new Failure("input/not-json");
  const { user, organization } = defaultContext(context);
  const { certificate } = context.viewer;
  const intent = field.fieldType.fromWire(wire, field.property as never) as ConsentIntent;
  const { terms } = field.property as unknown as ConsentSettings;
  try {
    return recordConsent(previous as ConsentValue | null, intent, terms, {
      user,
      organization,
      certificate,
      at: context.now,
      digest,
    });
  } catch (error) {
    if (!(error instanceof FieldValueError)) throw error;
    report(error.problem);
    return previous;
  }
}

function digest({ title, body }: ConsentTerms): string {
  return createHash("sha256").update(`${title}\n${body}`).digest("hex");
}
