import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { GroupRule, RuleCondition } from "../../../server/identity/group-rule.ts";
import { t, type AdminKey } from "../../messages/admin-text.ts";
import { icon } from "../icons.ts";
import { LightElement } from "../light-element.ts";
import "./choice-picker.ts";
import type { Choice } from "./choice-picker.ts";

/** As many as the server takes. */
const mostConditions = 20;

const attributes = {
  organization: "admin.rule.field-organization",
  loginName: "admin.rule.field-login-name",
  name: "admin.rule.field-name",
  email: "admin.rule.field-email",
  phone: "admin.rule.field-phone",
} satisfies Record<RuleCondition["attribute"], AdminKey>;

const comparisons = {
  equals: "admin.rule.how-equals",
  startsWith: "admin.rule.how-starts-with",
  endsWith: "admin.rule.how-ends-with",
  contains: "admin.rule.how-contains",
} satisfies Record<Exclude<RuleCondition, { attribute: "organization" }>["operator"], AdminKey>;

const places = { direct: "admin.rule.how-direct", below: "admin.rule.how-below" } as const;

const fresh: RuleCondition = { attribute: "organization", code: "", includeSubs: true };

/** What keeps a rule from being saved, in words; empty when nothing does. */
export function ruleProblem(rule: GroupRule | null): string {
  const blank = (rule?.conditions ?? []).findIndex((one) => !conditionValue(one).trim());
  return blank === -1 ? "" : t("admin.rule.blank", { n: blank + 1 });
}

function conditionValue(condition: RuleCondition): string {
  return condition.attribute === "organization" ? condition.code : condition.value;
}

function withAttribute(attribute: RuleCondition["attribute"], before: RuleCondition): RuleCondition {
  if (attribute === "organization") return fresh;
  return before.attribute === "organization"
    ? { attribute, operator: "equals", value: "" }
    : { ...before, attribute };
} // prettier-ignore

/**
 * Who belongs to a group: chosen person by person, or by a rule of one row per condition.
 *
 * @fires value-change - detail: the rule, null for none; values may still be blank
 */
@customElement("rule-editor")
export class RuleEditor extends LightElement {
  @property() controlId = "";
  @property() describedBy = "";
  @property({ type: Boolean }) invalid = false;
  @property({ attribute: false }) rule: GroupRule | null = null;
  @property({ attribute: false }) organizations: readonly Choice[] = [];

  private change(rule: GroupRule | null) {
    this.rule = rule;
    this.fire("value-change", rule);
  }

  private setConditions(conditions: readonly RuleCondition[]) {
    this.change({ match: this.rule?.match ?? "all", conditions });
  }

  private set(place: number, condition: RuleCondition) {
    this.setConditions((this.rule?.conditions ?? []).map((one, at) => (at === place ? condition : one)));
  }

  private async removeAt(place: number) {
    this.setConditions((this.rule?.conditions ?? []).filter((_, at) => at !== place));
    await this.updateComplete;
    const rows = this.querySelectorAll<HTMLElement>(".clause select:first-of-type");
    rows[Math.min(place, rows.length - 1)]?.focus();
  }

  private async add() {
    this.setConditions([...(this.rule?.conditions ?? []), fresh]);
    await this.updateComplete;
    this.querySelector<HTMLElement>(".clause:last-child select")?.focus();
  }

  private renderChoice(name: string, label: string, isChosen: boolean, choose: () => void) {
    return html`<label class="choice">
      <input type="radio" name="${this.controlId}-${name}" .checked=${live(isChosen)} @change=${choose} />
      ${label}
    </label>`;
  }

  private renderSelect<Key extends string>(
    label: string,
    words: Readonly<Record<Key, AdminKey>>,
    chosen: Key,
    choose: (key: Key) => void,
  ) {
    return html`<select
      class="select"
      aria-label=${label}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Key)}
    >
      ${(Object.keys(words) as Key[]).map(
        (key) => html`<option value=${key} .selected=${live(key === chosen)}>${t(words[key])}</option>`,
      )}
    </select>`;
  }

