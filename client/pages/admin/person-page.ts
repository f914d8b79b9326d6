import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import {
  accountReading,
  groupChoices,
  groupsReading,
  listIn,
  organizationChoices,
  organizationsReading,
  textIn,
} from "./admin-readings.ts";
import type { Account } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { personFields } from "./field-checks.ts";
import { languageChoices } from "./language-choices.ts";
import { crumbs } from "./list-parts.ts";

const fresh: FormValues = { locale: "auto", organizations: [], groups: [], isAdministrator: false };

function valuesOf(user: Account): FormValues {
  const { name, code, email, phone, locale, isAdministrator } = user;
  const codes = (things: Account["organizations"]) => things.map((thing) => thing.code);
  return {
    name,
    code,
    email,
    phone,
    locale,
    isAdministrator,
    organizations: codes(user.organizations),
    groups: codes(user.groups.filter(({ code, isDynamic }) => code !== "everyone" && !isDynamic)),
  };
}

/** Adds a person, or changes one. */
@customElement("person-page")
export class PersonPage extends EditPage {
  #organizations = new Query(this, () => organizationsReading());
  #groups = new Query(this, () => groupsReading());
  #user = new Query<Account | null>(this, () => (this.userId ? accountReading(this.userId) : null));
  #start: FormValues | undefined;
  #sent: FormValues = {};
  /** Goes back with a change, so that a later one of somebody else is not overwritten unseen. */
  #stamp: string | undefined;

  private get userId(): string {
    return this.route.params["user"] ?? "";
  }

  private get heading(): string {
    return this.userId ? t("admin.user.edit-title", { name: this.#user.data?.name ?? "" }) : t("admin.user.add");
  }

  protected override pageTitle() {
    return this.userId && !this.#user.data && !this.#user.error ? undefined : this.heading;
  }

  private get sections(): FormSection[] {
    const organizations = organizationChoices(this.#organizations.data);
    return [
      { title: t("admin.user.person"), fields: personFields("", this.userId !== "") },
      {
        title: t("admin.user.belongs"),
        fields: [
          {
            kind: "pick",
            isMultiple: true,
            code: "organizations",
            label: t("admin.user.organization"),
            support: t("admin.user.organization-support"),
            choices: organizations,
          },
          {
            kind: "some",
            code: "groups",
            label: t("admin.user.groups"),
            support: t("admin.user.groups-support"),
            choices: groupChoices(this.#groups.data),
          },
        ],
      },
      {
        title: t("admin.user.more"),
        fields: [
          {
            kind: "one",
            code: "locale",
            label: t("admin.user.locale"),
            choices: languageChoices(),
          },
          {
            kind: "check",
            code: "isAdministrator",
            label: t("admin.user.is-administrator"),
            support: t("admin.user.administrator-support"),
          },
        ],
      },
    ];
  }

  private async save(values: FormValues) {
    const user = this.#user.data;
    const body = {
      name: textIn(values, "name"),
      email: textIn(values, "email"),
      phone: textIn(values, "phone"),
      locale: textIn(values, "locale"),
      isAdministrator: values["isAdministrator"] === true,
      organizations: listIn(values, "organizations"),
      groups: listIn(values, "groups"),
    };
    if (user) {
      this.#sent = values;
      const stamp = { updatedAt: this.#stamp };
      const answer = await this.write(() =>
        send("PUT", "/portal/v1/admin/user.json", { id: user.id, ...body, ...stamp }),
      );
      if (answer === undefined && this.isOvertaken) await this.catchUp();
      if (answer === undefined) return;
      toast(t("admin.form.saved"));
      await navigate(`/admin/users/${user.id}`);
    } else {
      const answer = await this.write(() =>
        send<{ id: string }>("POST", "/portal/v1/admin/user.json", { code: textIn(values, "code"), ...body }),
      );
      if (answer) await navigate(`/admin/users/${answer.id}?invite=1`);
    }
  }

  private get start(): FormValues | undefined {
    const user = this.#user.data;
    if (!this.#groups.data || !this.#organizations.data) return undefined;
    if (!this.#start && this.userId && user) {
      this.#stamp = user.updatedAt;
      this.#start = valuesOf(user);
    }
    return this.userId ? this.#start : fresh;
  }

  /** Reads what the other person saved; the next save is against that. */
  private async catchUp() {
    await this.#user.again();
    this.#stamp = this.#user.data?.updatedAt;
    this.requestUpdate();
  }

  private takeSaved() {
    this.#start = undefined;
    this.isOvertaken = false;
    this.letGo();
    this.requestUpdate();
  }

  protected override render() {
    const error = this.#user.error ?? this.#groups.error ?? this.#organizations.error;
    const back = this.userId ? `/admin/users/${this.userId}` : "/admin/users";
    if (error)
      return html`<h1 tabindex="-1">${this.heading}</h1>
        <page-problem .error=${error}></page-problem>`;
    if (this.pageTitle() === undefined) return html`<p class="skeleton"></p>`;
    return html`${crumbs(["/admin/users", t("admin.menu.users")])}
      <h1 tabindex="-1">${this.heading}</h1>
      ${this.renderFailure()}
      ${this.renderOvertaken({
        sections: this.sections,
        mine: this.#sent,
        saved: this.#user.data ? valuesOf(this.#user.data) : fresh,
        takeSaved: () => this.takeSaved(),
      })}
      ${
        this.start
          ? html`<admin-form
              .sections=${this.sections}
              .values=${this.start}
              .refusals=${this.refusals}
              .busy=${this.isBusy}
              .saveWords=${t("admin.form.save")}
              .cancelHref=${back}
              @form-touch=${() => this.hold()}
              @form-save=${(event: CustomEvent<FormValues>) => this.save(event.detail)}
            ></admin-form>`
          : ""
      }`;
  }
}
