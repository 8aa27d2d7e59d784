import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { DialogNotices } from './DialogNotices.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** For lists. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** A modal dialog: the browser keeps the focus inside, closes it on Esc and returns the focus. */
export function Dialog({ title, onClose, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // The browser returns the focus from a dialog that is closed, not from one that is removed.
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class={isWide ? 'roomy' : undefined} aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      <DialogNotices />
      {children}
    </dialog>
  );
}