  private renderComparison(condition: RuleCondition, place: number) {
    const n = place + 1;
    const isMissing = this.invalid && !conditionValue(condition).trim();
    if (condition.attribute === "organization") {
      const { code, includeSubs } = condition;
      return html`${this.renderSelect(t("admin.rule.how", { n }), places, includeSubs ? "below" : "direct", (key) =>
          this.set(place, { ...condition, includeSubs: key === "below" }),
        )}<label class="visually-hidden" for="${this.controlId}-${place}"
          >${t("admin.rule.value-organization", { n })}</label
        ><choice-picker
          .controlId="${this.controlId}-${place}"
          .label=${t("admin.rule.value-organization", { n })}
          .describedBy=${this.describedBy}
          .invalid=${isMissing}
          .choices=${this.organizations}
          .chosen=${code ? [code] : []}
          @value-change=${(event: CustomEvent<string[]>) => {
            event.stopPropagation(); // what this editor tells is the whole rule
            this.set(place, { ...condition, code: event.detail[0] ?? "" });
          }}
        ></choice-picker>`;
    }
    return html`${this.renderSelect(t("admin.rule.how", { n }), comparisons, condition.operator, (operator) =>
        this.set(place, { ...condition, operator }),
      )}<input
        class="input"
        maxlength="128"
        autocomplete="off"
        aria-label=${t("admin.rule.value", { n })}
        aria-invalid=${isMissing}
        aria-describedby=${this.describedBy || nothing}
        .value=${live(condition.value)}
        @input=${(event: Event) => this.set(place, { ...condition, value: (event.target as HTMLInputElement).value })}
      />`;
  }

  private renderCondition(condition: RuleCondition, place: number, isOnly: boolean) {
    const n = place + 1;
    return html`<li class="clause">
      ${this.renderSelect(t("admin.rule.field", { n }), attributes, condition.attribute, (attribute) =>
        this.set(place, withAttribute(attribute, condition)),
      )}
      ${this.renderComparison(condition, place)}
      ${
        isOnly
          ? nothing
          : html`<button type="button" class="button quiet icon" @click=${() => this.removeAt(place)}>
              ${icon("trash")}<span class="visually-hidden">${t("admin.rule.remove", { n })}</span>
            </button>`
      }
    </li>`;
  }

  private renderRule({ match, conditions }: GroupRule) {
    return html`${
        conditions.length > 1
          ? html`<fieldset class="choices">
              <legend class="visually-hidden">${t("admin.rule.match")}</legend>
              ${(["all", "any"] as const).map((one) =>
                this.renderChoice("match", t(`admin.rule.match-${one}`), match === one, () =>
                  this.change({ match: one, conditions }),
                ),
              )}
            </fieldset>`
          : nothing
      }
      <ol class="bare">
        ${conditions.map((condition, place) => this.renderCondition(condition, place, conditions.length === 1))}
      </ol>
      ${
        conditions.length < mostConditions
          ? html`<button type="button" class="button" @click=${() => this.add()}>
              ${icon("add")}${t("admin.rule.add")}
            </button>`
          : html`<p class="hint">${t("admin.rule.most", { n: mostConditions })}</p>`
      }`;
  }

  protected override render() {
    const { rule } = this;
    return html`<div id=${this.controlId}>
      <div class="choices vertical">
        ${this.renderChoice("kind", t("admin.rule.by-hand"), rule === null, () => this.change(null))}
        ${this.renderChoice("kind", t("admin.rule.by-rule"), rule !== null, () =>
          this.change(rule ?? { match: "all", conditions: [fresh] }),
        )}
      </div>
      ${rule ? html`<div class="rule-rows dense">${this.renderRule(rule)}</div>` : nothing}
    </div>`;
  }
}
