import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { sendAction } from '../pendingActions.ts';

interface ActionButtonProps {
  /** Returns the result in words. */
  send: () => Promise<string>;
  class?: string;
  isDisabled?: boolean;
  children: ComponentChildren;
}

/** A button that sends an action at once: pressed again before the answer, it sends nothing. */
export function ActionButton({ send, class: name, isDisabled, children }: ActionButtonProps) {
  const isBusy = useRef(false);
  const [isSending, setSending] = useState(false);
  const press = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setSending(true);
    await sendAction(send);
    isBusy.current = false;
    setSending(false);
  };
  return (
    <button type="button" class={name} disabled={isDisabled} aria-disabled={isSending} onClick={() => void press()}>
      {children}
    </button>
  );
}
