import { statusText } from '../statuses.ts';
import type { Shape } from '../wording.ts';

const PATHS: Readonly<Record<Shape, string>> = {
  ring: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  half: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 3v10',
  disc: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  cross: 'M3.5 3.5l9 9m0-9l-9 9',
  triangle: 'M8 2.5l6 11H2zM8 6.5v3.2m0 1.6v.4',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3.2l2.2 1.4',
  dash: 'M3 8h10',
  diamond: 'M8 2l6 6-6 6-6-6z',
};

/** A status in words, with a shape and a colour. */
export function Status({ status }: { status: string }) {
  const { label, explanation, shape, tone } = statusText(status);
  return (
    <span class={`status ${tone}`} title={explanation}>
      <svg viewBox="0 0 16 16" aria-hidden="true" class={`shape ${shape}`}>
        <path d={PATHS[shape]} />
        {shape === 'half' && <path class="filled" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />}
      </svg>
      {label}
    </span>
  );
}
