import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import {
  groupChoices,
  groupsReading,
  listIn,
  organizationChoices,
  organizationsReading,
  textIn,
} from "./admin-readings.ts";
import { EditPage } from "./edit-page.ts";
import { checkCode, personFields } from "./field-checks.ts";
import { crumbs } from "./list-parts.ts";

/** Most organisations added here are hospitals; one press takes it away again. */
const usualGroup = "hospitals";

/** One page for a new hospital and its contact person; the invitation follows at once. */
@customElement("hospital-page")
export class HospitalPage extends EditPage {
  #organizations = new Query(this, () => organizationsReading());
  #groups = new Query(this, () => groupsReading());
  #start: FormValues | undefined;

  protected override pageTitle() {
    return t("admin.hospital.title");
  }

  private sections(): FormSection[] {
    return [
      {
        title: t("admin.hospital.organization"),
        fields: [
          {
            kind: "text",
            code: "organization.name",
            label: t("admin.organization.name"),
            isRequired: true,
            maxLength: 100,
          },
          {
            kind: "text",
            code: "organization.code",
            label: t("admin.organization.code"),
            support: t("admin.organization.code-support"),
            isRequired: true,
            maxLength: 64,
            check: checkCode,
          },
          {
            kind: "pick",
            code: "organization.parentCode",
            label: t("admin.organization.parent"),
            support: t("admin.organization.parent-support"),
            choices: organizationChoices(this.#organizations.data),
          },
        ],
      },
      { title: t("admin.hospital.person"), lead: t("admin.hospital.person-lead"), fields: personFields("person.") },
      {
        title: t("admin.hospital.groups"),
        fields: [
          {
            kind: "some",
            code: "groups",
            label: t("admin.user.groups"),
            support: t("admin.user.groups-support"),
            choices: groupChoices(this.#groups.data),
          },
        ],
      },
    ];
  }

  private get start(): FormValues {
    const has = this.#groups.data?.some(({ code }) => code === usualGroup);
    return (this.#start ??= { groups: has ? [usualGroup] : [] });
  }

  private async save(values: FormValues) {
    const text = (code: string) => textIn(values, code);
    const [parentCode] = listIn(values, "organization.parentCode");
    const answer = await this.write(() =>
      send<{ userId: string }>("POST", "/portal/v1/admin/hospital.json", {
        organization: {
          code: text("organization.code"),
          name: text("organization.name"),
          ...(parentCode ? { parentCode } : {}),
        },
        person: {
          code: text("person.code"),
          name: text("person.name"),
          email: text("person.email"),
          phone: text("person.phone"),
        },
        groups: listIn(values, "groups"),
      }),
    );
    if (answer) await navigate(`/admin/users/${answer.userId}?invite=1`);
  }

  protected override render() {
    const isReady = this.#groups.data && this.#organizations.data;
    const error = this.#groups.error ?? this.#organizations.error;
    return html`${crumbs(["/admin/users", t("admin.menu.users")])}
      <h1 tabindex="-1">${t("admin.hospital.title")}</h1>
      <p class="meta">${t("admin.hospital.lead")}</p>
      ${error ? html`<page-problem .error=${error}></page-problem>` : ""} ${this.renderFailure()}
      ${
        isReady
          ? html`<admin-form
              .sections=${this.sections()}
              .values=${this.start}
              .refusals=${this.refusals}
              .busy=${this.isBusy}
              .saveWords=${t("admin.hospital.save")}
              .cancelHref=${"/admin/users"}
              @form-touch=${() => this.hold()}
              @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
            ></admin-form>`
          : ""
      }`;
  }
}
