/** Elements of the page that had the focus, the latest last. */
let visited: HTMLElement[] = [];
const MAX_VISITED = 50;

/**
 * Keeps the focus of the keyboard on the page. Browsers drop it when its element is removed, moved or disabled, as a button is
 * by its own action: then the element that had it before has it again, else the heading.
 */
export function watchFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) visited = [...visitedOnPage(), target].slice(-MAX_VISITED);
  });
  // A click beside all controls leaves none of them focused.
  document.addEventListener('pointerdown', () => {
    visited = [];
  });
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] };
  new MutationObserver(restoreFocus).observe(document.body, changes);
}

const visitedOnPage = () => visited.filter(element => element.isConnected);

function restoreFocus(): void {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (!isLost || visited.length === 0) return;
  visited = visitedOnPage();
  (visited.at(-1) ?? document.querySelector('h1'))?.focus({ preventScroll: true });
}
