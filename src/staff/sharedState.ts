/** State that several screens read: after each change of any the page is drawn again, so that no screen has to subscribe. */

type Listener = () => void;

const redraws = new Set<Listener>();

export class SharedState<Value> {
  #value: Value;
  readonly #listeners = new Set<Listener>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners, ...redraws]) listener();
  }

  /** Calls the listener at once after each change. */
  subscribe(listener: Listener): void {
    this.#listeners.add(listener);
  }
}

/** Calls the listener once after the changes of a task. */
export function watchSharedState(draw: Listener): void {
  let isQueued = false;
  redraws.add(() => {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => {
      isQueued = false;
      draw();
    });
  });
}
