let isPressed = false;
addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (isPressed = false), true);

/**
 * Runs now, or, while the mouse button is held, right after its click. What changes the page's height when a field is left
 * would otherwise move the button away from under the pointer, and its click would be lost.
 */
export function afterPress(run: () => void): void {
  if (!isPressed) return run();
  const later = () => setTimeout(run);
  addEventListener("pointerup", later, { once: true, capture: true });
}
