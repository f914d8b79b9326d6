import { property } from "lit/decorators.js";
import { LightElement } from "../elements/light-element.ts";
import { t } from "../messages/text.ts";
import { rememberedScroll, type Route } from "../router.ts";
import { knownSession } from "../session.ts";

/** What every page does: its title in the window, the focus on its h1 once per navigation, the scroll as it was left. */
export abstract class Page extends LightElement {
  @property({ attribute: false }) route!: Route;
  /** True when the page came by the browser's back or forward. */
  @property({ attribute: false }) isReturn = false;
  #arrived = false;
  #path = "";

  /** The words of the h1; undefined while there is nothing to show yet. */
  protected abstract pageTitle(): string | undefined;

  /** True while the form has problems, so that the window's title says so first. */
  protected hasProblems(): boolean {
    return false;
  }

  protected override willUpdate() {
    if (this.route && this.#path !== this.route.path) {
      this.#path = this.route.path;
      this.#arrived = false;
    }
  }

  protected override updated() {
    const title = this.pageTitle();
    if (title === undefined) return;
    const whole = `${title} - ${knownSession()?.programme?.name ?? t("app.portal")}`;
    document.title = this.hasProblems() ? t("form.title", { title: whole }) : whole;
    if (this.#arrived) return;
    this.#arrived = true;
    this.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    scrollTo(0, this.isReturn ? rememberedScroll() : 0);
  }
}
