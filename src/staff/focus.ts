/** Elements that had the focus, the latest last. */
const visited: HTMLElement[] = [];
const MAX_VISITED = 50;

/**
 * Keeps the focus of the keyboard on the page. Browsers drop it when its element is removed, moved or disabled, as a button is
 * by its own action: then the element that had it before has it again, else the heading.
 */
export function watchFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    visited.push(target);
    if (visited.length > MAX_VISITED) visited.shift();
  });
  // A click beside all controls leaves none of them focused.
  document.addEventListener('pointerdown', () => {
    visited.length = 0;
  });
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] };
  new MutationObserver(restoreFocus).observe(document.body, changes);
}

function restoreFocus(): void {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (!isLost || visited.length === 0) return;
  while (visited.length > 0 && visited.at(-1)?.isConnected === false) visited.pop();
  (visited.at(-1) ?? document.querySelector('h1'))?.focus({ preventScroll: true });
}
